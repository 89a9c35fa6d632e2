#include "railhead/experiment/stopping.hpp"

#include <charconv>
#include <string>

#include "railhead/base/error.hpp"

namespace railhead {

StoppingRule parse_stopping_rule(const Network& network, std::string_view text) {
  const std::size_t colon = text.rfind(':');
  const auto refuse = [&] {
    throw Error(ExitCode::kUsage,
                "expected METRIC:HALF_WIDTH with a half-width above 0, such as "
                "fill_rate{munition=152mm}:0.005, found \"" +
                    std::string{text} + "\"");
  };
  if (colon == std::string_view::npos || colon + 1 == text.size()) refuse();
  StoppingRule rule;
  const std::string_view number = text.substr(colon + 1);
  const auto [end, fault] =
      std::from_chars(number.data(), number.data() + number.size(), rule.half_width);
  if (fault != std::errc{} || end != number.data() + number.size() || !(rule.half_width > 0))
    refuse();
  rule.metric = parse_metric(network, text.substr(0, colon));
  if (info(rule.metric.name).kind == MetricKind::instant)
    throw Error(ExitCode::kUsage, "a date has no mean to stop at: " + std::string{text});
  return rule;
}

std::uint64_t next_look(std::uint64_t runs) {
  std::uint64_t look = kFirstLook;
  while (look <= runs) look *= 2;
  return look;
}

bool reached(const StoppingRule& rule, const MetricEnsemble& ensemble) {
  const auto index = ensemble.find(rule.metric);
  ensure(index.has_value(), "the metric of a stopping rule was not recorded");
  const MetricSummary summary = ensemble.summary(*index);
  return summary.n >= 2 && (summary.high - summary.low) / 2 <= rule.half_width;
}

}  // namespace railhead
