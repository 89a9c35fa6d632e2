#include "sweep_store.hpp"

#include <algorithm>
#include <filesystem>
#include <map>
#include <set>

#include "railhead/base/error.hpp"
#include "railhead/base/hash.hpp"
#include "railhead/scenario/diff.hpp"
#include "railhead/scenario/provenance.hpp"

namespace railhead {
namespace {

constexpr std::string_view kKeepNames[] = {"responses", "summaries", "trajectories"};

// A path as seen from the study's folder, so that the store does not depend on where it is called.
std::string seen_from(const Study& study, const std::string& path) {
  namespace fs = std::filesystem;
  const fs::path folder = fs::absolute(study.path).parent_path().lexically_normal();
  return fs::absolute(path).lexically_normal().lexically_proximate(folder).string();
}

bool changes_results(const Difference& difference) {
  const std::string& path = difference.path;
  for (const char* kind : {"reference.", "observation.", "check."})
    if (path.starts_with(kind)) return false;
  const std::string last = path.substr(path.rfind('.') + 1);
  for (const char* word : {"title", "note", "question", "cite"})
    if (last == word || path.find("." + std::string{word} + ".") != std::string::npos) return false;
  return path != "scenario.replications" && path != "scenario.max_events";
}

std::string scenario_difference(const StoreScenario& kept, const StoreScenario& wanted) {
  const Scenario before = load_text(kept.path, kept.toml);
  const Scenario after = load_text(wanted.path, wanted.toml);
  std::vector<Difference> all = diff(before, after);
  std::erase_if(all, [](const Difference& each) { return !changes_results(each); });
  if (all.empty()) return {};
  std::string text = kept.path == wanted.path ? wanted.path + " has changed: "
                                              : wanted.path + " differs from " + kept.path + ": ";
  for (std::size_t i = 0; i < std::min<std::size_t>(all.size(), 3); ++i)
    text += (i > 0 ? "; " : "") + all[i].path + " was " + all[i].before.value_or("not there") +
            ", is " + all[i].after.value_or("not there");
  if (all.size() > 3) text += "; and " + std::to_string(all.size() - 3) + " more";
  return text;
}

std::string factor_difference(const StoreHead& kept, const StoreHead& wanted) {
  const auto names = [](const StoreHead& head) {
    std::string text;
    for (const StoreFactor& factor : head.factors)
      text += (text.empty() ? "" : ", ") + factor.name + " (" + factor.path + ")";
    return text.empty() ? std::string{"none"} : text;
  };
  if (kept.factors == wanted.factors) return {};
  return "the factors were " + names(kept) + ", are " + names(wanted);
}

std::string response_difference(const StoreHead& kept, const StoreHead& wanted) {
  const auto names = [](const StoreHead& head) {
    std::string text;
    for (const StoreResponse& response : head.responses)
      text += (text.empty() ? "" : ", ") + response.metric;
    return text;
  };
  if (kept.responses == wanted.responses) return {};
  return "the responses were " + names(kept) + ", are " + names(wanted);
}

// Of the points that are in both: a scenario that has changed.
std::string changed_scenario(const StoreHead& kept, const std::vector<KeptPoint>& kept_points,
                             const StoreHead& wanted, const std::vector<StorePoint>& points) {
  const auto document = [](const StoreHead& head, const std::string& sha256) {
    return std::find_if(head.scenarios.begin(), head.scenarios.end(),
                        [&](const StoreScenario& each) { return each.sha256 == sha256; });
  };
  std::map<std::string, std::string> before;  // scenario by label
  for (const KeptPoint& point : kept_points) before[point.label] = point.scenario;
  std::set<std::pair<std::string, std::string>> seen;
  for (const StorePoint& point : points) {
    const auto found = before.find(point.label);
    if (found == before.end() || found->second == point.scenario) continue;
    if (!seen.emplace(found->second, point.scenario).second) continue;
    const auto one = document(kept, found->second);
    const auto other = document(wanted, point.scenario);
    ensure(one != kept.scenarios.end() && other != wanted.scenarios.end(),
           "a point without its scenario");
    std::string text = scenario_difference(*one, *other);
    if (!text.empty()) return text;
  }
  return {};
}

std::string point_difference(const std::vector<KeptPoint>& kept,
                             const std::vector<StorePoint>& points) {
  std::set<std::string> labels;
  for (const StorePoint& point : points) labels.insert(point.label);
  for (const KeptPoint& point : kept)
    if (!labels.contains(point.label))
      return "the point " + point.label + " of the store is not in the study any more";
  return {};
}

std::string first_difference(const StoreHead& kept, const std::vector<KeptPoint>& kept_points,
                             const StoreHead& wanted, const std::vector<StorePoint>& points) {
  if (kept.engine != wanted.engine)
    return "it was made by version " + kept.engine + " of the engine, this is " + wanted.engine;
  if (kept.keep != wanted.keep) return "keep was \"" + kept.keep + "\", is \"" + wanted.keep + "\"";
  std::string text = factor_difference(kept, wanted);
  if (text.empty()) text = response_difference(kept, wanted);
  if (text.empty()) text = changed_scenario(kept, kept_points, wanted, points);
  return text.empty() ? point_difference(kept_points, points) : text;
}

}  // namespace

StoreHead head_of(const Study& study, const StudyDesign& design, PointCompiler& compiler,
                  const std::string& engine_version) {
  StoreHead head;
  head.engine = engine_version;
  head.study = study.file.sources.front()->text;
  head.method = std::string{to_string(study.method)};
  head.keep = std::string{kKeepNames[static_cast<std::size_t>(study.keep)]};
  for (const Factor& factor : study.factors) head.factors.push_back({factor.name, factor.path});
  const auto point = compiler.compile_point(0);
  for (std::size_t i = 0; i < point->responses; ++i) {
    const Metric& metric = point->request.metrics[i];
    const MetricInfo& about = info(metric.name);
    head.responses.push_back(
        {to_string(point->compiled.network, metric), std::string{about.unit}, is_whole(about)});
  }
  std::map<std::string, std::string> inputs;
  std::set<std::string> seen;
  for (const auto& source : study.file.sources)
    if (!source->command_line) inputs[seen_from(study, source->name)] = source->sha256;
  for (std::size_t i = 0; i < design.points.size(); ++i) {
    if (!seen.insert(design.points[i].scenario).second) continue;
    const Scenario& base = compiler.base(i);
    const std::string toml = effective_toml(base);
    head.scenarios.push_back({sha256_hex(toml), seen_from(study, base.path), toml});
    for (const auto& source : base.sources)
      if (!source->command_line) inputs[seen_from(study, source->name)] = source->sha256;
  }
  for (const auto& [path, sha256] : inputs) head.inputs.push_back({path, sha256});
  return head;
}

std::vector<StorePoint> points_of(const Study& study, const StudyDesign& design,
                                  PointCompiler& compiler) {
  std::map<std::string, std::string> hashes;
  const std::vector<std::string> labels = labels_of(study, design);
  std::vector<StorePoint> points;
  for (std::size_t i = 0; i < design.points.size(); ++i) {
    const DesignPoint& point = design.points[i];
    std::string& hash = hashes[point.scenario];
    if (hash.empty()) hash = sha256_hex(effective_toml(compiler.base(i)));
    points.push_back({labels[i], hash, {}});
    for (const Level& level : point.levels)
      points.back().levels.emplace_back(level.text, level.number);
  }
  return points;
}

void check_same(const std::string& path, const StoreHead& kept,
                const std::vector<KeptPoint>& kept_points, const StoreHead& wanted,
                const std::vector<StorePoint>& points) {
  const std::string difference = first_difference(kept, kept_points, wanted, points);
  if (difference.empty()) return;
  throw Error(ExitCode::kScenario, path + " holds results of another study: " + difference +
                                       ". Take another store, or go back to what it was made of");
}

}  // namespace railhead
