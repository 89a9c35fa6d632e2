#include "figures.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include <fmt/format.h>

#include "railhead/base/text.hpp"
#include "railhead/base/time.hpp"

#include "console.hpp"

namespace railhead {
namespace {

// One line of at most `width` columns.
std::string fitted(std::string_view text, std::size_t width) {
  std::string line = shown(text);
  if (columns_of(line) <= width) return line;
  std::size_t cut = 0;
  for (std::size_t columns = 1; columns < width; ++columns) cut += utf8_length(line, cut);
  line.resize(cut);
  return line + (output_is_unicode() ? "…" : "~");
}

}  // namespace

std::size_t columns_of(std::string_view text) {
  return character_count(text);
}

std::string compact(double figure) {
  if (!std::isfinite(figure)) return "-";
  const double size = std::abs(figure);
  if (size < 9999.5) {
    if (size >= 99.95 || figure == std::floor(figure)) return fmt::format("{:.0f}", figure);
    return fmt::format("{:.{}f}", figure, size >= 9.995 ? 1 : 2);
  }
  constexpr std::array kUnits = {"k", "M", "G", "T"};
  double scaled = figure;
  std::size_t unit = 0;
  for (scaled /= 1000; std::abs(scaled) >= 999.5 && unit + 1 < kUnits.size(); ++unit)
    scaled /= 1000;
  const double rest = std::abs(scaled);
  const int decimals = rest >= 99.95 ? 0 : rest >= 9.995 ? 1 : 2;
  return fmt::format("{:.{}f}{}", scaled, decimals, kUnits[unit]);
}

std::string percent(double share) {
  if (!std::isfinite(share)) return "-";
  if (share > 0 && share < 0.005) return "<1 %";
  if (share < 1 && share >= 0.995) return ">99 %";
  return fmt::format("{:.0f} %", 100 * share);
}

std::string date_text(double microseconds) {
  if (!std::isfinite(microseconds)) return "-";
  return to_iso_date(Instant{Duration{std::llround(microseconds)}});
}

std::string left(std::string_view text, std::size_t width) {
  std::string line = fitted(text, width);
  return line.append(width - columns_of(line), ' ');
}

std::string right(std::string_view text, std::size_t width) {
  const std::string line = fitted(text, width);
  return std::string(width - columns_of(line), ' ') + line;
}

std::vector<std::string> folded(const std::vector<std::string>& cells, std::size_t width) {
  constexpr std::size_t kIndent = 4;
  std::vector<std::string> lines(1);
  std::size_t used = 0;
  for (const std::string& cell : cells) {
    const std::size_t needed = columns_of(cell);
    if (used > 0 && used + needed > width) {
      lines.emplace_back(kIndent, ' ');
      used = kIndent;
    }
    const std::size_t room = width > used ? width - used : 1;
    lines.back() += needed > room ? left(cell, room) : cell;
    used += needed;
  }
  for (std::string& line : lines) line.resize(line.find_last_not_of(' ') + 1);
  while (lines.size() > 1 && lines.back().empty()) lines.pop_back();
  return lines;
}

std::vector<std::string> wrap(std::string_view text, std::size_t width) {
  const std::string safe = shown(text);
  std::vector<std::string> lines;
  std::string line;
  for (std::size_t at = 0; at < safe.size();) {
    const std::size_t end = std::min(safe.find(' ', at), safe.size());
    const std::string_view word = std::string_view{safe}.substr(at, end - at);
    at = end + 1;
    if (word.empty()) continue;
    if (!line.empty() && columns_of(line) + columns_of(word) + 1 > width) {
      lines.push_back(std::move(line));
      line.clear();
    }
    if (!line.empty()) line += ' ';
    line += word;
  }
  if (!line.empty()) lines.push_back(std::move(line));
  return lines;
}

std::string wrapped(std::string_view text, std::size_t width) {
  std::string lines;
  for (const std::string& line : wrap(text, width)) lines += line + "\n";
  return lines;
}

}  // namespace railhead
