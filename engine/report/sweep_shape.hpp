// How the points of a sweep lie: which factors vary, and whether they make a line or a grid.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "railhead/report/studies.hpp"

namespace railhead {

struct SweepAxis {
  std::size_t factor = 0;
  std::vector<std::string> levels;  // different ones, ascending where they are numbers
  bool numbers = false, dates = false;
};

// The factors that vary, without those that go with an earlier one (design "zip").
std::vector<SweepAxis> varying_axes(const ReportSweep& sweep);

// Whether there is exactly one point for each pair of levels. Requires: no other axes.
bool is_grid(const ReportSweep& sweep, const SweepAxis& a, const SweepAxis& b);

}  // namespace railhead
