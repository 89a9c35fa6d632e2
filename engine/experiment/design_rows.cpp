#include "design_rows.hpp"

#include <algorithm>

#include "railhead/base/suggest.hpp"
#include "railhead/base/unknown.hpp"
#include "railhead/random/lowdiscrepancy.hpp"

#include "levels.hpp"
#include "study_reader.hpp"

namespace railhead {
namespace {

using Rows = std::vector<std::vector<Level>>;

const Level kAsItIs{"", kUnknown};

void check_size(const Study& study, std::size_t points) {
  if (points > kMostPoints)
    refuse_study(
        study, design_position(study),
        "the design has more than a million points; take fewer levels, or a sampled method");
}

// Levels of every factor for designs that enumerate them. Ranges and laws give `points` levels.
Rows enumerated(const Study& study, std::size_t otherwise) {
  const LevelSampler sampler{study};
  const std::size_t count = study.points > 0 ? study.points : otherwise;
  check_size(study, count);
  Rows levels;
  for (std::size_t i = 0; i < study.factors.size(); ++i) {
    const Factor& factor = study.factors[i];
    if (factor.values.empty() && factor.scenarios.empty() && count == 0)
      refuse_study(study, factor.position,
                   "factor \"" + factor.name + "\" has no values; method \"" +
                       std::string{to_string(study.method)} +
                       "\" then takes points, the number of its levels");
    levels.push_back(sampler.levels(i, count));
  }
  return levels;
}

// The last factor changes fastest.
Rows grid(const Study& study) {
  const Rows levels = enumerated(study, 0);
  Rows rows{{}};
  for (const auto& of_factor : levels) {
    check_size(study, rows.size() * of_factor.size());
    Rows longer;
    longer.reserve(rows.size() * of_factor.size());
    for (const auto& row : rows) {
      for (const Level& level : of_factor) {
        longer.push_back(row);
        longer.back().push_back(level);
      }
    }
    rows = std::move(longer);
  }
  return rows;
}

Rows side_by_side(const Study& study) {
  std::size_t length = 0;
  for (const Factor& factor : study.factors)
    length = std::max({length, factor.values.size(), factor.scenarios.size()});
  const Rows levels = enumerated(study, length);
  Rows rows(levels.empty() ? 1 : levels.front().size());
  for (std::size_t i = 0; i < levels.size(); ++i) {
    if (levels[i].size() != rows.size())
      refuse_study(study, study.factors[i].position,
                   "side by side, all factors need as many values: \"" + study.factors[0].name +
                       "\" has " + std::to_string(rows.size()) + ", \"" + study.factors[i].name +
                       "\" has " + std::to_string(levels[i].size()));
    for (std::size_t row = 0; row < rows.size(); ++row) rows[row].push_back(levels[i][row]);
  }
  return rows;
}

[[noreturn]] void refuse_at(const Study& study, Position position, std::string message) {
  refuse_study(study, source_position(study.file.sources, position), std::move(message));
}

Level listed_level(const Study& study, const Factor& factor, const Node& value) {
  if (factor.scenarios.empty()) return level_of(value);
  const auto* name = value.as<std::string>();
  for (const std::string& path : factor.scenarios)
    if (name != nullptr && path == *name) return {path, kAsItIs.number};
  refuse_at(study, value.position,
            to_toml(value) + " is not one of the scenarios of factor \"" + factor.name + "\"");
}

// A point as a table by factor, or as an array in the factors' order.
std::vector<Level> listed(const Study& study, const Node& point) {
  std::vector<Level> row(study.factors.size(), kAsItIs);
  std::vector<std::string_view> names;
  for (const Factor& factor : study.factors) names.push_back(factor.name);
  if (const auto* values = point.as<NodeArray>(); values && values->size() == row.size()) {
    for (std::size_t i = 0; i < row.size(); ++i)
      row[i] = listed_level(study, study.factors[i], (*values)[i]);
    return row;
  }
  const auto* table = point.as<NodeTable>();
  if (table == nullptr)
    refuse_at(study, point.position,
              "a point is a table by factor, or a list with a value for each of the " +
                  std::to_string(row.size()) + " factors");
  for (const Member& member : *table) {
    const auto found = std::find(names.begin(), names.end(), member.key);
    if (found == names.end())
      refuse_at(study, member.key_position,
                "there is no factor \"" + member.key + "\"" + did_you_mean(member.key, names));
    const auto i = static_cast<std::size_t>(found - names.begin());
    row[i] = listed_level(study, study.factors[i], member.node);
  }
  return row;
}

Rows list(const Study& study) {
  if (study.listed_points.empty()) return side_by_side(study);
  Rows rows;
  for (const Node& point : study.listed_points) rows.push_back(listed(study, point));
  return rows;
}

// The first point is the scenario as it is. Ranges give their ends, laws two quantiles.
Rows one_at_a_time(const Study& study) {
  const Rows levels = enumerated(study, 2);
  Rows rows{std::vector<Level>(study.factors.size(), kAsItIs)};
  for (std::size_t i = 0; i < levels.size(); ++i) {
    for (const Level& level : levels[i]) {
      rows.push_back(rows.front());
      rows.back()[i] = level;
    }
  }
  return rows;
}

Rows sampled(const Study& study) {
  check_size(study, study.points);
  const std::size_t factors = study.factors.size();
  if (factors == 0) refuse_study(study, design_position(study), "a sampled design needs factors");
  if (study.method == DesignMethod::sobol && factors > kMaxSobolDimensions)
    refuse_study(study, design_position(study),
                 "a Sobol design has at most " + std::to_string(kMaxSobolDimensions) +
                     " factors; method \"latin-hypercube\" takes any number");
  const LevelSampler sampler{study};
  const bool latin = study.method == DesignMethod::latin_hypercube;
  const Design unit = latin ? latin_hypercube(study.points, factors, study.seed)
                            : sobol(study.points, factors, study.seed);
  Rows rows;
  std::vector<double> u(factors);
  for (std::size_t point = 0; point < unit.points; ++point) {
    for (std::size_t i = 0; i < factors; ++i) u[i] = unit.at(point, i);
    sampler.correlate(u);
    rows.emplace_back();
    for (std::size_t i = 0; i < factors; ++i) rows.back().push_back(sampler.level(i, u[i]));
  }
  return rows;
}

}  // namespace

Rows design_rows(const Study& study) {
  switch (study.method) {
    case DesignMethod::grid: return grid(study);
    case DesignMethod::list: return list(study);
    case DesignMethod::zip: return side_by_side(study);
    case DesignMethod::one_at_a_time: return one_at_a_time(study);
    case DesignMethod::latin_hypercube:
    case DesignMethod::sobol: return sampled(study);
    case DesignMethod::saltelli: break;
  }
  refuse_study(study, design_position(study), "method \"saltelli\" is for railhead sensitivity");
}

}  // namespace railhead
