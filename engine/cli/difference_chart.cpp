#include "difference_chart.hpp"

#include <algorithm>
#include <cmath>

#include "figures.hpp"

namespace railhead {
namespace {

constexpr std::size_t kScaleColumns = 9;  // of the scale at the left

// Rows of a scale that holds 0 at the middle of one of them.
struct Scale {
  double step = 1;  // of a row
  std::ptrdiff_t low = 0, high = 0;

  std::ptrdiff_t row(double value) const {
    return std::clamp(static_cast<std::ptrdiff_t>(std::llround(value / step)), low, high);
  }
};

Scale scale_of(const std::vector<Band>& bands, std::size_t height) {
  double least = 0;
  double most = 0;
  for (const Band& band : bands) {
    if (std::isnan(band.p50)) continue;
    least = std::min(least, band.p10);
    most = std::max(most, band.p90);
  }
  Scale scale;
  scale.step = (most - least) / static_cast<double>(height - 1);
  if (!(scale.step > 0)) return {0, 0, 0};
  scale.low = static_cast<std::ptrdiff_t>(std::floor(least / scale.step));
  scale.high = static_cast<std::ptrdiff_t>(std::ceil(most / scale.step));
  return scale;
}

const char* glyph(const Scale& scale, const Band& band, std::ptrdiff_t row, bool unicode) {
  const auto between = [&](double low, double high) {
    return row >= scale.row(low) && row <= scale.row(high);
  };
  const bool there = !std::isnan(band.p50);
  if (there && row == scale.row(band.p50)) return unicode ? "━" : "*";
  if (there && between(band.p25, band.p75)) return unicode ? "▒" : ":";
  if (there && between(band.p10, band.p90)) return unicode ? "░" : ".";
  if (row == 0) return unicode ? "─" : "-";
  return " ";
}

}  // namespace

std::string difference_chart(const std::vector<Band>& bands, Instant start, Instant end,
                             std::size_t width, std::size_t height, bool unicode) {
  const Scale scale = scale_of(bands, height);
  if (scale.step == 0) return {};
  const std::size_t columns = width - kScaleColumns;
  std::string text;
  for (std::ptrdiff_t row = scale.high; row >= scale.low; --row) {
    const bool labelled = row == scale.high || row == scale.low || row == 0;
    std::string line =
        right(labelled ? compact(static_cast<double>(row) * scale.step) : "", kScaleColumns - 2);
    line += unicode ? " │" : " |";
    for (std::size_t column = 0; column < columns; ++column)
      line += glyph(scale, bands[column * (bands.size() - 1) / (columns - 1)], row, unicode);
    line.erase(line.find_last_not_of(' ') + 1);
    text += line + "\n";
  }
  std::string axis = std::string(kScaleColumns, ' ') + to_iso_date(start);
  const std::string last = to_iso_date(end);
  axis.resize(kScaleColumns + columns - last.size(), ' ');
  return text + axis + last + "\n";
}

}  // namespace railhead
