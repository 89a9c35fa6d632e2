#include <algorithm>

#include "railhead/report/charts.hpp"

#include "spec.hpp"

namespace railhead {
namespace {

bool ever_any(const ReportBands& bands) {
  return std::any_of(bands.quantiles.begin(), bands.quantiles.end(),
                     [](const auto& at) { return at.back() > 0; });
}

std::string label(const Labels& of, const std::string& key) {
  const auto found = of.find(key);
  return found == of.end() ? std::string{} : found->second;
}

// "152 mm howitzer round, packed. ", nothing where the title is but the id.
std::string named(const std::string& title, const std::string& id) {
  return title == id ? std::string{} : title + ". ";
}

// How the events that there are look.
std::string event_words(const ReportRun& run) {
  const auto any = [&](const char* kind) {
    return std::any_of(run.events.begin(), run.events.end(),
                       [&](const ReportEvent& event) { return event.kind.starts_with(kind); });
  };
  std::string words;
  const auto add = [&](const char* kind, const char* look) {
    if (any(kind)) words += (words.empty() ? " Below: " : ", ") + std::string{look};
  };
  add("departure", "departures of shipments as short marks");
  add("disruption", "disruptions in orange");
  add("change", "changes of phase as dotted lines");
  return words.empty() ? words : words + ".";
}

}  // namespace

std::vector<Chart> stock_charts(const ReportRun& run) {
  std::vector<Chart> charts;
  for (const bool by_site : {false, true}) {
    for (const ReportBands& bands : run.bands) {
      const std::string munition = label(bands.of, "munition");
      const std::string site = label(bands.of, "site");
      if (bands.series != "stock" || munition.empty() || bands.of.contains("origin")) continue;
      if (site.empty() == by_site || !ever_any(bands)) continue;
      const std::string place = by_site ? " at " + site : ", all sites";
      Chart chart =
          fan_chart(run, bands, munition + place, "rounds on hand", munition_colour(run, munition));
      chart.id = chart_id("stock-" + (by_site ? site : std::string{"all"}) + "-" + munition);
      chart.summary = named(title_of(run.munitions, munition), munition) +
                      (by_site ? named(title_of(run.sites, site), site) : "") +
                      "Rounds on hand: median, bands that hold the central 50, 80 and 90 % of "
                      "runs, single runs in grey." +
                      event_words(run);
      charts.push_back(std::move(chart));
    }
  }
  return charts;
}

std::vector<Chart> departure_charts(const ReportRun& run) {
  std::vector<Chart> charts;
  for (const auto& [series, unit] :
       {std::pair{"containers_departed", "containers"}, std::pair{"railcars_departed", "railcars"},
        std::pair{"tonnes_departed", "tonnes"}}) {
    const ReportBands* bands = run.series(series, {});
    if (bands == nullptr || !ever_any(*bands)) continue;
    const std::string name{unit};
    Chart chart =
        fan_chart(run, *bands, "Shipments departed, " + name + " since the start", name, "#0072B2");
    chart.id = chart_id("departed-" + name);
    chart.summary = "Cumulated " + name +
                    " of all programmes of shipments: median and bands of "
                    "the runs, with what was seen.";
    charts.push_back(std::move(chart));
  }
  return charts;
}

}  // namespace railhead
