#pragma once

#include <string>

#include "railhead/experiment/sweep.hpp"

namespace railhead {

// What a store says about a sweep.
StoreHead head_of(const Study& study, const StudyDesign& design, PointCompiler& compiler,
                  const std::string& engine_version);
std::vector<StorePoint> points_of(const Study& study, const StudyDesign& design,
                                  PointCompiler& compiler);

// Throws Error (scenario) with the first differences where the results in the store are not those
// that the sweep would have: another engine version, scenario, factor, response, or a point that is
// no longer in the design. Titles, notes, references, observations, checks and the scenario's own
// number of replications may differ.
void check_same(const std::string& path, const StoreHead& kept,
                const std::vector<KeptPoint>& kept_points, const StoreHead& wanted,
                const std::vector<StorePoint>& points);

}  // namespace railhead
