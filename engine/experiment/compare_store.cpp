#include <algorithm>

#include "railhead/base/error.hpp"
#include "railhead/experiment/compare.hpp"

#include "recorded_sweep.hpp"

namespace railhead {
namespace {

struct PointRow {
  std::int64_t key = 0, number = 0;
  std::string label;
  StoreRow identity;  // seed, start, end, end of the warm-up
};

struct Response {
  std::string metric, unit;
  MetricKind kind = MetricKind::amount;
};

std::vector<PointRow> points_in(const std::string& path, std::uint64_t baseline) {
  std::vector<PointRow> points;
  for (const RecordedRow& row : rows_of(path,
                                        "SELECT point_key, point, label, seed, start, \"end\", "
                                        "statistics_from FROM points ORDER BY point")) {
    PointRow point{whole_in(row, 0),
                   whole_in(row, 1),
                   text_in(row, 2),
                   {row.cells.begin() + 3, row.cells.end()}};
    if (std::holds_alternative<std::monostate>(row.cells[3]))
      throw Error(ExitCode::kUsage, path + ": point " + std::to_string(point.number) +
                                        " is not done; start the sweep again to end it");
    points.push_back(std::move(point));
  }
  const auto found = std::find_if(points.begin(), points.end(), [&](const PointRow& point) {
    return point.number == static_cast<std::int64_t>(baseline);
  });
  if (found == points.end())
    throw Error(ExitCode::kUsage, path + ": there is no point " + std::to_string(baseline));
  std::rotate(points.begin(), found, found + 1);
  if (points.size() < 2) throw Error(ExitCode::kUsage, path + " holds a single point");
  for (const PointRow& point : points)
    if (point.identity != points.front().identity)
      throw Error(ExitCode::kUsage,
                  "the runs are not pairs: seed, start, end or warm-up of point " +
                      std::to_string(point.number) + " (" + point.label +
                      ") are not those of the baseline");
  return points;
}

std::vector<Response> responses_in(const std::string& path,
                                   const std::vector<std::string>& wanted) {
  std::vector<Response> responses;
  for (const RecordedRow& row :
       rows_of(path, "SELECT metric, unit FROM responses ORDER BY response")) {
    Response response{text_in(row, 0), text_in(row, 1), MetricKind::amount};
    const std::string name = response.metric.substr(0, response.metric.find('{'));
    for (const MetricInfo& about : metric_infos())
      if (about.text == name) response.kind = about.kind;
    responses.push_back(std::move(response));
  }
  if (wanted.empty()) return responses;
  const auto named = [&](const std::string& metric) {
    const auto found = std::find_if(responses.begin(), responses.end(),
                                    [&](const Response& each) { return each.metric == metric; });
    if (found == responses.end())
      throw Error(ExitCode::kUsage, path + " holds no response " + metric);
    return *found;
  };
  std::vector<Response> chosen;
  chosen.reserve(wanted.size());
  for (const std::string& metric : wanted) chosen.push_back(named(metric));
  return chosen;
}

std::vector<RecordedRow> runs_of(const std::string& path, std::int64_t key,
                                 const std::vector<Response>& responses) {
  std::string sql = "SELECT replication";
  for (const Response& response : responses) sql += ", " + sql_name(response.metric);
  return rows_of(
      path, sql + " FROM runs WHERE point_key = " + std::to_string(key) + " ORDER BY replication");
}

void add_inputs(const std::string& path, const PointRow& baseline, const PointRow& variant,
                std::size_t index, Comparison& result) {
  const auto levels =
      rows_of(path,
              "SELECT f.path, f.name, a.value, b.value FROM factors f JOIN levels a USING(factor) "
              "JOIN levels b USING(factor) WHERE a.value <> b.value AND a.point_key = " +
                  std::to_string(baseline.key) +
                  " AND b.point_key = " + std::to_string(variant.key) + " ORDER BY factor");
  const auto value = [](const std::string& text) {
    return text.empty() ? std::nullopt : std::optional{text};
  };
  for (const RecordedRow& row : levels)
    result.inputs.push_back({index,
                             {text_in(row, 0).empty() ? text_in(row, 1) : text_in(row, 0),
                              value(text_in(row, 2)), value(text_in(row, 3))}});
}

}  // namespace

Comparison compare_store(const std::string& path, std::uint64_t baseline_point,
                         const std::vector<std::string>& metrics) {
  require_sweep(path);
  const std::vector<PointRow> points = points_in(path, baseline_point);
  const std::vector<Response> responses = responses_in(path, metrics);
  Comparison result;
  result.baseline = {points[0].label, "", ""};
  result.seed = static_cast<std::uint64_t>(std::get<std::int64_t>(points[0].identity[0]));
  result.level = 1 - 0.05 / static_cast<double>(points.size() - 1);
  const auto base_runs = runs_of(path, points[0].key, responses);
  std::vector<MetricKind> kinds;
  kinds.reserve(responses.size());
  for (const Response& response : responses) kinds.push_back(response.kind);
  for (std::size_t v = 1; v < points.size(); ++v) {
    const auto runs = runs_of(path, points[v].key, responses);
    PairedMetrics pairs{kinds};
    const std::size_t count = std::min(runs.size(), base_runs.size());
    std::vector<double> a(kinds.size()), b(kinds.size());
    for (std::size_t run = 0; run < count; ++run) {
      for (std::size_t i = 0; i < kinds.size(); ++i) {
        a[i] = number_in(base_runs[run], i + 1);
        b[i] = number_in(runs[run], i + 1);
      }
      pairs.add(a, b);
    }
    pairs.settle();
    result.replications = std::max<std::uint64_t>(result.replications, count);
    result.variants.push_back({points[v].label, "", ""});
    add_inputs(path, points[0], points[v], v - 1, result);
    for (std::size_t i = 0; i < responses.size(); ++i) {
      PairedFigures figures = pairs.figures(i, result.level);
      figures.metric = responses[i].metric;
      figures.unit = figures.kind == MetricKind::instant ? "days" : responses[i].unit;
      figures.variant = v - 1;
      result.differences.push_back(std::move(figures));
    }
  }
  return result;
}

}  // namespace railhead
