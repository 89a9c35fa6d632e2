// A result store as a sweep of the report.
#include <algorithm>
#include <map>
#include <set>

#include <boost/json.hpp>

#include "railhead/base/error.hpp"
#include "railhead/results/json.hpp"
#include "railhead/results/store_query.hpp"
#include "railhead/stats/intervals.hpp"
#include "railhead/stats/quantiles.hpp"

#include "report_run.hpp"
#include "report_sources.hpp"

namespace railhead {
namespace {

constexpr double kPatience = 300;  // seconds for one statement

std::int64_t whole_of(const StoreCell& cell) {
  const auto* whole = std::get_if<std::int64_t>(&cell);
  return whole == nullptr ? 0 : *whole;
}

std::string string_of(const StoreCell& cell) {
  const auto* text = std::get_if<std::string>(&cell);
  return text == nullptr ? "" : *text;
}

// A store is read statement by statement while a sweep may be writing it.
class Store {
 public:
  explicit Store(std::string path) : path_(std::move(path)) {}
  void each(const std::string& sql, const std::function<void(const StoreRow&)>& use) const {
    query_store(path_, sql, kPatience, {[](const auto&) {}, use});
  }
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

void read_head(const Store& store, ReportSweep& sweep) {
  store.each("SELECT name, value FROM meta", [&](const StoreRow& row) {
    if (string_of(row[0]) == "engine") sweep.of.version = string_of(row[1]);
    if (string_of(row[0]) == "method") sweep.method = string_of(row[1]);
    if (string_of(row[0]) != "study") return;
    const Scenario study = load_text("study", string_of(row[1]));
    const Node* title = find(study.document, "title");
    if (title != nullptr && title->as<std::string>() != nullptr)
      sweep.of.title = *title->as<std::string>();
  });
  store.each("SELECT name, path FROM factors ORDER BY factor", [&](const StoreRow& row) {
    sweep.factors.push_back({string_of(row[0]), string_of(row[1])});
  });
  store.each("SELECT metric FROM responses ORDER BY response", [&](const StoreRow& row) {
    sweep.responses.push_back(response_of(string_of(row[0])));
  });
}

// Keys of the points that have runs, in the order of the design.
std::vector<std::int64_t> read_points(const Store& store, ReportSweep& sweep) {
  std::vector<std::int64_t> keys;
  store.each("SELECT point_key, label, replications, seed FROM points ORDER BY point",
             [&](const StoreRow& row) {
               if (whole_of(row[2]) == 0) {
                 ++sweep.unfinished;
                 return;
               }
               keys.push_back(whole_of(row[0]));
               ReportPoint point;
               point.label = string_of(row[1]);
               point.replications = static_cast<std::uint64_t>(whole_of(row[2]));
               point.levels.resize(sweep.factors.size());
               point.outcomes.resize(sweep.responses.size());
               sweep.of.replications = std::max(sweep.of.replications, point.replications);
               if (!sweep.of.seed) sweep.of.seed = static_cast<std::uint64_t>(whole_of(row[3]));
               sweep.points.push_back(std::move(point));
             });
  const auto place = [&](const StoreCell& key) {
    return static_cast<std::size_t>(std::find(keys.begin(), keys.end(), whole_of(key)) -
                                    keys.begin());
  };
  store.each("SELECT point_key, factor, value, number FROM levels", [&](const StoreRow& row) {
    const std::size_t at = place(row[0]);
    const auto factor = static_cast<std::size_t>(whole_of(row[1]));
    if (at >= keys.size() || factor >= sweep.factors.size()) return;
    ReportLevel& level = sweep.points[at].levels[factor];
    level.text = string_of(row[2]);
    level.number = number_in(row[3], {store.path(), "levels", "number"});
    level.date = from_iso(level.text).has_value();
  });
  return keys;
}

MetricSummary summed_up(std::vector<double> values, FigureKind kind) {
  std::erase_if(values, [](double value) { return value != value; });
  MetricSummary summary;
  summary.n = values.size();
  ChunkedMoments sum;
  for (const double value : values) sum.add(value);
  const Moments moments = sum.total();
  summary.mean = moments.mean();
  summary.sd = moments.sd();
  summary.half_width = half_width(moments);
  summary.low = summary.mean - summary.half_width;
  summary.high = summary.mean + summary.half_width;
  if (kind == FigureKind::flag) {
    const Interval of = wilson(static_cast<std::uint64_t>(std::llround(moments.sum())), summary.n);
    summary.low = of.low;
    summary.high = of.high;
  }
  std::sort(values.begin(), values.end());
  for (std::size_t i = 0; i < kQuantileLevels.size(); ++i)
    summary.quantiles[i] = sorted_quantile(values, kQuantileLevels[i]);
  summary.min = moments.min();
  summary.max = moments.max();
  return summary;
}

// From the replications themselves, so that points under way count as well.
void read_outcomes(const Store& store, ReportSweep& sweep, const std::vector<std::int64_t>& keys) {
  std::string columns;
  for (const ReportResponse& response : sweep.responses)
    columns += ", " + sql_name(response.metric);
  for (std::size_t at = 0; at < keys.size(); ++at) {
    std::vector<std::vector<double>> values(sweep.responses.size());
    store.each("SELECT replication" + columns + " FROM runs WHERE point_key = " +
                   std::to_string(keys[at]) + " ORDER BY replication",
               [&](const StoreRow& row) {
                 for (std::size_t i = 0; i < values.size(); ++i)
                   values[i].push_back(
                       number_in(row[1 + i], {store.path(), "runs", sweep.responses[i].metric}));
               });
    for (std::size_t i = 0; i < values.size(); ++i)
      sweep.points[at].outcomes[i] = summed_up(std::move(values[i]), sweep.responses[i].kind);
  }
}

// Stocks over all sites, where the store keeps trajectories.
void read_bands(const Store& store, ReportSweep& sweep, const std::vector<std::int64_t>& keys) {
  for (std::size_t at = 0; at < keys.size(); ++at) {
    std::vector<Instant> grid;
    std::vector<ReportBands>& bands = sweep.points[at].bands;
    store.each(
        "SELECT s.munition, q.at, q.mean, q.p05, q.p10, q.p25, q.p50, q.p75, q.p90, q.p95 FROM "
        "quantiles q JOIN series s USING(series_key) WHERE q.point_key = " +
            std::to_string(keys[at]) +
            " AND s.series = 'stock' AND s.site IS NULL AND s.origin IS NULL AND s.munition IS NOT "
            "NULL ORDER BY s.munition, q.at",
        [&](const StoreRow& row) {
          const Labels of = {{"munition", string_of(row[0])}};
          if (bands.empty() || bands.back().of != of) bands.push_back({"stock", of, {}, {}, {}});
          if (bands.size() == 1) grid.push_back(Instant{Duration{whole_of(row[1])}});
          bands.back().mean.push_back(number_in(row[2], {store.path(), "quantiles", "mean"}));
          std::array<double, 7> quantiles{};
          for (std::size_t i = 0; i < quantiles.size(); ++i)
            quantiles[i] = number_in(row[3 + i], {store.path(), "quantiles", "p05 to p95"});
          bands.back().quantiles.push_back(quantiles);
        });
    thin(grid, bands, chart_stride(grid.size()));
    // A chart has one time axis: points with other dates than the first are left out.
    if (sweep.grid.empty()) sweep.grid = grid;
    if (grid != sweep.grid) bands.clear();
  }
}

void read_scenario(const Store& store, ReportSweep& sweep) {
  bool first = true;
  store.each("SELECT path, toml FROM scenarios", [&](const StoreRow& row) {
    sweep.of.scenario += (first ? "" : ", ") + string_of(row[0]);
    if (!first) {
      sweep.of.sha256.clear();  // of several none stands for all
      return;
    }
    first = false;
    const Compiled compiled = compile(load_text(string_of(row[0]), string_of(row[1])));
    sweep.of.question = compiled.settings.question;
    if (sweep.of.title.empty()) sweep.of.title = compiled.settings.title;
  });
  std::size_t scenarios = 0;
  store.each("SELECT sha256 FROM scenarios", [&](const StoreRow& row) {
    sweep.of.sha256 = ++scenarios == 1 ? string_of(row[0]) : "";
  });
}

// Whether it has a point with runs.
bool add_sweep(const Store& store, ReportInput& input, const std::string& path) {
  ReportSweep sweep;
  sweep.of.path = path;
  read_head(store, sweep);
  const std::vector<std::int64_t> keys = read_points(store, sweep);
  if (keys.empty()) return false;
  read_outcomes(store, sweep, keys);
  read_bands(store, sweep, keys);
  read_scenario(store, sweep);
  input.sweeps.push_back(std::move(sweep));
  return true;
}

// Analyses of verbs that a report does not show are passed over.
std::size_t add_analyses(const Store& store, ReportInput& input, const std::string& path) {
  std::size_t added = 0;
  store.each("SELECT document FROM analyses ORDER BY analysis", [&](const StoreRow& row) {
    boost::json::error_code fault;
    const boost::json::value document = boost::json::parse(string_of(row[0]), fault);
    if (fault) throw Error(ExitCode::kRuntime, path + ": an analysis in it is no JSON document");
    const std::string format = format_of(document);
    if (format == "railhead.sensitivity/1")
      input.sensitivities.push_back(sensitivity_of(document.as_object(), path));
    else if (format == "railhead.solve/1")
      input.solutions.push_back(solution_of(document.as_object(), path));
    else
      return;
    ++added;
  });
  return added;
}

}  // namespace

void add_store(ReportInput& input, const std::string& path) {
  check_store(path);
  const Store store{path};
  std::set<std::string> tables;
  store.each("SELECT name FROM sqlite_schema WHERE type = 'table'",
             [&](const StoreRow& row) { tables.insert(string_of(row[0])); });
  const bool sweep = tables.contains("meta") && add_sweep(store, input, path);
  const bool analyses = tables.contains("analyses") && add_analyses(store, input, path) > 0;
  if (!sweep && !analyses)
    throw Error(ExitCode::kRuntime, path + ": no point has been run; railhead sweep does");
}

}  // namespace railhead
