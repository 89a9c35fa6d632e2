// A response of a study on an axis and in words.
#pragma once

#include <optional>
#include <string>

#include "railhead/report/chart.hpp"
#include "railhead/report/studies.hpp"

#include "content.hpp"

namespace railhead {

// `"type": …, "title": …, "axis": …` of the channel of a response, in its unit.
std::string response_channel(const ReportResponse& response);
// What its centre, interval and range are, as a sentence for captions.
std::string response_words(const ReportResponse& response);

// Columns "y", "low", "high", "p05", "p95": the mean with its 95 % interval and the central 90 % of
// runs; of dates the median, the central 50 and 90 %.
std::vector<DataColumn> response_columns();
// Appends an outcome to such columns, the first of which is `columns[first]`.
void add_outcome(Dataset& data, std::size_t first, const ReportResponse& response,
                 const MetricSummary& outcome);

// "12,400 ± 300", "62 %", "3 January 2024".
Cell outcome_cell(const ReportResponse& response, const MetricSummary& outcome);

// An instant in microseconds since 1970 UTC, to the minute: "2023-11-01T00:00".
std::string iso_of(double microseconds);

// The number that a text is.
std::optional<double> number_of(const std::string& text);

}  // namespace railhead
