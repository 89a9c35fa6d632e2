#include "railhead/experiment/study.hpp"

#include <algorithm>
#include <array>
#include <filesystem>
#include <span>

#include "railhead/base/suggest.hpp"

#include "study_reader.hpp"

namespace railhead {
namespace {

constexpr std::array<std::string_view, 7> kMethods = {
    "grid", "list", "zip", "one-at-a-time", "latin-hypercube", "sobol", "saltelli"};
constexpr std::array<std::string_view, 3> kKeeps = {"responses", "summaries", "trajectories"};

constexpr std::size_t kMostResponses = 400;  // columns of a table

// The index of a word, 0 and a fault where it is none of them.
std::size_t word(StudyReader& reader, const Node& table, std::string_view key,
                 std::span<const std::string_view> words) {
  const std::string text = reader.text(table, key);
  const auto found = std::find(words.begin(), words.end(), text);
  if (found != words.end()) return static_cast<std::size_t>(found - words.begin());
  const Node* node = find(table, key);
  std::string allowed;
  for (const std::string_view each : words)
    allowed += (allowed.empty() ? "" : ", ") + std::string{each};
  if (node != nullptr && node->as<std::string>() != nullptr)
    reader.fault(node->position, std::string{key} + " \"" + text + "\" is not one of " + allowed +
                                     did_you_mean(text, words));
  return 0;
}

void read_design(StudyReader& reader, Study& study) {
  const Node* design = reader.table(study.file.document, "design");
  if (design == nullptr) return;
  reader.refuse_unknown(*design, "design", {"method", "points", "seed"});
  study.method = static_cast<DesignMethod>(word(reader, *design, "method", kMethods));
  study.seed = reader.count(*design, "seed", 0).value_or(study.seed);
  const Node* points = find(*design, "points");
  if (points != nullptr && points->as<NodeArray>() != nullptr) {
    study.listed_points = *points->as<NodeArray>();
    if (study.method != DesignMethod::list)
      reader.fault(points->position, "points is a number, but for method = \"list\"");
  } else {
    study.points = reader.count(*design, "points", 1).value_or(0);
  }
  // Of "saltelli" the analysis has a number of its own.
  const bool sampled =
      study.method == DesignMethod::latin_hypercube || study.method == DesignMethod::sobol;
  if (sampled && points == nullptr)
    reader.fault(design->position, "method \"" + std::string{to_string(study.method)} +
                                       "\" takes points, the number of points");
}

void read_range(StudyReader& reader, const Node& table, Factor& factor) {
  const Node* low = find(table, "low");
  const Node* high = find(table, "high");
  if (low == nullptr && high == nullptr) return;
  const Node* there = low != nullptr ? low : high;
  if (low == nullptr || high == nullptr)
    return reader.fault(there->position, "low and high go together");
  const bool numbers = low->is_number() && high->is_number();
  const bool dates = low->as<Moment>() != nullptr && high->as<Moment>() != nullptr;
  if (!numbers && !dates)
    return reader.fault(low->position, "low and high must be two numbers or two dates");
  const bool ordered =
      numbers ? low->number() < high->number() : low->as<Moment>()->at < high->as<Moment>()->at;
  if (!ordered) return reader.fault(high->position, "high must lie above low");
  factor.low = *low;
  factor.high = *high;
}

void read_scenarios(StudyReader& reader, const Node& list, Factor& factor) {
  const auto* paths = list.as<NodeArray>();
  if (paths == nullptr || paths->empty())
    return reader.fault(list.position, "scenarios must be a list of scenario files");
  for (const Node& path : *paths) {
    if (const auto* text = path.as<std::string>())
      factor.scenarios.push_back(*text);
    else
      reader.fault(path.position, "scenarios must be a list of scenario files");
  }
}

void read_factor(StudyReader& reader, Study& study, const Member& member) {
  if (member.node.as<NodeTable>() == nullptr)
    return reader.fault(member.node.position, "a factor is a table, [factor." + member.key + "]");
  const Node& table = member.node;
  reader.refuse_unknown(
      table, "factor",
      {"path", "values", "low", "high", "scenarios", "whole", "group", "title", "note"});
  Factor factor;
  factor.name = member.key;
  factor.position = reader.place(member.key_position);
  factor.path = reader.text(table, "path");
  factor.group = reader.text(table, "group");
  factor.whole = reader.truth(table, "whole");
  if (const Node* values = find(table, "values")) {
    const auto* list = values->as<NodeArray>();
    if (list == nullptr || list->empty())
      reader.fault(values->position, "values must be a list of at least one value");
    else
      factor.values = *list;
  }
  read_range(reader, table, factor);
  if (const Node* scenarios = find(table, "scenarios")) read_scenarios(reader, *scenarios, factor);
  const int kinds =
      (factor.values.empty() ? 0 : 1) + (factor.low ? 1 : 0) + (factor.scenarios.empty() ? 0 : 1);
  if (kinds > 1)
    reader.fault(member.key_position,
                 "a factor has values, low and high, or scenarios: one of these");
  if (factor.path.empty() == (find(table, "scenarios") == nullptr))
    reader.fault(member.key_position,
                 factor.path.empty() ? "path is missing: what this factor sets, as for --set"
                                     : "a factor of scenarios sets the file; it takes no path");
  study.factors.push_back(std::move(factor));
}

void read_factors(StudyReader& reader, Study& study) {
  const Node* kind = reader.table(study.file.document, "factor");
  if (kind == nullptr) return;
  std::vector<const Member*> members;
  for (const Member& member : *kind->as<NodeTable>()) members.push_back(&member);
  const auto place = [](const Member* member) {
    const Position& at = member->key_position;
    return std::array{at.source, at.line, at.column};
  };
  std::sort(members.begin(), members.end(),
            [&](const Member* a, const Member* b) { return place(a) < place(b); });
  for (const Member* member : members) read_factor(reader, study, *member);
  for (std::size_t i = 0; i < study.factors.size(); ++i)
    for (std::size_t k = 0; k < i; ++k)
      if (!study.factors[i].path.empty() && study.factors[i].path == study.factors[k].path)
        reader.fault(members[i]->key_position, "factors \"" + study.factors[k].name + "\" and \"" +
                                                   study.factors[i].name +
                                                   "\" set the same: " + study.factors[i].path);
  const auto of_files = std::count_if(study.factors.begin(), study.factors.end(),
                                      [](const Factor& f) { return !f.scenarios.empty(); });
  if (of_files > 1)
    reader.fault(kind->position, "only one factor can have scenario files as its levels");
}

void read_replicate(StudyReader& reader, Study& study) {
  const Node* table = reader.table(study.file.document, "replicate");
  if (table == nullptr) return;
  reader.refuse_unknown(*table, "replicate", {"replications", "min", "max", "until"});
  ReplicationRule& rule = study.replicate;
  rule.replications = reader.count(*table, "replications", 1);
  rule.min = reader.count(*table, "min", 2).value_or(rule.min);
  rule.max = reader.count(*table, "max", 2).value_or(rule.max);
  if (const Node* until = reader.table(*table, "until")) {
    reader.refuse_unknown(*until, "until", {"metric", "half_width"});
    rule.until_metric = reader.text(*until, "metric");
    rule.until_half_width = reader.positive(*until, "half_width").value_or(0.0);
    if (rule.until_metric.empty() || find(*until, "half_width") == nullptr)
      reader.fault(until->position, "until takes metric and half_width");
  }
  const bool sequential = find(*table, "until") != nullptr;
  if (sequential && rule.replications)
    reader.fault(table->position, "with until, give min and max instead of replications");
  if (!sequential && (find(*table, "min") != nullptr || find(*table, "max") != nullptr))
    reader.fault(table->position, "min and max go with until");
  if (rule.min > rule.max) reader.fault(table->position, "max must not be below min");
}

void read_responses(StudyReader& reader, Study& study) {
  const Node* node = find(study.file.document, "response");
  if (node == nullptr) return;
  const auto* list = node->as<NodeArray>();
  if (list == nullptr) return reader.fault(node->position, "write responses as [[response]]");
  if (list->size() > kMostResponses)
    reader.fault(node->position,
                 "a study has at most " + std::to_string(kMostResponses) + " responses");
  for (const Node& entry : *list) {
    reader.refuse_unknown(entry, "response", {"metric", "title", "note"});
    const std::string metric = reader.text(entry, "metric");
    if (metric.empty()) {
      reader.fault(entry.position, "a response takes metric = \"…\"");
    } else if (std::find(study.responses.begin(), study.responses.end(), metric) !=
               study.responses.end()) {
      reader.fault(entry.position, "response " + metric + " is given twice");
    } else {
      study.responses.push_back(metric);
    }
  }
}

}  // namespace

std::string resolved(const Study& study, const std::string& path) {
  if (path.empty()) return path;
  return (std::filesystem::path(study.path).parent_path() / path).lexically_normal().string();
}

std::vector<std::string> responses_of(const Study& study) {
  if (!study.responses.empty()) return study.responses;
  return {"stock_end", "unmet", "stockout"};
}

std::string_view to_string(DesignMethod method) {
  return kMethods[static_cast<std::size_t>(method)];
}

Study load_study(const std::string& path) {
  Study study;
  study.path = path;
  study.file = load(path);
  StudyReader reader{study.file};
  const Node& root = study.file.document;
  reader.refuse_unknown(root, "a study",
                        {"schema", "title", "note", "question", "scenario", "design", "factor",
                         "where", "replicate", "response", "store"});
  study.title = reader.text(root, "title");
  study.scenario = resolved(study, reader.text(root, "scenario"));
  read_design(reader, study);
  read_factors(reader, study);
  if (const Node* where = reader.table(root, "where")) {
    reader.refuse_unknown(*where, "where", {"expr"});
    study.where = reader.text(*where, "expr");
  }
  read_replicate(reader, study);
  read_responses(reader, study);
  if (const Node* store = reader.table(root, "store")) {
    reader.refuse_unknown(*store, "store", {"path", "keep"});
    study.store = resolved(study, reader.text(*store, "path"));
    study.keep = static_cast<Keep>(word(reader, *store, "keep", kKeeps));
  }
  const bool files = std::any_of(study.factors.begin(), study.factors.end(),
                                 [](const Factor& f) { return !f.scenarios.empty(); });
  if (study.scenario.empty() && !files)
    reader.fault({0, 1, 1}, "scenario is missing: the file that the study starts from");
  reader.throw_if_any();
  return study;
}

}  // namespace railhead
