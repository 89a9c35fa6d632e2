#include "compare_report.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include <fmt/format.h>

#include "railhead/base/unknown.hpp"
#include "railhead/results/csv.hpp"

#include "console.hpp"
#include "difference_chart.hpp"
#include "figures.hpp"
#include "sweep_report.hpp"

namespace railhead {
namespace {

constexpr std::size_t kMostInputs = 12;  // differences of input files in the report, per variant
constexpr std::size_t kDifferenceHeight = 9;

// What is shown where no metric was asked for: totals by munition.
bool is_usual(const std::string& selector) {
  const std::size_t brace = std::min(selector.find('{'), selector.size());
  const std::string name = selector.substr(0, brace);
  constexpr const char* kNames[] = {"stock_end", "received", "consumed",      "unmet",
                                    "fill_rate", "stockout", "stockout_date", "lost"};
  if (std::find(std::begin(kNames), std::end(kNames), name) == std::end(kNames)) return false;
  return brace == selector.size() ||
         (selector.starts_with(name + "{munition=") && selector.find(',') == std::string::npos);
}

std::string mean_text(const PairedFigures& figures, double mean) {
  if (figures.n == 0) return "-";
  if (figures.kind == MetricKind::instant) return date_text(mean);
  if (figures.kind == MetricKind::flag) return percent(mean);
  if (figures.kind == MetricKind::ratio) return fmt::format("{:.4f}", mean);
  return compact(mean);
}

std::string signed_text(const PairedFigures& figures) {
  if (figures.n == 0) return "-";
  const bool share = figures.kind == MetricKind::flag || figures.kind == MetricKind::ratio;
  const auto text = [&](double value) {
    return share ? fmt::format("{:.4f}", value) : compact(value);
  };
  return (figures.mean > 0 ? "+" : "") + text(figures.mean) +
         (output_is_unicode() ? " ± " : " +- ") + text(figures.half_width);
}

std::string gain_text(double ratio) {
  if (!std::isfinite(ratio)) return "-";
  return ratio < 100 ? fmt::format("{:.3g}", ratio) : compact(ratio);
}

struct Column {
  const char* title;
  std::size_t width;
  std::string (*text)(const PairedFigures& figures);
};

// Those on the right are left out first where a terminal is narrow.
constexpr std::array<Column, 6> kColumns = {{
    {"baseline", 11, [](const PairedFigures& f) { return mean_text(f, f.baseline_mean); }},
    {"variant", 11, [](const PairedFigures& f) { return mean_text(f, f.variant_mean); }},
    {"difference", 18, signed_text},
    {"P(more)", 8,
     [](const PairedFigures& f) {
       return f.n == 0 ? std::string{"-"} : fmt::format("{:.3f}", f.superiority);
     }},
    {"equal", 7,
     [](const PairedFigures& f) {
       return percent(static_cast<double>(f.identical) / static_cast<double>(f.pairs));
     }},
    {"gain", 7, [](const PairedFigures& f) { return gain_text(f.variance_ratio); }},
}};
constexpr std::size_t kFirstIndent = 2;

// A line for each metric, or two where its name and figures do not fit side by side.
class FigureTable {
 public:
  FigureTable(std::size_t label, std::size_t width) : label_(label), width_(width) {
    std::size_t used = kFirstIndent;
    while (columns_ < kColumns.size() && used + kColumns[columns_].width <= width_)
      used += kColumns[columns_++].width;
    two_lines_ = used + label_ > width_;
  }

  std::string heading() const {
    return "\n" +
           row(
               "metric", [](const Column& column) { return std::string{column.title}; }, true);
  }
  std::string line(const PairedFigures& figures) const {
    return row(
        figures.metric, [&](const Column& column) { return column.text(figures); }, false);
  }

 private:
  template <class Text>
  std::string row(const std::string& name, const Text& text_of, bool head) const {
    std::string cells;
    for (std::size_t i = 0; i < columns_; ++i)
      cells += right(text_of(kColumns[i]), kColumns[i].width);
    const auto shown = [&](const std::string& line) { return (head ? bold(line) : line) + "\n"; };
    const std::string indent(kFirstIndent, ' ');
    if (!two_lines_) return shown(indent + left(name, label_) + cells);
    const std::size_t room = width_ > kFirstIndent ? width_ - kFirstIndent : 1;
    return shown(indent + left(name, std::min(room, columns_of(name)))) + shown(indent + cells);
  }

  std::size_t label_, width_;
  std::size_t columns_ = 0;
  bool two_lines_ = false;
};

// One difference of the input files, on one line where that fits.
std::string input_line(const Difference& change, std::size_t width) {
  const std::string before = change.before.value_or("(not there)");
  const std::string after = change.after.value_or("(not there)");
  const std::string line = fmt::format("  {}: {} -> {}", change.path, before, after);
  if (columns_of(line) <= width) return line + "\n";
  if (!change.before || !change.after)
    return fmt::format("  {}: only in the {}\n", change.path,
                       change.before ? "baseline" : "variant");
  const auto cut = [&](const std::string& text) {
    return left(text, std::min(columns_of(text), width)) + "\n";
  };
  return cut("  " + change.path) + cut("    - " + before) + cut("    + " + after);
}

std::string input_lines(const Comparison& comparison, std::size_t variant, std::size_t width) {
  std::string text;
  std::size_t count = 0;
  for (const InputDifference& input : comparison.inputs)
    if (input.variant == variant && ++count <= kMostInputs)
      text += input_line(input.difference, width);
  if (count > kMostInputs)
    text += fmt::format("  and {} more; railhead diff lists them\n", count - kMostInputs);
  return text;
}

std::string charts(const Comparison& comparison, std::size_t variant, std::size_t width) {
  if (variant >= comparison.trajectories.size()) return {};
  const Network& network = comparison.compiled->network;
  const TrajectoryEnsemble& all = *comparison.trajectories[variant];
  std::string text;
  for (std::size_t i = 0; i < all.series().size(); ++i) {
    const Series& series = all.series()[i];
    if (series.name != SeriesName::stock || !series.of.site.is_none() ||
        !series.of.origin.is_none())
      continue;
    std::vector<Band> bands;
    for (std::size_t instant = 0; instant < all.grid().size(); ++instant) {
      const auto q = all.quantiles(i, instant);
      bands.push_back({q[1], q[2], q[3], q[4], q[5]});
    }
    const std::string chart =
        difference_chart(bands, network.start, network.end, std::min<std::size_t>(width, 120),
                         kDifferenceHeight, output_is_unicode());
    if (chart.empty()) continue;
    const std::string munition =
        series.of.munition.is_none() ? "all munitions" : network.munitions[series.of.munition].id;
    text +=
        fmt::format("\n{}\n{}", bold("Difference in stock of " + munition + ", all sites"), chart);
  }
  return text;
}

std::string variant_report(const Comparison& comparison, std::size_t variant, bool chosen,
                           std::size_t width) {
  std::vector<const PairedFigures*> shown;
  for (const PairedFigures& each : comparison.differences)
    if (each.variant == variant && (chosen || is_usual(each.metric))) shown.push_back(&each);
  std::size_t label = 12;
  for (const PairedFigures* each : shown)
    label = std::max(label, std::min<std::size_t>(columns_of(each->metric) + 1, 48));
  std::string text = "\n" + bold(comparison.variants[variant].name) + "\n";
  const std::string inputs = input_lines(comparison, variant, width);
  text += inputs.empty() ? "  the inputs are the same\n" : inputs;
  const FigureTable table{label, width};
  text += table.heading();
  for (const PairedFigures* each : shown) text += table.line(*each);
  return text + charts(comparison, variant, width);
}

void write_side(JsonWriter& json, const ComparedSide& side) {
  json.begin_object().member("name", side.name);
  if (!side.sha256.empty()) json.member("title", side.title).member("sha256", side.sha256);
  json.end_object();
}

void write_optional(JsonWriter& json, const char* name, const std::optional<std::string>& text) {
  json.key(name);
  if (text)
    json.value(*text);
  else
    json.raw("null");
}

void write_difference(JsonWriter& json, const Comparison& comparison,
                      const PairedFigures& figures) {
  json.begin_object();
  write_selector(json, figures.metric);
  json.member("variant", comparison.variants[figures.variant].name).member("unit", figures.unit);
  json.member("n", figures.n).member("identical", figures.identical);
  // Where the metric occurs in no pair there is nothing to say: null.
  const auto figure = [&](std::string_view name, double value) {
    json.member(name, figures.n > 0 ? value : kUnknown);
  };
  figure("mean", figures.mean);
  figure("half_width", figures.half_width);
  figure("sd", figures.sd);
  figure("superiority", figures.superiority);
  figure("variance_ratio", figures.variance_ratio);
  for (std::size_t i = 0; i < kQuantileNames.size(); ++i)
    figure(kQuantileNames[i], figures.quantiles[i]);
  if (figures.kind != MetricKind::instant) {
    figure("baseline_mean", figures.baseline_mean);
    figure("variant_mean", figures.variant_mean);
  }
  json.end_object();
}

}  // namespace

std::string compare_report(const Comparison& comparison, bool chosen, std::size_t width) {
  std::string text = bold("Baseline " + comparison.baseline.name) + "\n";
  text += wrapped(comparison.baseline.title, width);
  text += fmt::format("{} replication{} in pairs, seed {}{}\n", comparison.replications,
                      comparison.replications == 1 ? "" : "s", comparison.seed,
                      comparison.interrupted ? " (interrupted)" : "");
  for (std::size_t v = 0; v < comparison.variants.size(); ++v)
    text += variant_report(comparison, v, chosen, width);
  std::string legend =
      "Difference: variant less baseline, mean with its 95 % interval; P(more): share of pairs in "
      "which the variant is larger, ties by half; equal: pairs without a difference; gain: by what "
      "factor common random numbers cut the variance.";
  if (comparison.variants.size() > 1)
    legend += fmt::format(
        " The intervals of a metric hold together for all {} variants "
        "(Bonferroni).",
        comparison.variants.size());
  return text + "\n" + wrapped(legend, width);
}

std::string compare_document(const Comparison& comparison) {
  JsonWriter json;
  json.begin_object().member("format", "railhead.compare/1").key("baseline");
  write_side(json, comparison.baseline);
  json.key("variants").begin_array();
  for (const ComparedSide& side : comparison.variants) write_side(json, side);
  json.end_array().member("seed", comparison.seed);
  json.member("replications", comparison.replications).member("level", comparison.level);
  if (comparison.variants.size() > 1) json.member("simultaneous", "bonferroni");
  if (comparison.interrupted) json.member("interrupted", true);
  json.key("inputs").begin_array();
  for (const InputDifference& input : comparison.inputs) {
    json.begin_object().member("variant", comparison.variants[input.variant].name);
    json.member("path", input.difference.path);
    write_optional(json, "before", input.difference.before);
    write_optional(json, "after", input.difference.after);
    json.end_object();
  }
  json.end_array().key("differences").begin_array();
  for (const PairedFigures& figures : comparison.differences)
    write_difference(json, comparison, figures);
  json.end_array().end_object();
  return json.take() + "\n";
}

std::string difference_csv(const Comparison& comparison) {
  std::string text =
      "variant,date,series,site,munition,origin,shipment,mean,p05,p10,p25,p50,p75,p90,p95\r\n";
  const auto figure = [](double value) { return std::isfinite(value) ? number_text(value) : ""; };
  for (std::size_t v = 0; v < comparison.trajectories.size(); ++v) {
    const TrajectoryEnsemble& all = *comparison.trajectories[v];
    for (std::size_t i = 0; i < all.series().size(); ++i) {
      std::string of;
      for (const char* wanted : {"site", "munition", "origin", "shipment"}) {
        of += ',';
        for (const auto& [key, id] :
             dimension_texts(comparison.compiled->network, all.series()[i].of))
          if (key == wanted) of += csv_field(id);
      }
      const std::string name{to_string(all.series()[i].name)};
      for (std::size_t instant = 0; instant < all.grid().size(); ++instant) {
        text +=
            fmt::format("{},{},{}{},{}", csv_field(comparison.variants[v].name),
                        to_iso_date(all.grid()[instant]), name, of, figure(all.mean(i, instant)));
        for (const double q : all.quantiles(i, instant)) text += "," + figure(q);
        text += "\r\n";
      }
    }
  }
  return text;
}

}  // namespace railhead
