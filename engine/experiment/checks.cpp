#include "railhead/experiment/checks.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>

#include "railhead/base/error.hpp"
#include "railhead/base/unknown.hpp"

namespace railhead {
namespace {

double statistic_of(const CheckInstruction& instruction, const MetricEnsemble& ensemble,
                    std::size_t metric) {
  const Moments moments = ensemble.moments(metric);
  if (moments.count() == 0)
    return info(instruction.metric.name).kind == MetricKind::instant
               ? std::numeric_limits<double>::infinity()
               : kUnknown;
  switch (instruction.statistic) {
    case CheckStatistic::minimum: return moments.min();
    case CheckStatistic::maximum: return moments.max();
    case CheckStatistic::mean: return moments.mean();
    case CheckStatistic::sd: return moments.sd();
    case CheckStatistic::quantile: return ensemble.quantile(metric, instruction.probability);
  }
  internal_fault("an unknown statistic of a check");
}

// As it is written in checks: p05, p50, p99.
std::string quantile_name(double probability) {
  const auto percent = std::lround(probability * 100);
  return (percent < 10 ? "p0" : "p") + std::to_string(percent);
}

std::string name_of(const CheckInstruction& instruction, const Network& network) {
  const std::string metric = to_string(network, instruction.metric);
  switch (instruction.statistic) {
    case CheckStatistic::minimum: return "min(" + metric + ")";
    case CheckStatistic::maximum: return "max(" + metric + ")";
    case CheckStatistic::mean: return "mean(" + metric + ")";
    case CheckStatistic::sd: return "sd(" + metric + ")";
    case CheckStatistic::quantile:
      return quantile_name(instruction.probability) + "(" + metric + ")";
  }
  internal_fault("an unknown statistic of a check");
}

double binary(CheckOp op, double a, double b) {
  switch (op) {
    case CheckOp::add: return a + b;
    case CheckOp::subtract: return a - b;
    case CheckOp::multiply: return a * b;
    case CheckOp::divide: return a / b;
    case CheckOp::less: return a < b;
    case CheckOp::less_equal: return a <= b;
    case CheckOp::greater: return a > b;
    case CheckOp::greater_equal: return a >= b;
    case CheckOp::equal: return a == b;
    case CheckOp::not_equal: return a != b;
    case CheckOp::both: return a != 0 && b != 0;
    case CheckOp::either: return a != 0 || b != 0;
    default: internal_fault("an unknown operation of a check");
  }
}

CheckOutcome evaluate_one(const Check& check, const Network& network,
                          const MetricEnsemble& ensemble) {
  CheckOutcome outcome{check.id, check.text, false, {}};
  std::vector<double> stack;
  const auto pop = [&stack] {
    ensure(!stack.empty(), "a check without operands");
    const double top = stack.back();
    stack.pop_back();
    return top;
  };
  for (const CheckInstruction& instruction : check.code) {
    if (instruction.op == CheckOp::constant) {
      stack.push_back(instruction.constant);
    } else if (instruction.op == CheckOp::statistic) {
      const auto metric = ensemble.find(instruction.metric);
      ensure(metric.has_value(), "a metric of a check was not recorded");
      stack.push_back(statistic_of(instruction, ensemble, *metric));
      const bool is_date = info(instruction.metric.name).kind == MetricKind::instant &&
                           instruction.statistic != CheckStatistic::sd;
      outcome.figures.push_back({name_of(instruction, network), stack.back(), is_date});
    } else if (instruction.op == CheckOp::negate) {
      stack.back() = -stack.back();
    } else if (instruction.op == CheckOp::inverse) {
      stack.back() = stack.back() == 0;
    } else {
      const double right = pop();
      const double left = pop();
      stack.push_back(binary(instruction.op, left, right));
    }
  }
  outcome.passed = pop() == 1.0;
  return outcome;
}

}  // namespace

void require_metrics(const std::vector<Check>& checks, std::vector<Metric>& metrics) {
  for (const Check& check : checks)
    for (const CheckInstruction& instruction : check.code)
      if (instruction.op == CheckOp::statistic &&
          std::find(metrics.begin(), metrics.end(), instruction.metric) == metrics.end())
        metrics.push_back(instruction.metric);
}

std::vector<CheckOutcome> evaluate(const std::vector<Check>& checks, const Network& network,
                                   const MetricEnsemble& ensemble) {
  std::vector<CheckOutcome> outcomes;
  outcomes.reserve(checks.size());
  for (const Check& check : checks) outcomes.push_back(evaluate_one(check, network, ensemble));
  return outcomes;
}

}  // namespace railhead
