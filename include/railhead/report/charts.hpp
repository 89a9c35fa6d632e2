// The charts of a report.
#pragma once

#include <string>
#include <vector>

#include "railhead/report/chart.hpp"
#include "railhead/report/input.hpp"

namespace railhead {

// Colours that the colour-blind tell apart on light and dark ground; a munition or origin keeps its
// own in every chart.
std::string munition_colour(const ReportRun& run, const std::string& id);
std::string origin_colour(const ReportRun& run, const std::string& id);
// Gives what has the same id in several scenarios the same colour, whatever else each of them has.
void keep_colours(ReportInput& input);

// Median, central 50, 80 and 90 % of runs and single runs over time, with the run's events and the
// sightings of the same thing. `axis` names the value axis.
Chart fan_chart(const ReportRun& run, const ReportBands& bands, const std::string& title,
                const std::string& axis, const std::string& colour);

// All fan charts of stocks: by munition over all sites, then by site and munition where there is
// ever any.
std::vector<Chart> stock_charts(const ReportRun& run);
// Containers, railcars and tonnes that left, cumulated.
std::vector<Chart> departure_charts(const ReportRun& run);

// Rounds fired by origin a day, stacked, and the share of each origin in the fire of 30 days.
std::vector<Chart> origin_charts(const ReportRun& run);

// Share of runs that are short by a date.
std::vector<Chart> shortage_charts(const ReportRun& run);

// Utilisation, queue and wait of each resource.
std::vector<Chart> resource_charts(const ReportRun& run);

// Sites, lines, suppliers and consumers with the rounds that went between them.
std::vector<Chart> network_charts(const ReportRun& run);

// What was seen against what the runs say.
std::vector<Chart> sighting_charts(const ReportRun& run);

// Medians of all scenarios, a chart a munition.
std::vector<Chart> median_charts(const ReportInput& input);
// The bands of a variant's difference from the baseline.
std::vector<Chart> difference_charts(const ReportInput& input, const ReportComparison& each);

// Of a sweep's responses: curves over one factor, curves and a heat map over two, else by point or
// against each factor.
std::vector<Chart> response_charts(const ReportSweep& sweep);
// Stocks at the points of a sweep that keeps trajectories.
std::vector<Chart> point_charts(const ReportSweep& sweep);

// Of a response: Sobol indices of inputs, groups and sources; a tornado; regression.
std::vector<Chart> driver_charts(const ReportDrivers& drivers);

// The curve, the target and where it is reached.
std::vector<Chart> solution_charts(const ReportSolution& solution);

// Every chart, in the order of the page.
std::vector<Chart> all_charts(const ReportInput& input);

}  // namespace railhead
