#include "chart.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "figures.hpp"

namespace railhead {
namespace {

constexpr std::size_t kMargin = 8;  // of the scale at the left

// The least of 1, 1.2, 1.6, 2, 2.4, 3, 4, 5, 6, 8, 10 times a power of ten that is not below
// `value`.
double round_top(double value) {
  const double power = std::pow(10.0, std::floor(std::log10(value)));
  for (const double step : {1.0, 1.2, 1.6, 2.0, 2.4, 3.0, 4.0, 5.0, 6.0, 8.0})
    if (value <= step * power) return step * power;
  return 10 * power;
}

// The element of `values` that stands nearest to column `column` of `columns`.
template <class T>
const T& at_column(const std::vector<T>& values, std::size_t column, std::size_t columns) {
  const std::size_t gaps = std::max<std::size_t>(columns - 1, 1);
  return values[(column * (values.size() - 1) + gaps / 2) / gaps];
}

class Rows {
 public:
  Rows(double top, std::size_t height) : top_(top), height_(height) {}
  // Counted from the bottom.
  std::size_t of(double value) const {
    const double row = std::floor(value / top_ * static_cast<double>(height_));
    return static_cast<std::size_t>(std::clamp(row, 0.0, static_cast<double>(height_ - 1)));
  }

 private:
  double top_;
  std::size_t height_;
};

const char* glyph(const Rows& rows, const Band& band, std::size_t row, bool unicode) {
  if (std::isnan(band.p50)) return " ";
  const auto between = [&](double low, double high) {
    return row >= rows.of(low) && row <= rows.of(high);
  };
  if (row == rows.of(band.p50)) return unicode ? "━" : "*";
  if (between(band.p25, band.p75)) return unicode ? "▒" : ":";
  if (between(band.p10, band.p90)) return unicode ? "░" : ".";
  return " ";
}

std::string date_axis(Instant start, Instant end, std::size_t columns) {
  std::string axis = std::string(kMargin, ' ') + to_iso_date(start);
  const std::string last = to_iso_date(end);
  if (columns >= 36) {
    const std::string middle = to_iso_date(start + (end - start) / 2);
    axis.resize(kMargin + columns / 2 - middle.size() / 2, ' ');
    axis += middle;
  }
  axis.resize(kMargin + columns - last.size(), ' ');
  return axis + last + "\n";
}

}  // namespace

std::string band_chart(const std::vector<Band>& bands, Instant start, Instant end,
                       std::size_t width, std::size_t height, bool unicode) {
  double most = 0.0;
  for (const Band& band : bands) most = std::max(most, std::isnan(band.p90) ? 0.0 : band.p90);
  if (!(most > 0)) return {};
  const double top = round_top(most);
  const Rows rows{top, height};
  const std::size_t columns = width - kMargin;
  std::string text;
  for (std::size_t row = height; row-- > 0;) {
    const bool labelled = row + 1 == height || row == height / 2 || row == 0;
    const double level = row + 1 == height ? top
                         : row == 0        ? 0.0
                                    : top * static_cast<double>(row) / static_cast<double>(height);
    std::string line = right(labelled ? compact(level) : "", kMargin - 2);
    line += unicode ? " │" : " |";
    for (std::size_t column = 0; column < columns; ++column)
      line += glyph(rows, at_column(bands, column, columns), row, unicode);
    line.erase(line.find_last_not_of(' ') + 1);
    text += line + "\n";
  }
  return text + date_axis(start, end, columns);
}

std::string share_line(const std::vector<double>& shares, std::size_t width, bool unicode) {
  constexpr std::array kBars = {" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
  std::string line;
  for (std::size_t column = 0; column < width; ++column) {
    const double share = at_column(shares, column, width);
    if (std::isnan(share)) {
      line += ' ';
    } else if (unicode) {
      line += kBars[static_cast<std::size_t>(std::ceil(std::clamp(share, 0.0, 1.0) * 8))];
    } else {
      line +=
          static_cast<char>('0' + std::min(9, static_cast<int>(std::clamp(share, 0.0, 1.0) * 10)));
    }
  }
  return line;
}

}  // namespace railhead
