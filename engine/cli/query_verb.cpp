#include <algorithm>

#include "console.hpp"
#include "figures.hpp"
#include "store_rows.hpp"
#include "verbs.hpp"

namespace railhead {
namespace {

constexpr std::uint64_t kUsualSeconds = 60;

std::string aligned(const std::vector<std::string>& columns,
                    const std::vector<std::vector<std::string>>& rows) {
  std::vector<std::size_t> widths;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    widths.push_back(columns[i].size());
    for (const auto& row : rows) widths[i] = std::max(widths[i], row[i].size());
  }
  const auto line = [&](const std::vector<std::string>& cells) {
    std::string text;
    for (std::size_t i = 0; i < cells.size(); ++i) {
      text += i > 0 ? "  " : "";
      text += i + 1 < cells.size() ? left(cells[i], widths[i]) : cells[i];
    }
    return text + "\n";
  };
  std::string text = line(columns);
  for (const auto& row : rows) text += line(row);
  return text;
}

ExitCode query(const Arguments& arguments) {
  std::vector<std::string> columns;
  std::vector<std::vector<std::string>> lines;
  JsonWriter json;
  const bool as_json = arguments.has("--json");
  json.begin_object().member("format", "railhead.query/1").key("rows").begin_array();
  const StoreRows rows{[&](const auto& names) { columns = names; },
                       [&](const StoreRow& row) {
                         if (as_json) return write_row(json, columns, row);
                         lines.emplace_back();
                         for (const StoreCell& cell : row) lines.back().push_back(cell_text(cell));
                       }};
  query_store(*arguments.text("STORE"), *arguments.text("SQL"),
              static_cast<double>(arguments.count("--timeout", 1).value_or(kUsualSeconds)), rows);
  json.end_array().key("columns").begin_array();
  for (const std::string& name : columns) json.value(name);
  json.end_array().end_object();
  print(as_json ? json.take() + "\n" : aligned(columns, lines));
  return ExitCode::kSuccess;
}

}  // namespace

Verb query_verb() {
  Verb verb;
  verb.name = "query";
  verb.summary = "Ask a result store by SQL";
  verb.description =
      "Runs one SELECT on a result store, which is opened for reading only; a sweep may be writing "
      "it. v_points lists the points with their factors, v_tidy every response of every "
      "replication (column replication) and every summary (column summary) by point and metric, "
      "v_quantiles the trajectories. Tables: runs, points, levels, factors, responses, summaries, "
      "quantiles, series, scenarios, inputs, meta. Rounds are integers; instants are microseconds "
      "since 1970 UTC.";
  verb.options = {
      {"STORE", "", "Result store", Completes::files, {}, false, true},
      {"SQL", "", "A SELECT", Completes::nothing, {}, false, true},
      {"--timeout", "SECONDS", "Give up after so long (default: 60)"},
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
