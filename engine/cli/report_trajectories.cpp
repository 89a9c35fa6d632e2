// The trajectories.csv of a run as bands of the report.
#include <algorithm>
#include <array>
#include <cstdlib>
#include <map>
#include <optional>

#include <fmt/format.h>

#include "railhead/base/error.hpp"
#include "railhead/base/unknown.hpp"

#include "report_sources.hpp"

namespace railhead {
namespace {

// The fields of a line of RFC 4180, without line breaks in fields.
std::vector<std::string> fields_of(std::string_view line) {
  std::vector<std::string> fields(1);
  bool quoted = false;
  for (std::size_t i = 0; i < line.size(); ++i) {
    const char c = line[i];
    if (quoted && c == '"' && i + 1 < line.size() && line[i + 1] == '"')
      fields.back() += line[++i];
    else if (c == '"')
      quoted = !quoted;
    else if (c == ',' && !quoted)
      fields.emplace_back();
    else
      fields.back() += c;
  }
  return fields;
}

double number_or_none(const std::string& text) {
  return text.empty() ? kUnknown : std::strtod(text.c_str(), nullptr);
}

bool is_shown(const std::string& series, const Labels& of) {
  const bool site = of.contains("site"), origin = of.contains("origin");
  if (series == "stock") return !origin;
  if (series == "origin_share") return origin && !site;
  return series.ends_with("_departed") && of.empty();
}

using Columns = std::map<std::string, std::size_t>;

// Where each column stands, by the file's head. Throws where one is missing that all have.
Columns columns_of(const std::vector<std::string>& head, const std::string& path) {
  Columns columns;
  for (std::size_t i = 0; i < head.size(); ++i) columns.emplace(head[i], i);
  std::vector<std::string> needed = {"date", "series", "mean"};
  needed.insert(needed.end(), kQuantileNames.begin(), kQuantileNames.end());
  for (const std::string& name : needed)
    if (!columns.contains(name))
      throw Error(ExitCode::kRuntime, fmt::format("{}: the column \"{}\" is missing", path, name));
  return columns;
}

// Takes in the lines of a file one by one.
class BandReader {
 public:
  BandReader(const std::vector<std::string>& head, const std::string& path)
      : path_(path), width_(head.size()), columns_(columns_of(head, path)) {}

  void read(const std::vector<std::string>& fields) {
    if (fields.size() != width_) throw Error(ExitCode::kRuntime, path_ + ": a line lacks fields");
    const auto at = from_iso(fields[columns_.at("date")]);
    if (at && (grid_.empty() || *at > grid_.back())) grid_.push_back(*at);
    Labels of;
    for (const char* key : {"site", "munition", "origin"})
      if (const auto column = columns_.find(key);
          column != columns_.end() && !fields[column->second].empty())
        of.emplace(key, fields[column->second]);
    const std::string& series = fields[columns_.at("series")];
    if (!is_shown(series, of)) return;
    const auto [found, added] = places_.emplace(std::pair{series, of}, bands_.size());
    if (added) bands_.push_back({series, of, {}, {}, {}});
    ReportBands& bands = bands_[found->second];
    bands.mean.push_back(number_or_none(fields[columns_.at("mean")]));
    std::array<double, 7> quantiles{};
    for (std::size_t i = 0; i < quantiles.size(); ++i)
      quantiles[i] = number_or_none(fields[columns_.at(kQuantileNames[i])]);
    bands.quantiles.push_back(quantiles);
  }

  // Adds what was read to a report, whose grid is set or the same.
  void add_to(ReportRun& report) const {
    if (report.grid.empty()) report.grid = grid_;
    for (const ReportBands& bands : bands_) {
      if (bands.mean.size() != report.grid.size())
        throw Error(ExitCode::kRuntime, path_ + ": a series has other dates than the rest");
      report.bands.push_back(bands);
    }
  }

 private:
  std::string path_;
  std::size_t width_;
  Columns columns_;
  std::map<std::pair<std::string, Labels>, std::size_t> places_;
  std::vector<Instant> grid_;
  std::vector<ReportBands> bands_;
};

}  // namespace

void read_trajectories(ReportRun& report, const std::string& path) {
  const std::string text = text_of_file(path);
  std::optional<BandReader> reader;
  std::size_t begin = 0;
  while (begin < text.size()) {
    const std::size_t end = std::min(text.find_first_of("\r\n", begin), text.size());
    const auto fields = fields_of(std::string_view{text}.substr(begin, end - begin));
    if (reader)
      reader->read(fields);
    else
      reader.emplace(fields, path);
    begin = std::min(text.find_first_not_of("\r\n", end), text.size());
  }
  if (!reader) throw Error(ExitCode::kRuntime, path + ": there is nothing in it");
  reader->add_to(report);
}

}  // namespace railhead
