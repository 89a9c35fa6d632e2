// The points of a study: which level each factor has at each.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "railhead/experiment/study.hpp"
#include "railhead/scenario/compile.hpp"

namespace railhead {

// What a factor is set to at a point.
struct Level {
  std::string
      text;  // the value in TOML syntax, or a scenario file as the study names it; empty: as it is
  double number = 0;  // the same; a date in microseconds since 1970 UTC, a truth value as 0 or 1;
                      // NaN for what is no number
};

struct DesignPoint {
  std::vector<Level> levels;           // one a factor of the study
  std::string scenario;                // path of the file it starts from
  std::vector<std::string> overrides;  // "PATH=VALUE", to be laid on it
};

struct StudyDesign {
  std::vector<DesignPoint> points;
};

// Places in the unit interval as levels of a factor: of `values` and `scenarios` the one whose
// equal share of the interval it falls into; between low and high in proportion (whole numbers
// and dates with equal chances); of an uncertain parameter its quantile.
class LevelSampler {
 public:
  // Reads the base scenario where a law is needed. Throws Error (scenario) where a factor has
  // neither levels, range nor law.
  explicit LevelSampler(const Study& study);
  ~LevelSampler();
  LevelSampler(LevelSampler&&) noexcept;

  // Requires: 0 < u < 1.
  Level level(std::size_t factor, double u) const;
  // `count` levels spread over the factor: its values, or equal steps from low to high (both
  // included), or quantiles at (i + 1/2) / count.
  std::vector<Level> levels(std::size_t factor, std::size_t count) const;
  // A row of independent uniforms made dependent as the scenario's correlations say, for those
  // factors that are correlated parameters and follow their law (a Gaussian copula).
  void correlate(std::span<double> row) const;
  // Whether any two factors are correlated by the scenario.
  bool correlated() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

// The point with these levels, one a factor.
DesignPoint point_with(const Study& study, std::vector<Level> levels);

// All points in the order of the design; those for which `where` does not hold are left out.
// Throws Error (scenario): no point left, factors of unequal length side by side, a method without
// points (saltelli: its points are the business of the sensitivity analysis).
StudyDesign make_design(const Study& study);

// The scenario of a point, with its overrides laid on.
Scenario scenario_at(const DesignPoint& point);

// "fire_rate=12000, sea=false"; "as it is" where no factor is set.
std::string label_of(const Study& study, const DesignPoint& point);

// The labels of all points; where points are alike, the later ones are numbered: "sea=false (2)".
std::vector<std::string> labels_of(const Study& study, const StudyDesign& design);

}  // namespace railhead
