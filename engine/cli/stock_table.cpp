#include "stock_table.hpp"

#include <algorithm>
#include <array>

#include "railhead/base/unknown.hpp"

#include "console.hpp"
#include "figures.hpp"

namespace railhead {
namespace {

// The figures of one line: a stock of one munition.
struct StockLine {
  double start = kUnknown;
  MetricSummary end, stockout, stockout_date, consumed, unmet;
  bool fired_from = false;  // whether anybody asks for rounds there
};

struct StockColumn {
  const char* title;
  std::size_t width;
  int rank;  // the smaller, the longer it is kept in a narrow terminal
  std::string (*text)(const StockLine& line);
};

constexpr std::array<StockColumn, 7> kStockColumns = {{
    {"start", 8, 4, [](const StockLine& line) { return compact(line.start); }},
    {"end", 8, 0, [](const StockLine& line) { return compact(line.end.p(0.50)); }},
    {"80 % of runs", 16, 3,
     [](const StockLine& line) {
       return compact(line.end.p(0.10)) + " - " + compact(line.end.p(0.90));
     }},
    {"short", 7, 1,
     [](const StockLine& line) {
       return line.fired_from ? percent(line.stockout.mean) : std::string{};
     }},
    {"first short", 12, 2,
     [](const StockLine& line) {
       if (!line.fired_from) return std::string{};
       return line.stockout_date.n > 0 ? date_text(line.stockout_date.p(0.50)) : "-";
     }},
    {"fired", 7, 5,
     [](const StockLine& line) {
       return line.fired_from ? compact(line.consumed.mean) : std::string{};
     }},
    {"unmet", 7, 6,
     [](const StockLine& line) {
       return line.fired_from ? compact(line.unmet.mean) : std::string{};
     }},
}};

constexpr std::size_t kAllColumns = 65;
constexpr std::size_t kLeastLabel = 12;

// The columns that fit, in the order of the table.
std::vector<StockColumn> columns_in(std::size_t width) {
  std::array<StockColumn, kStockColumns.size()> by_rank = kStockColumns;
  std::sort(by_rank.begin(), by_rank.end(),
            [](const StockColumn& a, const StockColumn& b) { return a.rank < b.rank; });
  int last = -1;
  for (const StockColumn& column : by_rank) {
    if (column.width > width) break;
    width -= column.width;
    last = column.rank;
  }
  std::vector<StockColumn> chosen;
  for (const StockColumn& column : kStockColumns)
    if (column.rank <= last) chosen.push_back(column);
  return chosen;
}

StockLine line_of(const RunOutcome& outcome, const Dimensions& of) {
  StockLine line;
  const auto& series = outcome.trajectories.series();
  const auto stock = std::find(series.begin(), series.end(), Series{SeriesName::stock, of});
  if (stock != series.end())
    line.start = outcome.trajectories.mean(static_cast<std::size_t>(stock - series.begin()), 0);
  line.end = summary_of(outcome, MetricName::stock_end, of);
  const MetricSummary demanded = summary_of(outcome, MetricName::demanded, of);
  line.fired_from = demanded.n > 0 && demanded.max > 0;
  line.stockout = summary_of(outcome, MetricName::stockout, of);
  line.stockout_date = summary_of(outcome, MetricName::stockout_date, of);
  line.consumed = summary_of(outcome, MetricName::consumed, of);
  line.unmet = summary_of(outcome, MetricName::unmet, of);
  return line;
}

std::size_t label_width(const Network& network, std::size_t width) {
  std::size_t longest = kLeastLabel;
  for (const Munition& munition : network.munitions)
    longest = std::max(longest, munition.id.size() + 2);
  return std::min(longest, std::max<std::size_t>(width, 80) - kAllColumns);
}

}  // namespace

std::string stock_table(const RunOutcome& outcome, std::size_t width) {
  const Network& network = outcome.network;
  const std::size_t label = label_width(network, width);
  const std::vector<StockColumn> columns = columns_in(width - std::min(label, width));
  std::string head = left("Stock", label);
  for (const StockColumn& column : columns) head += right(column.title, column.width);
  std::string text = "\n" + bold(head) + "\n";
  const auto group = [&](const std::string& title, SiteId site) {
    std::string lines;
    for (const MunitionId munition : network.munitions.ids()) {
      Dimensions of;
      of.site = site;
      of.munition = munition;
      if (!outcome.metrics.find({MetricName::stock_end, of})) continue;
      const StockLine figures = line_of(outcome, of);
      std::string line = left("  " + network.munitions[munition].id, label);
      for (const StockColumn& column : columns) line += right(column.text(figures), column.width);
      lines += line.erase(line.find_last_not_of(' ') + 1) + "\n";
    }
    if (!lines.empty()) text += left(title, std::min(width, columns_of(title))) + "\n" + lines;
  };
  group("all sites", SiteId{});
  for (const SiteId site : network.sites.ids()) {
    const Site& about = network.sites[site];
    group(about.role.empty() ? about.id : about.id + " (" + about.role + ")", site);
  }
  return text + wrapped(
                    "end: median; short: share of runs with unmet demand; first short: median date "
                    "of those; fired and unmet: means",
                    width);
}

}  // namespace railhead
