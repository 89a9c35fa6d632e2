#include <algorithm>
#include <array>
#include <limits>
#include <map>
#include <set>

#include "railhead/report/charts.hpp"
#include "railhead/report/figures.hpp"
#include "railhead/results/json.hpp"

#include "spec.hpp"

namespace railhead {
namespace {

// Neighbouring columns stand at unlike heights, so that a long flow passes beside what lies
// between.
constexpr double kStagger = 0.07;

struct Place {
  double x = 0, y = 0;
};

// Whether `to` can be reached from `from` along these flows.
bool reaches(const std::vector<const ReportFlow*>& flows, const std::string& from,
             const std::string& to) {
  if (from == to) return true;
  std::set<std::string> seen = {from};
  std::vector<std::string> open = {from};
  while (!open.empty()) {
    const std::string at = open.back();
    open.pop_back();
    for (const ReportFlow* flow : flows) {
      if (flow->from != at || !seen.insert(flow->to).second) continue;
      if (flow->to == to) return true;
      open.push_back(flow->to);
    }
  }
  return false;
}

// The flows without those that close a circle, the smaller of which goes back.
std::vector<const ReportFlow*> forward_flows(const ReportRun& run) {
  std::vector<const ReportFlow*> sorted, forward;
  for (const ReportFlow& flow : run.flows) sorted.push_back(&flow);
  std::stable_sort(sorted.begin(), sorted.end(),
                   [](const ReportFlow* a, const ReportFlow* b) { return a->mean > b->mean; });
  for (const ReportFlow* flow : sorted)
    if (!reaches(forward, flow->to, flow->from)) forward.push_back(flow);
  return forward;
}

// Column of each node: one beyond the farthest that feeds it; what nobody feeds stands right before
// the first that it feeds.
std::map<std::string, int> depths(const ReportRun& run) {
  const auto forward = forward_flows(run);
  std::map<std::string, int> depth;
  for (const ReportNode& node : run.nodes) depth[node.id] = 0;
  for (std::size_t pass = 0; pass < run.nodes.size(); ++pass)
    for (const ReportFlow* flow : forward)
      depth[flow->to] = std::max(depth[flow->to], depth[flow->from] + 1);
  for (const ReportNode& node : run.nodes) {
    const bool fed = std::any_of(forward.begin(), forward.end(),
                                 [&](const ReportFlow* flow) { return flow->to == node.id; });
    int nearest = std::numeric_limits<int>::max();
    for (const ReportFlow* flow : forward)
      if (flow->from == node.id) nearest = std::min(nearest, depth[flow->to] - 1);
    if (!fed && nearest != std::numeric_limits<int>::max()) depth[node.id] = nearest;
  }
  return depth;
}

// Columns from left to right; within a column in the mean height of what feeds it, so that few
// flows cross.
std::map<std::string, Place> layout(const ReportRun& run) {
  const auto depth = depths(run);
  std::map<int, std::vector<std::string>> columns;
  for (const ReportNode& node : run.nodes) columns[depth.at(node.id)].push_back(node.id);
  std::map<std::string, Place> places;
  for (auto& [column, ids] : columns) {
    std::map<std::string, double> wish;
    for (const std::string& id : ids) {
      double sum = 0, count = 0;
      for (const ReportFlow& flow : run.flows)
        if (flow.to == id && places.contains(flow.from)) sum += places[flow.from].y, count += 1;
      wish[id] = count > 0 ? sum / count : 0.5;
    }
    std::stable_sort(ids.begin(), ids.end(),
                     [&](const std::string& a, const std::string& b) { return wish[a] < wish[b]; });
    for (std::size_t i = 0; i < ids.size(); ++i)
      places[ids[i]] = {static_cast<double>(column),
                        (static_cast<double>(i) + 0.5) / static_cast<double>(ids.size()) +
                            kStagger * (column % 2)};
  }
  return places;
}

// Points of an S-shaped line.
void add_curve(Dataset& data, Place from, Place to, const ReportFlow& flow, const std::string& id) {
  constexpr int kPieces = 12;
  for (int i = 0; i <= kPieces; ++i) {
    const double t = static_cast<double>(i) / kPieces;
    const double ease = t * t * (3 - 2 * t);
    // Back and self flows bulge, so that they do not lie on others.
    const double bulge = to.x > from.x ? 0 : 0.12 * 4 * t * (1 - t);
    data.columns[0].numbers.push_back(from.x + (to.x - from.x) * t);
    data.columns[1].numbers.push_back(from.y + (to.y - from.y) * ease + bulge);
    data.columns[2].texts.push_back(id);
    data.columns[3].numbers.push_back(flow.mean);
    data.columns[4].texts.push_back(flow.text);
    data.columns[5].texts.push_back(three_digits(flow.mean) +
                                    (flow.low == flow.low ? " (" + three_digits(flow.low) + " to " +
                                                                three_digits(flow.high) + ")"
                                                          : ""));
    data.columns[6].numbers.push_back(i);
  }
}

constexpr const char* kDiagram =
    R"("layer":[{"data":{"name":"flows"},"mark":{"type":"line","color":"#56B4E9","opacity":0.75,)"
    R"("strokeCap":"round"},"encoding":{"x":{"field":"x","type":"quantitative","axis":null,)"
    R"("scale":{"domain":[-0.35,@RIGHT@],"nice":false,"zero":false}},"y":{"field":"y","type":)"
    R"("quantitative","axis":null,"scale":{"domain":[0,1.1],"reverse":true,"nice":false}},)"
    R"("detail":{"field":"flow","type":"nominal"},"order":{"field":"step","type":"quantitative"},)"
    R"("strokeWidth":{"field":"mean","type":"quantitative","legend":null,"scale":{"type":"sqrt",)"
    R"("range":[0.7,16],"domainMin":0}},"tooltip":[{"field":"text","type":"nominal","title":"flow"},)"
    R"({"field":"rounds","type":"nominal","title":"rounds: mean, central 90 %"}]}},)"
    R"({"data":{"name":"nodes"},"mark":{"type":"point","filled":true,"size":130,"opacity":1,)"
    R"("color":"#0B5C94","stroke":"white"},)"
    R"("encoding":{"x":{"field":"x","type":"quantitative"},"y":{"field":"y","type":"quantitative"},)"
    R"("shape":{"field":"role","type":"nominal","legend":{"title":null,"orient":"bottom","columns":5,)"
    R"("symbolFillColor":"#0B5C94","symbolStrokeColor":"#0B5C94"},"scale":@ROLES@},"tooltip":)"
    R"([{"field":"name","type":"nominal"},{"field":"role","type":"nominal"}]}},)"
    R"({"data":{"name":"nodes"},"mark":{"type":"text","dy":-13,"fontSize":11},"encoding":)"
    R"({"x":{"field":"x","type":"quantitative"},"y":{"field":"y","type":"quantitative"},)"
    R"("text":{"field":"name","type":"nominal"}}},)"
    R"({"data":{"name":"nodes"},"mark":{"type":"text","dy":15,"fontSize":10,"opacity":0.75},)"
    R"("encoding":{"x":{"field":"x","type":"quantitative"},"y":{"field":"y","type":"quantitative"},)"
    R"("text":{"field":"through","type":"nominal"}}}])";

}  // namespace

namespace {

// The roles that there are, each with its shape; colours are kept for munitions and origins.
std::string role_scale(const ReportRun& run) {
  constexpr std::array kShapes = {std::pair{"line", "diamond"},
                                  std::pair{"plant", "square"},
                                  std::pair{"supplier", "triangle-right"},
                                  std::pair{"port", "triangle-up"},
                                  std::pair{"railhead", "cross"},
                                  std::pair{"depot", "circle"},
                                  std::pair{"site", "circle"},
                                  std::pair{"front", "triangle-down"},
                                  std::pair{"fire", "wedge"}};
  JsonWriter domain{0}, range{0};
  domain.begin_array();
  range.begin_array();
  for (const auto& [role, shape] : kShapes) {
    const std::string name = role;
    const bool there = std::any_of(run.nodes.begin(), run.nodes.end(),
                                   [&](const ReportNode& node) { return node.role == name; });
    if (!there) continue;
    domain.value(role);
    range.value(shape);
  }
  return R"({"domain":)" + domain.end_array().take() + R"(,"range":)" + range.end_array().take() +
         "}";
}

}  // namespace

std::vector<Chart> network_charts(const ReportRun& run) {
  if (run.flows.empty()) return {};
  const auto places = layout(run);
  Dataset flows{"flows", {{"x"}, {"y"}, {"flow"}, {"mean"}, {"text"}, {"rounds"}, {"step"}}};
  std::size_t number = 0;
  std::map<std::string, double> in, out;
  double right = 0;
  for (const ReportFlow& flow : run.flows) {
    add_curve(flows, places.at(flow.from), places.at(flow.to), flow, std::to_string(number++));
    in[flow.to] += flow.mean;
    out[flow.from] += flow.mean;
  }
  Dataset nodes{"nodes", {{"x"}, {"y"}, {"name"}, {"role"}, {"through"}}};
  std::map<double, std::size_t> in_column;
  for (const ReportNode& node : run.nodes) {
    const Place place = places.at(node.id);
    right = std::max(right, place.x);
    ++in_column[place.x];
    nodes.columns[0].numbers.push_back(place.x);
    nodes.columns[1].numbers.push_back(place.y);
    nodes.columns[2].texts.push_back(node.text);
    nodes.columns[3].texts.push_back(node.role);
    nodes.columns[4].texts.push_back(three_digits(std::max(in[node.id], out[node.id])));
  }
  std::size_t most = 1;
  for (const auto& [x, count] : in_column) most = std::max(most, count);
  Chart chart;
  chart.id = "network";
  chart.title = "Flows of rounds over the whole time";
  chart.summary =
      "Who supplies whom, from left to right; the width of a line is the square root "
      "of the rounds that went along it, the figure under a name the rounds that came "
      "to it or left it, whichever is more; means of the runs.";
  const int height = static_cast<int>(std::max<std::size_t>(300, 58 * most));
  chart.height = height + 65;
  chart.spec = spec_around(
      chart.title, height,
      filled(kDiagram, {{"RIGHT", std::to_string(right + 0.35)}, {"ROLES", role_scale(run)}}));
  chart.datasets = {std::move(flows), std::move(nodes)};
  return {chart};
}

}  // namespace railhead
