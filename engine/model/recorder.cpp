#include "recorder.hpp"

#include <algorithm>
#include <map>

#include "railhead/base/unknown.hpp"

namespace railhead {

// Finds the sums, and who belongs to them.
class Recorder::Builder {
 public:
  explicit Builder(Recorder& recorder) : r_(recorder) {}

  // The number of a sum; sums of the same columns are one.
  std::uint32_t total(std::span<const Term> terms) {
    std::vector<Column> of;
    for (const Term& term : terms) of.emplace_back(term.source, term.column);
    std::sort(of.begin(), of.end());
    const auto number = static_cast<std::uint32_t>(known_.size());
    const auto [place, is_new] = known_.try_emplace(of, number);
    if (is_new)
      for (const Column& column : of) totals_of_[column].push_back(number);
    return place->second;
  }

  void make_atoms() {
    r_.totals_.resize(known_.size());
    std::map<std::pair<Source, std::vector<std::uint32_t>>, std::vector<std::uint32_t>> atoms;
    for (const auto& [column, totals] : totals_of_)
      atoms[{column.first, totals}].push_back(column.second);
    for (const auto& [of, columns] : atoms) {
      Atom atom;
      atom.first_column = append(r_.columns_, columns);
      atom.end_column = static_cast<std::uint32_t>(r_.columns_.size());
      atom.first_total = append(r_.totals_of_, of.second);
      atom.end_total = static_cast<std::uint32_t>(r_.totals_of_.size());
      (of.first == Source::count ? r_.counts_ : r_.levels_).push_back(atom);
    }
  }

 private:
  using Column = std::pair<Source, std::uint32_t>;

  static std::uint32_t append(std::vector<std::uint32_t>& to,
                              const std::vector<std::uint32_t>& what) {
    const auto first = static_cast<std::uint32_t>(to.size());
    to.insert(to.end(), what.begin(), what.end());
    return first;
  }

  Recorder& r_;
  std::map<std::vector<Column>, std::uint32_t> known_;
  std::map<Column, std::vector<std::uint32_t>> totals_of_;
};

namespace {

// Plain counts, or levels: their sum is whole.
bool is_whole(std::span<const Term> terms) {
  return std::all_of(terms.begin(), terms.end(), [](const Term& term) {
    return (term.source == Source::count || term.source == Source::level) && term.coefficient < 0 &&
           term.sign == 1.0;
  });
}

bool is_counts(std::span<const Term> terms) {
  return std::all_of(terms.begin(), terms.end(),
                     [](const Term& term) { return term.source == Source::count; });
}

constexpr Duration kRecent = 30 * kDay;

}  // namespace

Recorder::Recorder(const Measures& measures, const std::vector<Series>& series)
    : measures_(measures) {
  Builder builder(*this);
  for (std::uint32_t i = 0; i < series.size(); ++i) {
    const Plan& plan = measures.series()[i];
    const auto above = measures.terms(plan).first(plan.above);
    const auto below = measures.terms(plan).subspan(plan.above);
    if (series[i].name == SeriesName::origin_share)
      shares_.push_back({i, builder.total(above), builder.total(below)});
    else if (series[i].name == SeriesName::days_of_supply)
      per_demand_.push_back({i, builder.total(above), below});
    else if (is_whole(above))
      whole_.push_back({i, builder.total(above)});
    else
      departed_.push_back({i, is_counts(above) ? builder.total(above) : kAlways});
  }
  builder.make_atoms();
}

void Recorder::begin() {
  at_.clear();
  fired_.clear();
  recent_ = 0;
  std::fill(totals_.begin(), totals_.end(), 0);
  for (Departed& series : departed_) series.read_at = -1;
  for (auto* atoms : {&counts_, &levels_})
    for (Atom& atom : *atoms) atom.sum = 0;
}

void Recorder::bring_up_to_date(const TallyColumns& now) {
  const auto update = [&](std::vector<Atom>& atoms, auto value_of) {
    for (Atom& atom : atoms) {
      Rounds sum = 0;
      for (std::uint32_t i = atom.first_column; i < atom.end_column; ++i)
        sum += value_of(columns_[i]);
      const Rounds by = sum - atom.sum;
      if (by == 0) continue;
      atom.sum = sum;
      for (std::uint32_t i = atom.first_total; i < atom.end_total; ++i)
        totals_[totals_of_[i]] += by;
    }
  };
  update(counts_, [&](std::uint32_t column) { return now.counts[column]; });
  update(levels_, [&](std::uint32_t column) { return now.levels[column].value; });
}

void Recorder::write(const TallyColumns& now, Instant at, const std::vector<double>& coefficients,
                     double* row) {
  bring_up_to_date(now);
  for (const Whole& whole : whole_) row[whole.series] = static_cast<double>(totals_[whole.total]);
  for (const PerDemand& series : per_demand_) {
    double demand = 0.0;
    for (const Term& term : series.demand) demand += Measures::mean_demand(term, now);
    const auto rounds = static_cast<double>(totals_[series.above]);
    row[series.series] = demand == 0.0 ? kUnknown : rounds / demand;
  }
  for (Departed& series : departed_) {
    const Rounds total = series.total == kAlways ? -1 : totals_[series.total];
    if (total == -1 || total != series.read_at) {
      const Plan& plan = measures_.series()[series.series];
      series.value = measures_.value_now(plan, now, at, coefficients);
      series.read_at = total;
    }
    row[series.series] = series.value;
  }
  if (!shares_.empty()) write_shares(at, row);
  at_.push_back(at);
}

// Share of an origin in the fire of the last thirty days, from the grid instant at or before their
// beginning.
void Recorder::write_shares(Instant at, double* row) {
  const Instant since = at - kRecent;
  while (recent_ < at_.size() && at_[recent_] <= since) ++recent_;
  const std::size_t stride = 2 * shares_.size();
  const std::size_t first = fired_.size();
  fired_.resize(first + stride);
  for (std::size_t i = 0; i < shares_.size(); ++i) {
    Rounds above = fired_[first + 2 * i] = totals_[shares_[i].above];
    Rounds below = fired_[first + 2 * i + 1] = totals_[shares_[i].below];
    if (recent_ > 0) {
      above -= fired_[(recent_ - 1) * stride + 2 * i];
      below -= fired_[(recent_ - 1) * stride + 2 * i + 1];
    }
    row[shares_[i].series] =
        below > 0 ? static_cast<double>(above) / static_cast<double>(below) : kUnknown;
  }
}

}  // namespace railhead
