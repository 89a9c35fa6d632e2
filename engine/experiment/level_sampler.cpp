#include <algorithm>
#include <cmath>
#include <map>

#include "railhead/base/suggest.hpp"
#include "railhead/base/unknown.hpp"
#include "railhead/experiment/design.hpp"
#include "railhead/random/law.hpp"
#include "railhead/results/json.hpp"
#include "railhead/scenario/fields.hpp"

#include "levels.hpp"
#include "study_reader.hpp"

namespace railhead {
namespace {

struct FactorFault {
  SourcePosition position;
  std::string what;
};

[[noreturn]] void refuse(const Factor& factor, const std::string& what) {
  throw FactorFault{factor.position, "factor \"" + factor.name + "\": " + what};
}

// The law of an uncertain parameter, with the table it may read.
struct ParameterLaw {
  Sampler sampler;
  LawTable table;
};

double constant_of(const Factor& factor, const Argument& argument) {
  if (argument.expression.is_none()) return argument.constant;
  refuse(factor, "the law of " + factor.path +
                     " depends on other parameters; give values, or low and high");
}

std::vector<double> constants_of(const Factor& factor, const std::vector<Argument>& arguments) {
  std::vector<double> values;
  values.reserve(arguments.size());
  for (const Argument& argument : arguments) values.push_back(constant_of(factor, argument));
  return values;
}

void fill_table(const Factor& factor, const TableTemplate& source, LawTable& table) {
  const auto first = constants_of(factor, source.first);
  const auto second = constants_of(factor, source.second);
  if (source.kind == LawKind::discrete)
    table.assign_discrete(first, second);
  else if (source.kind == LawKind::empirical)
    table.assign_empirical(first);
  else
    table.assign_quantiles(first, second);
}

std::unique_ptr<ParameterLaw> law_of(const Factor& factor, const Network& network,
                                     const LawTemplate& from) {
  auto law = std::make_unique<ParameterLaw>();
  LawArguments arguments;
  for (std::size_t i = 0; i < arguments.a.size(); ++i)
    arguments.a[i] = constant_of(factor, from.a[i]);
  if (from.second_is_cv) arguments.a[1] = sd_from_cv(arguments.a[0], arguments.a[1]);
  arguments.min = constant_of(factor, from.min);
  arguments.max = constant_of(factor, from.max);
  if (from.table >= 0) {
    fill_table(factor, network.tables[static_cast<std::size_t>(from.table)], law->table);
    arguments.table = &law->table;
  }
  law->sampler = prepare(from.kind, arguments);
  if (law->sampler.fault != LawFault::none)
    refuse(factor, std::string{describe(law->sampler.fault)});
  return law;
}

// The uncertain parameter that a factor without levels takes its law from.
ParameterId uncertain_parameter(const Factor& factor, const Network& network) {
  const std::string remedy = "; give values, or low and high";
  constexpr std::string_view kKind = "parameter.";
  if (!factor.path.starts_with(kKind))
    refuse(factor, "only a parameter has a law of its own" + remedy);
  const std::string name = factor.path.substr(kKind.size());
  std::vector<std::string_view> names;
  for (const ParameterId id : network.parameters.ids()) {
    const Parameter& parameter = network.parameters[id];
    if (parameter.id == name && parameter.uncertain) return id;
    if (parameter.id == name) refuse(factor, factor.path + " has no uncertainty" + remedy);
    names.push_back(parameter.id);
  }
  refuse(factor, "parameter \"" + name + "\" is not defined" + did_you_mean(name, names));
}

std::string decimal(double number) {
  const std::string text = number_text(number);
  return text.find_first_of(".en") == std::string::npos ? text + ".0" : text;
}

}  // namespace

Level level_of(const Node& value) {
  Level level{to_toml(value), kUnknown};
  if (value.is_number()) level.number = value.number();
  if (const auto* truth = value.as<bool>()) level.number = *truth ? 1 : 0;
  if (const auto* moment = value.as<Moment>())
    level.number = static_cast<double>(moment->at.time_since_epoch().count());
  return level;
}

struct LevelSampler::Impl {
  struct Group {  // correlated factors
    std::vector<std::size_t> factors;
    std::vector<double> cholesky;  // lower triangle, row major
  };
  std::vector<Factor> factors;
  std::vector<std::unique_ptr<ParameterLaw>> laws;  // null: no law
  std::vector<Group> groups;

  void find_laws(const Network& network, std::map<std::uint32_t, std::size_t>& factor_of) {
    for (std::size_t i = 0; i < factors.size(); ++i) {
      const Factor& factor = factors[i];
      if (!factor.values.empty() || factor.low || !factor.scenarios.empty()) continue;
      const ParameterId id = uncertain_parameter(factor, network);
      laws[i] = law_of(factor, network, network.parameters[id].uncertainty);
      factor_of[id.index()] = i;
    }
  }

  void find_groups(const Network& network, const std::map<std::uint32_t, std::size_t>& factor_of) {
    for (const Correlation& correlation : network.correlations) {
      Group group;
      std::vector<std::size_t> members;  // of the correlation
      for (std::size_t i = 0; i < correlation.parameters.size(); ++i) {
        const auto found = factor_of.find(correlation.parameters[i].index());
        if (found == factor_of.end()) continue;
        members.push_back(i);
        group.factors.push_back(found->second);
      }
      if (members.size() < 2) continue;
      group.cholesky = sub_cholesky(correlation, members);
      groups.push_back(std::move(group));
    }
  }

  // Factor of the part of the correlation matrix that concerns `members`.
  static std::vector<double> sub_cholesky(const Correlation& correlation,
                                          const std::vector<std::size_t>& members) {
    const std::size_t all = correlation.parameters.size();
    const std::size_t n = members.size();
    const auto rho = [&](std::size_t a, std::size_t b) {
      double sum = 0;
      for (std::size_t k = 0; k < all; ++k)
        sum += correlation.cholesky[a * all + k] * correlation.cholesky[b * all + k];
      return sum;
    };
    std::vector<double> lower(n * n, 0.0);
    for (std::size_t i = 0; i < n; ++i) {
      for (std::size_t j = 0; j <= i; ++j) {
        double rest = rho(members[i], members[j]);
        for (std::size_t k = 0; k < j; ++k) rest -= lower[i * n + k] * lower[j * n + k];
        lower[i * n + j] = i == j ? std::sqrt(rest) : rest / lower[j * n + j];
      }
    }
    return lower;
  }

  Level between(const Factor& factor, double share, double chance) const {
    if (const auto* low = factor.low->as<Moment>()) {
      const auto* high = factor.high->as<Moment>();
      return date_between(*low, *high, share, chance);
    }
    const double low = factor.low->number();
    const double high = factor.high->number();
    if (factor.whole || is_whole_field(factor.path)) {
      const double cells = std::floor(high) - std::ceil(low) + 1;
      const double whole = std::isnan(chance)
                               ? std::round(low + share * (high - low))
                               : std::ceil(low) + std::min(std::floor(chance * cells), cells - 1);
      return {number_text(whole), whole};
    }
    const double at = share == 1.0 ? high : low + share * (high - low);
    return {decimal(at), at};
  }

  static Level date_between(const Moment& low, const Moment& high, double share, double chance) {
    const bool whole = low.whole_day && high.whole_day;
    const double span = static_cast<double>((high.at - low.at).count());
    Moment moment{low.at, whole};
    if (whole) {
      const double days = std::round(span / static_cast<double>(kDay.count()));
      const double day = std::isnan(chance) ? std::round(share * days)
                                            : std::min(std::floor(chance * (days + 1)), days);
      moment.at += kDay * static_cast<std::int64_t>(day);
    } else {
      moment.at += Duration{std::llround(share * span)};
    }
    return level_of(Node{moment, {}});
  }
};

LevelSampler::LevelSampler(const Study& study) : impl_(std::make_unique<Impl>()) {
  impl_->factors = study.factors;
  impl_->laws.resize(study.factors.size());
  const bool needs_law = std::any_of(study.factors.begin(), study.factors.end(), [](const auto& f) {
    return f.values.empty() && !f.low && f.scenarios.empty();
  });
  if (!needs_law) return;
  std::string path = study.scenario;
  for (const Factor& factor : study.factors)
    if (!factor.scenarios.empty() && path.empty()) path = resolved(study, factor.scenarios.front());
  const Network network = compile(load(path)).network;
  std::map<std::uint32_t, std::size_t> factor_of;
  try {
    impl_->find_laws(network, factor_of);
  } catch (const FactorFault& fault) {
    refuse_study(study, fault.position, fault.what);
  }
  impl_->find_groups(network, factor_of);
}

LevelSampler::~LevelSampler() = default;
LevelSampler::LevelSampler(LevelSampler&&) noexcept = default;

Level LevelSampler::level(std::size_t index, double u) const {
  const Factor& factor = impl_->factors[index];
  const auto nth = [u](std::size_t n) {
    return std::min(static_cast<std::size_t>(u * static_cast<double>(n)), n - 1);
  };
  if (!factor.values.empty()) return level_of(factor.values[nth(factor.values.size())]);
  if (!factor.scenarios.empty()) return {factor.scenarios[nth(factor.scenarios.size())], kUnknown};
  if (factor.low) return impl_->between(factor, u, u);
  const double value = quantile(impl_->laws[index]->sampler, u);
  return {decimal(value), value};
}

std::vector<Level> LevelSampler::levels(std::size_t index, std::size_t count) const {
  const Factor& factor = impl_->factors[index];
  std::vector<Level> levels;
  for (const Node& value : factor.values) levels.push_back(level_of(value));
  for (const std::string& path : factor.scenarios) levels.push_back({path, kUnknown});
  if (!levels.empty()) return levels;
  for (std::size_t i = 0; i < count; ++i) {
    const double middle = (static_cast<double>(i) + 0.5) / static_cast<double>(count);
    const double share = count < 2 ? 0.5 : static_cast<double>(i) / static_cast<double>(count - 1);
    Level level_here = factor.low ? impl_->between(factor, share, kUnknown) : level(index, middle);
    // Whole numbers and days may be fewer than the levels asked for.
    if (levels.empty() || levels.back().text != level_here.text)
      levels.push_back(std::move(level_here));
  }
  return levels;
}

bool LevelSampler::correlated() const {
  return !impl_->groups.empty();
}

void LevelSampler::correlate(std::span<double> row) const {
  for (const Impl::Group& group : impl_->groups) {
    const std::size_t n = group.factors.size();
    std::vector<double> z;
    for (const std::size_t factor : group.factors) z.push_back(normal_quantile(row[factor]));
    for (std::size_t i = 0; i < n; ++i) {
      double sum = 0;
      for (std::size_t k = 0; k <= i; ++k) sum += group.cholesky[i * n + k] * z[k];
      // Far tails round to 0 or 1, where no quantile is.
      constexpr double kLeast = 0x1p-53;
      row[group.factors[i]] = std::clamp(normal_cdf(sum), kLeast, 1.0 - kLeast);
    }
  }
}

}  // namespace railhead
