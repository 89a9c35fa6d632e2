#include "railhead/results/run_document.hpp"

#include <cmath>

#include "railhead/base/hash.hpp"
#include "railhead/base/time.hpp"
#include "railhead/results/json.hpp"

namespace railhead {
namespace {

void write_figure(JsonWriter& json, const char* name, double figure, MetricKind kind) {
  json.key(name);
  if (kind == MetricKind::instant)
    json.value(to_iso(Instant{Duration{std::llround(figure)}}));
  else
    json.value(figure);
}

void write_summary(JsonWriter& json, const MetricSummary& summary, MetricKind kind) {
  json.member("n", summary.n);
  if (summary.n == 0) return;
  if (kind != MetricKind::instant) {
    json.member("mean", summary.mean).member("sd", summary.sd);
    if (kind == MetricKind::flag)
      json.member("low", summary.low).member("high", summary.high);
    else
      json.member("half_width", summary.half_width);
  }
  write_figure(json, "min", summary.min, kind);
  for (std::size_t i = 0; i < kQuantileNames.size(); ++i)
    write_figure(json, kQuantileNames[i], summary.quantiles[i], kind);
  write_figure(json, "max", summary.max, kind);
}

void write_metric(JsonWriter& json, const Network& network, const MetricEnsemble& ensemble,
                  std::size_t index, HalfWidths& widths) {
  const Metric& metric = ensemble.metrics()[index];
  const MetricInfo& about = info(metric.name);
  json.begin_object().member("metric", about.text);
  json.key("of").begin_object();
  for (const auto& [dimension, id] : dimension_texts(network, metric.of))
    json.member(dimension, id);
  json.end_object().member("unit", about.unit);
  write_summary(json, ensemble.summary(index, widths), about.kind);
  if (const double error = ensemble.quantile_error(index); error > 0)
    json.member("quantile_error", error);
  json.end_object();
}

void write_checks(JsonWriter& json, const std::vector<CheckOutcome>& checks) {
  json.key("checks").begin_array();
  for (const CheckOutcome& check : checks) {
    json.begin_object().member("check", check.id).member("expr", check.text);
    json.member("passed", check.passed).key("figures").begin_object();
    for (const CheckFigure& figure : check.figures) {
      const bool date = figure.is_date && std::isfinite(figure.value);
      write_figure(json, figure.name.c_str(), figure.value,
                   date ? MetricKind::instant : MetricKind::amount);
    }
    json.end_object().end_object();
  }
  json.end_array();
}

}  // namespace

std::string run_document(const RunIdentity& identity, const Network& network,
                         const MetricEnsemble& ensemble, const std::vector<CheckOutcome>& checks,
                         const RunExtras& extras) {
  JsonWriter json;
  json.begin_object().member("format", "railhead.run/1");
  json.key("scenario").begin_object().member("path", identity.path).member("title", identity.title);
  json.member("sha256", identity.sha256).end_object();
  json.member("seed", identity.seed).member("replications", ensemble.runs());
  if (identity.deterministic) json.member("deterministic", true);
  if (identity.interrupted) json.member("interrupted", true);
  json.member("digest", to_hex(ensemble.digest()));
  json.key("metrics").begin_array();
  HalfWidths widths;
  for (std::size_t i = 0; i < ensemble.metrics().size(); ++i)
    write_metric(json, network, ensemble, i, widths);
  json.end_array();
  if (!checks.empty()) write_checks(json, checks);
  if (extras.worst) {
    json.key("worst").begin_object().member("metric", to_string(network, extras.worst->metric));
    json.member("replication", extras.worst->replication);
    write_figure(json, "value", extras.worst->value, info(extras.worst->metric.name).kind);
    json.end_object();
  }
  if (!extras.variance.empty()) json.key("variance").raw(extras.variance);
  if (!extras.manifest.empty()) json.key("manifest").raw(extras.manifest);
  json.end_object();
  return json.take() + "\n";
}

}  // namespace railhead
