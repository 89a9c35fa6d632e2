#include <optional>

#include "railhead/results/csv.hpp"
#include "railhead/results/files.hpp"

#include "console.hpp"
#include "store_rows.hpp"
#include "verbs.hpp"

namespace railhead {
namespace {

constexpr double kNoHurry = 1e9;  // seconds

std::string statement_of(const std::string& what) {
  if (what == "quantiles")
    return "SELECT * FROM v_quantiles ORDER BY point, series, site, munition, origin, shipment, at";
  if (what == "analyses") return "SELECT * FROM v_analyses";
  if (what == "points") return "SELECT * FROM v_points ORDER BY point";
  return "SELECT * FROM v_tidy ORDER BY point, summary, replication, metric";
}

std::string csv_line(const StoreRow& row) {
  std::string line;
  for (std::size_t i = 0; i < row.size(); ++i) line += (i > 0 ? "," : "") + csv_cell(row[i]);
  return line + "\r\n";
}

std::string csv_heading(const std::vector<std::string>& names) {
  std::string line;
  for (const std::string& name : names) line += (line.empty() ? "" : ",") + csv_field(name);
  return line + "\r\n";
}

ExitCode export_store(const Arguments& arguments) {
  const bool json = arguments.has("--json") || arguments.text("--format").value_or("csv") == "json";
  auto path = arguments.text("--output");
  if (path == "-") path.reset();
  if (path) require_other(*path, {*arguments.text("STORE")});
  std::optional<FileWriter> file;
  if (path) file.emplace(*path);
  const auto write = [&](std::string_view text) {
    if (file)
      file->write(text);
    else
      print(text);
  };
  JsonRows document{"railhead.export/1", write};
  const std::string what = arguments.text("--what").value_or("tidy");
  if (what == "analyses")
    check_store(*arguments.text("STORE"));
  else
    require_sweep(*arguments.text("STORE"));
  const std::string sql = statement_of(what);
  query_store(
      *arguments.text("STORE"), sql, kNoHurry,
      {[&](const auto& names) { json ? document.columns(names) : write(csv_heading(names)); },
       [&](const StoreRow& row) { json ? document.row(row) : write(csv_line(row)); }});
  if (json) document.end();
  if (file) file->finish();
  if (file && !arguments.has("--quiet")) print_note("Wrote " + *path);
  return ExitCode::kSuccess;
}

}  // namespace

Verb export_verb() {
  Verb verb;
  verb.name = "export";
  verb.summary = "Write a result store as CSV or JSON";
  verb.description =
      "Writes the rows of v_tidy (a response of a replication, or a summary, by point and metric), "
      "v_quantiles, v_points or v_analyses, in a fixed order.";
  verb.options = {
      {"STORE", "", "Result store", Completes::files, {}, false, true},
      {"--format", "FORMAT", "csv or json (default: csv)", Completes::words, {"csv", "json"}},
      {"-o,--output", "FILE", "Write there instead of the standard output", Completes::files},
      {"--what",
       "ROWS",
       "tidy, quantiles, points or analyses (default: tidy)",
       Completes::words,
       {"tidy", "quantiles", "points", "analyses"}},
      {"--json", "", "The same as --format json"},
      {"--quiet", "", "Do not say what was written"},
  };
  verb.examples = {"railhead export results.db --format csv -o results.csv"};
  verb.run = export_store;
  return verb;
}

}  // namespace railhead
