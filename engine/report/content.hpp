// What stands on the page, as the page's script reads it.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "railhead/report/chart.hpp"
#include "railhead/report/input.hpp"
#include "railhead/results/json.hpp"

namespace railhead {

struct Cell {
  std::string text;
  std::string value = {};               // the figure unrounded, for those who copy it
  std::vector<std::size_t> notes = {};  // numbers of references
  bool missing = false;                 // stands out
};
using Row = std::vector<Cell>;

// `folded`: unfolded on demand and in print; `beside`: next to its neighbour where there is room.
enum class TableLook { open, folded, beside };

// Writes the page's content: sections of blocks. Sections hold paragraphs, tables and charts.
class Content {
 public:
  explicit Content(JsonWriter& json) : json_(json) {}
  // Columns of the charts written so far.
  const ColumnPool& columns() const { return columns_; }
  void begin_section(const std::string& id, const std::string& title);
  void end_section();
  void paragraph(const std::string& text, const char* kind = "p");
  // Nothing without rows.
  void table(const std::string& caption, const std::vector<std::string>& head,
             const std::vector<Row>& rows, TableLook look = TableLook::open);
  void chart(const Chart& chart, const std::string& caption);

 private:
  JsonWriter& json_;
  ColumnPool columns_;
};

// The sources cited, numbered from 1 in the order in which they are asked for, over all scenarios.
class References {
 public:
  explicit References(const ReportInput& input) : input_(input) {}
  // Unknown ids and those that say "assumed" are given too: they are references of the scenario.
  std::vector<std::size_t> numbers(const std::vector<std::string>& ids);
  const std::vector<ReportSource>& cited() const { return cited_; }

 private:
  const ReportInput& input_;
  std::vector<ReportSource> cited_;
};

// "replications 2000, seed 20231101, railhead 0.1.0, scenario 4f0c… ", for captions.
std::string provenance_line(const ReportRun& run);
std::string provenance_line(const StudyIdentity& of);

// Set behind the ids of a study's charts and section: nothing for the first, "-2" for the next.
std::string study_suffix(std::size_t number);

void write_answer(Content& content, const ReportRun& run);
// All charts and tables of the baseline, and the chief ones of a variant.
void write_outcome(Content& content, const ReportRun& run, References& references);
void write_variant(Content& content, const ReportRun& run, const std::string& suffix);
// The plain answers of solutions, sweeps and sensitivity analyses, and a section for each.
void write_study_answers(Content& content, const ReportInput& input);
void write_studies(Content& content, const ReportInput& input, References& references);
void write_comparisons(Content& content, const ReportInput& input);
void write_assumptions(Content& content, const ReportRun& run, References& references);

}  // namespace railhead
