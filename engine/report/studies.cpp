// The sections on sweeps, sensitivity analyses and solutions.
#include <algorithm>
#include <cmath>

#include "railhead/report/charts.hpp"
#include "railhead/report/figures.hpp"
#include "railhead/results/json.hpp"

#include "content.hpp"
#include "response.hpp"

namespace railhead {
namespace {

std::string quoted_title(const StudyIdentity& of) {
  return of.title.empty() ? of.path : of.title;
}

void write_charts(Content& content, std::vector<Chart> charts, const StudyIdentity& of,
                  const std::string& suffix) {
  for (Chart& chart : charts) {
    chart.id += suffix;
    content.chart(chart, chart.summary + " " + provenance_line(of));
  }
}

// As it was asked for.
std::string target_text(const ReportSolution& solution) {
  return solution.response.kind == FigureKind::instant ? long_date(solution.target)
                                                       : number_text(solution.target);
}

// A level in words: numbers that were drawn from a law have more digits than anybody wants.
std::string short_level(const std::string& level) {
  const auto number = number_of(level);
  return number && level.size() > 8 ? three_digits(*number) : level;
}

// "0.34 (0.14 to 0.55)", with the digits that the interval supports.
std::string estimate_text(const ReportEstimate& of) {
  const double half = (of.high - of.low) / 2;
  return supported(of.value, half) + " (" + supported(of.low, half) + " to " +
         supported(of.high, half) + ")";
}

Cell estimate_cell(const ReportEstimate& of) {
  return {estimate_text(of), number_text(of.value)};
}

// ----------------------------------------------------------------------------------- sweeps

std::string range_sentence(const ReportSweep& sweep, std::size_t response) {
  const ReportResponse& of = sweep.responses[response];
  const ReportPoint *least = nullptr, *most = nullptr;
  const auto centre = [&](const ReportPoint& point) {
    const MetricSummary& outcome = point.outcomes[response];
    return of.kind == FigureKind::instant ? outcome.p(0.50) : outcome.mean;
  };
  for (const ReportPoint& point : sweep.points) {
    if (point.outcomes[response].n == 0) continue;
    if (least == nullptr || centre(point) < centre(*least)) least = &point;
    if (most == nullptr || centre(point) > centre(*most)) most = &point;
  }
  if (least == nullptr) return of.metric + " does not occur at any point.";
  const auto text = [&](const ReportPoint& point) {
    return outcome_cell(of, point.outcomes[response]).text + " (" + point.label + ")";
  };
  if (centre(*least) == centre(*most))
    return of.metric +
           " is the same at all points: " + outcome_cell(of, least->outcomes[response]).text + ".";
  return of.metric + " runs from " + text(*least) + " to " + text(*most) + ".";
}

void write_points(Content& content, const ReportSweep& sweep) {
  std::vector<std::string> head;
  for (const ReportFactor& factor : sweep.factors) head.push_back(factor.name);
  head.push_back("Runs");
  for (const ReportResponse& response : sweep.responses) head.push_back(response.metric);
  std::vector<Row> rows;
  for (const ReportPoint& point : sweep.points) {
    Row row;
    for (const ReportLevel& level : point.levels)
      row.push_back({level.text.empty() ? "as it is" : level.text});
    row.push_back({std::to_string(point.replications)});
    for (std::size_t i = 0; i < sweep.responses.size(); ++i)
      row.push_back(outcome_cell(sweep.responses[i], point.outcomes[i]));
    rows.push_back(std::move(row));
  }
  content.table(
      "All points: means with the half-width of their 95 % interval, shares of runs, median dates "
      "over the runs in which it happens. " +
          provenance_line(sweep.of),
      head, rows, rows.size() > 30 ? TableLook::folded : TableLook::open);
  std::vector<Row> factors;
  for (const ReportFactor& factor : sweep.factors)
    factors.push_back({{factor.name}, {factor.path}});
  content.table("The inputs that vary.", {"Factor", "Field"}, factors);
}

// ------------------------------------------------------------------------------ sensitivity

const ReportIndex* first_by_total(const std::vector<ReportIndex>& indices) {
  const auto most = std::max_element(
      indices.begin(), indices.end(),
      [](const ReportIndex& a, const ReportIndex& b) { return a.total.value < b.total.value; });
  return most == indices.end() ? nullptr : &*most;
}

std::string source_title(const ReportSensitivity& study, const std::string& id) {
  for (const ReportSource& source : study.sources)
    if (source.id == id && !source.title.empty()) return id + " (" + source.title + ")";
  return id;
}

std::string drivers_sentence(const ReportSensitivity& study, const ReportDrivers& drivers) {
  const std::string& metric = drivers.response.metric;
  if (const ReportIndex* most = first_by_total(drivers.factors)) {
    std::string text = "Of the spread of " + metric + " most comes from " + most->name +
                       " (total index " + estimate_text(most->total) + ")";
    if (const ReportIndex* source = first_by_total(drivers.references))
      text += "; the source that matters most is " + source_title(study, source->name) + " (" +
              estimate_text(source->total) + ")";
    return text + ".";
  }
  if (!drivers.swings.empty()) {
    const auto most =
        std::max_element(drivers.swings.begin(), drivers.swings.end(),
                         [](const ReportSwing& a, const ReportSwing& b) {
                           return std::abs(a.difference.value) < std::abs(b.difference.value);
                         });
    const bool dates = drivers.response.kind == FigureKind::instant;
    const double unit = dates ? 86'400e6 : 1;
    const ReportEstimate change{most->difference.value / unit, most->difference.low / unit,
                                most->difference.high / unit};
    return "By itself, " + most->factor + " moves " + metric + " most: by " +
           estimate_text(change) + (dates ? " days" : "") + " at " + short_level(most->level) + ".";
  }
  if (drivers.coefficients.empty())
    return "The study has too few points to say what drives " + metric + ".";
  const auto most = std::max_element(drivers.coefficients.begin(), drivers.coefficients.end(),
                                     [](const ReportCoefficient& a, const ReportCoefficient& b) {
                                       return std::abs(a.linear.value) < std::abs(b.linear.value);
                                     });
  return metric + " follows " + most->factor + " most: " + estimate_text(most->linear) +
         " standard deviations for one of its own.";
}

void write_indices(Content& content, const ReportDrivers& drivers,
                   const std::vector<ReportIndex>& indices, const char* kind,
                   const ReportSensitivity* study, References* references) {
  std::vector<Row> rows;
  for (const ReportIndex& index : indices) {
    Cell name{index.name + (index.correlated ? " *" : "")};
    if (study != nullptr) {
      name.text = source_title(*study, index.name) + (index.correlated ? " *" : "");
      name.notes = references->numbers({index.name});
    }
    rows.push_back({name, estimate_cell(index.first), estimate_cell(index.total)});
  }
  content.table(std::string{kind} + "s: shares of the variance of " + drivers.response.metric +
                    ", with their 95 % intervals.",
                {kind, "First: by itself", "Total"}, rows, TableLook::folded);
}

void write_drivers(Content& content, const ReportSensitivity& study, const ReportDrivers& drivers,
                   References& references, const std::string& suffix) {
  if (drivers.epistemic) {
    const ReportEstimate& share = *drivers.epistemic;
    const double half = 50 * (share.high - share.low);
    content.paragraph("Of the variance of " + drivers.response.metric + " " +
                      supported(100 * share.value, half) + " % (95 % interval " +
                      supported(100 * share.low, half) + " to " +
                      supported(100 * share.high, half) +
                      " %) comes from the inputs of the study, the rest from chance and "
                      "everything else.");
  }
  write_charts(content, driver_charts(drivers), study.of, suffix);
  write_indices(content, drivers, drivers.factors, "Input", nullptr, nullptr);
  write_indices(content, drivers, drivers.groups, "Group", nullptr, nullptr);
  write_indices(content, drivers, drivers.references, "Source", &study, &references);
  std::vector<Row> rows;
  for (const ReportCoefficient& each : drivers.coefficients)
    rows.push_back({{each.factor}, estimate_cell(each.linear), estimate_cell(each.rank)});
  content.table("Standardised regression of " + drivers.response.metric + ": lines explain " +
                    supported(100 * drivers.linear_r2, 1) +
                    " % of the points' variance, lines in ranks " +
                    supported(100 * drivers.rank_r2, 1) + " %.",
                {"Input", "Coefficient", "Of ranks"}, rows, TableLook::folded);
  rows.clear();
  for (const ReportSwing& swing : drivers.swings)
    rows.push_back(
        {{swing.factor}, {short_level(swing.level), swing.level}, estimate_cell(swing.difference)});
  if (drivers.response.kind != FigureKind::instant)
    content.table("Each input by itself at its levels: change of the mean of " +
                      drivers.response.metric + " with its 95 % interval.",
                  {"Input", "Level", "Change"}, rows, TableLook::folded);
}

// --------------------------------------------------------------------------------- solution

std::string level_text(const ReportLevel& level, double half_width) {
  return level.date ? long_date(level.number) : supported(level.number, half_width);
}

std::string root_text(const ReportRoot& root) {
  const double half = (root.high.number - root.low.number) / 2;
  return level_text(root.value, half) + " (95 % interval: " + (root.open_low ? "below " : "") +
         level_text(root.low, half) + " to " + (root.open_high ? "above " : "") +
         level_text(root.high, half) + ")";
}

std::string solution_sentence(const ReportSolution& solution) {
  if (solution.roots.empty()) return solution.answer;
  std::string text = solution.response.metric + " reaches " + target_text(solution) + " at " +
                     solution.vary + " = ";
  for (std::size_t i = 0; i < solution.roots.size(); ++i)
    text += (i == 0 ? "" : "; ") + root_text(solution.roots[i]);
  return text + ".";
}

void write_curve(Content& content, const ReportSolution& solution) {
  std::vector<Row> rows;
  for (const ReportCurvePoint& point : solution.curve) {
    const bool dates = solution.response.kind == FigureKind::instant;
    Cell mean{dates ? (std::isfinite(point.mean) ? long_date(point.mean) : "never")
                    : with_half_width(point.mean, point.half_width)};
    if (!dates) mean.value = number_text(point.mean);
    rows.push_back({{point.input.date ? long_date(point.input.number) : point.input.text}, mean});
  }
  content.table("The curve. " + provenance_line(solution.of),
                {solution.vary, solution.response.metric}, rows, TableLook::folded);
}

}  // namespace

std::string provenance_line(const StudyIdentity& of) {
  std::string line = of.path;
  if (!of.scenario.empty() && of.scenario != of.path) line += " of " + of.scenario;
  line += ", " + std::to_string(of.replications) +
          (of.replications == 1 ? " replication" : " replications") + " a point";
  if (of.seed) line += ", seed " + std::to_string(*of.seed);
  if (!of.version.empty()) line += ", railhead " + of.version;
  if (!of.sha256.empty()) line += ", scenario SHA-256 " + of.sha256.substr(0, 12);
  return line;
}

void write_study_answers(Content& content, const ReportInput& input) {
  std::string asked;
  const auto ask = [&](const StudyIdentity& of) {
    if (of.question.empty() || of.question == asked) return;
    if (input.runs.empty()) content.paragraph(of.question, "question");
    asked = of.question;
  };
  for (const ReportSolution& each : input.solutions) {
    ask(each.of);
    content.paragraph(solution_sentence(each), "answer");
  }
  for (const ReportSweep& each : input.sweeps) {
    ask(each.of);
    for (std::size_t i = 0; i < each.responses.size(); ++i)
      content.paragraph(range_sentence(each, i), "answer");
  }
  for (const ReportSensitivity& each : input.sensitivities) {
    ask(each.of);
    for (const ReportDrivers& drivers : each.drivers)
      content.paragraph(drivers_sentence(each, drivers), "answer");
  }
}

void write_studies(Content& content, const ReportInput& input, References& references) {
  std::size_t number = 0;
  for (const ReportSolution& each : input.solutions) {
    const std::string suffix = study_suffix(number++);
    content.begin_section("solution" + suffix, "Solved: " + quoted_title(each.of));
    content.paragraph(solution_sentence(each));
    write_charts(content, solution_charts(each), each.of, suffix);
    write_curve(content, each);
    content.end_section();
  }
  for (const ReportSweep& each : input.sweeps) {
    const std::string suffix = study_suffix(number++);
    content.begin_section("sweep" + suffix, "Sweep: " + quoted_title(each.of));
    content.paragraph(std::to_string(each.points.size()) + " points, method " + each.method +
                      ", all on the same random numbers" +
                      (each.unfinished == 0
                           ? "."
                           : "; " + std::to_string(each.unfinished) + " more are not done yet."));
    write_charts(content, response_charts(each), each.of, suffix);
    write_charts(content, point_charts(each), each.of, suffix);
    write_points(content, each);
    content.end_section();
  }
  for (const ReportSensitivity& each : input.sensitivities) {
    const std::string suffix = study_suffix(number++);
    content.begin_section("sensitivity" + suffix, "What matters: " + quoted_title(each.of));
    content.paragraph(std::to_string(each.points) + " points, method " + each.method + ".");
    for (const ReportDrivers& drivers : each.drivers)
      write_drivers(content, each, drivers, references, suffix);
    content.end_section();
  }
}

std::string study_suffix(std::size_t number) {
  return number == 0 ? "" : "-" + std::to_string(number + 1);
}

}  // namespace railhead
