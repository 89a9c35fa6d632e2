#include <algorithm>

#include "console.hpp"
#include "figures.hpp"
#include "store_rows.hpp"
#include "verbs.hpp"

namespace railhead {
namespace {

constexpr std::uint64_t kUsualSeconds = 60;

// A table whose columns are as wide as its first rows need, printed as the rows come.
class Table {
 public:
  void columns(const std::vector<std::string>& names) { heads_ = names; }

  void row(const StoreRow& row) {
    std::vector<std::string> cells;
    for (const StoreCell& cell : row) cells.push_back(cell_text(cell));
    if (started_) return print(line(cells));
    first_.push_back(std::move(cells));
    if (first_.size() == kRowsForWidths) start();
  }

  void end() {
    if (!started_) start();
  }

 private:
  static constexpr std::size_t kRowsForWidths = 1000;

  void start() {
    started_ = true;
    for (std::size_t i = 0; i < heads_.size(); ++i) {
      widths_.push_back(heads_[i].size());
      for (const auto& row : first_) widths_[i] = std::max(widths_[i], row[i].size());
    }
    print(line(heads_));
    for (const auto& row : first_) print(line(row));
    first_.clear();
  }

  std::string line(const std::vector<std::string>& cells) const {
    std::string text;
    for (std::size_t i = 0; i < cells.size(); ++i) {
      text += i > 0 ? "  " : "";
      text += i + 1 < cells.size() ? left(cells[i], widths_[i]) : cells[i];
    }
    return text + "\n";
  }

  bool started_ = false;
  std::vector<std::string> heads_;
  std::vector<std::vector<std::string>> first_;
  std::vector<std::size_t> widths_;
};

template <class Output>
void run_query(const Arguments& arguments, Output output) {
  const StoreRows rows{[&](const auto& names) { output.columns(names); },
                       [&](const StoreRow& row) { output.row(row); }};
  query_sealed(*arguments.text("STORE"), *arguments.text("SQL"),
               static_cast<double>(arguments.count("--timeout", 1).value_or(kUsualSeconds)), rows);
  output.end();
}

ExitCode query(const Arguments& arguments) {
  if (arguments.has("--json"))
    run_query(arguments, JsonRows{"railhead.query/1", [](std::string_view text) { print(text); }});
  else
    run_query(arguments, Table{});
  return ExitCode::kSuccess;
}

}  // namespace

Verb query_verb() {
  Verb verb;
  verb.name = "query";
  verb.summary = "Ask a result store by SQL";
  verb.description =
      "Runs one SELECT on a result store, which is opened for reading only; a sweep may be writing "
      "it. A store whose study, scenarios, points, analyses or views are not as they were written "
      "is refused; verify alone tells whether its replications and figures are. v_points lists the "
      "points with their factors, v_tidy every response of every replication (column replication) "
      "and every summary (column summary) by point and metric, v_quantiles the trajectories. "
      "Tables: runs, points, levels, factors, responses, summaries, quantiles, series, scenarios, "
      "inputs, meta. Rounds are integers; instants are microseconds since 1970 UTC.";
  verb.options = {
      {"STORE", "", "Result store", Completes::files, {}, false, true},
      {"SQL", "", "A SELECT", Completes::nothing, {}, false, true},
      {"--timeout", "SECONDS",
       "Give up after so long (default: 60); not within one call of a function"},
      {"--json", "", "Print one JSON document instead of a table"},
      {"--quiet", "", "No progress"},
  };
  verb.examples = {"railhead query results.db 'SELECT * FROM v_points'",
                   "railhead query results.db \"SELECT point, value FROM v_tidy WHERE summary = "
                   "'mean' AND metric = 'unmet'\""};
  verb.run = query;
  return verb;
}

}  // namespace railhead
