// The trajectories.csv of a run as bands of the report.
#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <map>

#include "railhead/base/error.hpp"

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
  return text.empty() ? std::nan("") : std::strtod(text.c_str(), nullptr);
}

bool is_shown(const std::string& series, const Labels& of) {
  const bool site = of.contains("site"), origin = of.contains("origin");
  if (series == "stock") return !origin;
  if (series == "origin_share") return origin && !site;
  return series.ends_with("_departed");
}

}  // namespace

void read_trajectories(ReportRun& report, const std::string& path) {
  const std::string text = text_of_file(path);
  constexpr std::string_view kHead =
      "date,series,site,munition,origin,mean,p05,p10,p25,p50,p75,p90,p95,shipment";
  if (!text.starts_with(kHead)) throw Error(ExitCode::kRuntime, path + ": no trajectories");
  std::map<std::pair<std::string, Labels>, std::size_t> places;
  std::vector<Instant> grid;
  std::size_t begin = text.find('\n') + 1;
  while (begin != 0 && begin < text.size()) {
    const std::size_t end = std::min(text.find_first_of("\r\n", begin), text.size());
    const auto fields = fields_of(std::string_view{text}.substr(begin, end - begin));
    begin = text.find_first_not_of("\r\n", end);
    if (fields.size() != 14) throw Error(ExitCode::kRuntime, path + ": a line lacks fields");
    Labels of;
    for (const auto& [key, field] : {std::pair{"site", 2}, std::pair{"munition", 3},
                                     std::pair{"origin", 4}, std::pair{"shipment", 13}})
      if (const std::string& id = fields[static_cast<std::size_t>(field)]; !id.empty())
        of.emplace(key, id);
    if (const auto at = from_iso(fields[0]); at && (grid.empty() || *at > grid.back()))
      grid.push_back(*at);
    if (is_shown(fields[1], of)) {
      const auto [found, added] = places.emplace(std::pair{fields[1], of}, report.bands.size());
      if (added) report.bands.push_back({fields[1], of, {}, {}, {}});
      ReportBands& bands = report.bands[found->second];
      bands.mean.push_back(number_or_none(fields[5]));
      std::array<double, 7> quantiles{};
      for (std::size_t i = 0; i < quantiles.size(); ++i)
        quantiles[i] = number_or_none(fields[6 + i]);
      bands.quantiles.push_back(quantiles);
    }
    if (begin == std::string::npos) break;
  }
  for (const ReportBands& bands : report.bands)
    if (bands.mean.size() != grid.size())
      throw Error(ExitCode::kRuntime, path + ": a series has other dates than the rest");
  report.grid = std::move(grid);
}

}  // namespace railhead
