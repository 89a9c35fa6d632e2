#include "values.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "railhead/base/error.hpp"
#include "railhead/base/text.hpp"

#include "expression.hpp"

namespace railhead {

namespace {

// Streams that single draws come from: at most one a random field, and one a
// step and field for each programme.
std::size_t streams_of(const Network& network) {
  std::size_t streams = 0;
  for (const Value& value : network.values) streams += value.random ? 1 : 0;
  for (const Shipment& shipment : network.shipments) streams += shipment.step_keys.size();
  for (const Replenishment& supply : network.replenishments) streams += supply.step_keys.size();
  return streams;
}

}  // namespace

Values::Values(const Network& network)
    : network_(network), curvature_(network), ahead_(streams_of(network)) {
  parameters_.resize(network.parameters.size());
  copula_uniforms_.resize(network.parameters.size());
  correlated_.resize(network.parameters.size());
  profile_shift_.resize(network.profiles.size());
  tables_.resize(network.tables.size());
  for (const Correlation& correlation : network.correlations)
    for (ParameterId id : correlation.parameters) correlated_[id.index()] = 1;
  reserve();
}

void Values::begin(std::uint64_t replication) {
  const bool first_time = !resolved_;
  replication_ = replication;
  draws_ = 0;
  pieces_ = 0;
  if (first_time) prepare_tables(true);
  draw_parameters();
  prepare_tables(false);
  for (ProfileId id : network_.profiles.ids())
    profile_shift_[id.index()] =
        duration_of_days(evaluate(network_.profiles[id].shift_days, network_.start));
  if (first_time) {
    for (ValueId id : network_.values.ids()) resolve(id);
    resolved_ = true;
    return;
  }
  for (Stretches& stretches : stretches_) stretches.cursor = 0;
  for (ValueId id : per_replication_) resolve(id);
}

void Values::prepare_tables(bool all) {
  for (std::size_t i = 0; i < tables_.size(); ++i)
    if (static_cast<bool>(table_per_replication_[i]) != all) prepare_table(i);
}

void Values::prepare_table(std::size_t i) {
  const TableTemplate& table = network_.tables[i];
  const auto evaluate_all = [&](const std::vector<Argument>& from, std::vector<double>& to) {
    to.clear();
    for (const Argument& a : from) to.push_back(evaluate(a, network_.start));
  };
  evaluate_all(table.first, table_scratch_[0]);
  evaluate_all(table.second, table_scratch_[1]);
  TableFault fault{};
  switch (table.kind) {
    case LawKind::empirical: fault = tables_[i].assign_empirical(table_scratch_[0]); break;
    case LawKind::quantiles:
      fault = tables_[i].assign_quantiles(table_scratch_[0], table_scratch_[1]);
      break;
    default: fault = tables_[i].assign_discrete(table_scratch_[0], table_scratch_[1]); break;
  }
  if (fault != TableFault::none) refuse_table(i, std::string(describe(fault)));
}

// Named by the value or parameter whose law it is.
void Values::refuse_table(std::size_t table, const std::string& what) const {
  const auto is_its = [&](const LawTemplate& law) {
    return law.table >= 0 && static_cast<std::size_t>(law.table) == table;
  };
  for (const Value& value : network_.values)
    for (std::uint32_t s = 0; s < value.step_count; ++s)
      if (is_its(network_.steps[value.first_step + s].law)) refuse(value, network_.start, what);
  for (const Parameter& parameter : network_.parameters)
    if (is_its(parameter.uncertainty)) refuse(parameter, what);
  refuse("a law given by a list", {}, network_.start, what);
}

void Values::draw_parameters() {
  for (const Correlation& correlation : network_.correlations) {
    const std::size_t n = correlation.parameters.size();
    for (std::size_t i = 0; i < n; ++i) {
      double z = 0.0;
      for (std::size_t j = 0; j <= i; ++j) {
        const Parameter& source = network_.parameters[correlation.parameters[j]];
        z += correlation.cholesky[i * n + j] *
             normal_quantile(uniform53(source.key, replication_, 0));
      }
      copula_uniforms_[correlation.parameters[i].index()] = normal_cdf(z);
    }
  }
  for (ParameterId id : network_.parameter_order) {
    const Parameter& parameter = network_.parameters[id];
    const bool drawn = parameter.uncertain && !network_.deterministic;
    const double uniform = !drawn                    ? 0.5
                           : correlated_[id.index()] ? copula_uniforms_[id.index()]
                                                     : uniform53(parameter.key, replication_, 0);
    const double found =
        drawn ? draw_parameter(parameter, uniform) : evaluate(parameter.central, network_.start);
    if (!(found > -1e300 && found < 1e300)) refuse(parameter, "its value is not finite");
    parameters_[id.index()] = found;
  }
}

double Values::draw_parameter(const Parameter& parameter, double uniform) {
  const double infinity = std::numeric_limits<double>::infinity();
  // Its list may read parameters that are drawn before it.
  if (parameter.uncertainty.table >= 0)
    prepare_table(static_cast<std::size_t>(parameter.uncertainty.table));
  const Sampler sampler = make_sampler(parameter.uncertainty, -infinity, infinity, network_.start);
  if (sampler.fault != LawFault::none) refuse(parameter, std::string(describe(sampler.fault)));
  ++draws_;
  // A copula may round to the very ends.
  constexpr double kEnd = 1.0 / 9007199254740992.0;  // 2^-53
  return quantile(sampler, std::clamp(uniform, kEnd, 1.0 - kEnd));
}

double Values::evaluate(const Argument& argument, When when) const {
  if (argument.expression.is_none()) return argument.constant;
  return run_expression(network_.expressions[argument.expression], parameters_,
                        [&](ProfileId profile) { return profile_at(profile, when); });
}

double Values::profile_at(ProfileId id, When when) const {
  const Profile& profile = network_.profiles[id];
  const Duration shift = profile_shift_[id.index()];
  const std::uint32_t end = profile.first_step + profile.step_count;
  std::uint32_t step = profile.first_step;
  const auto begins = [&](std::uint32_t s) {
    const Instant from = network_.steps[s].from;
    return from == Instant::min() ? from : from + shift;
  };
  if (begins(step) > when.stretch) return 0.0;
  while (step + 1 < end && begins(step + 1) <= when.stretch) ++step;
  return evaluate_step(step, end, when, shift);
}

double Values::evaluate_step(std::uint32_t step, std::uint32_t steps_end, When when,
                             Duration shift) const {
  const Step& from = network_.steps[step];
  const double value = evaluate(from.law.a[0], when);
  if (!from.linear || step + 1 >= steps_end) return value;
  const Step& to = network_.steps[step + 1];
  const double next = evaluate(to.law.a[0], when);
  const double share = days_of(when.at - (from.from + shift)) / days_of(to.from - from.from);
  return value + (next - value) * share;
}

Sampler Values::make_sampler(const LawTemplate& law, double low, double high, Instant at) const {
  LawArguments arguments;
  for (std::size_t i = 0; i < law.a.size(); ++i) arguments.a[i] = evaluate(law.a[i], at);
  if (law.second_is_cv) arguments.a[1] = sd_from_cv(arguments.a[0], arguments.a[1]);
  arguments.min = std::max(low, evaluate(law.min, at));
  arguments.max = std::min(high, evaluate(law.max, at));
  if (law.table >= 0) arguments.table = &tables_[static_cast<std::size_t>(law.table)];
  return prepare(law.kind, arguments);
}

void Values::check_range(const Value& value, double found, Instant at) const {
  if (found >= value.low && found <= value.high) return;
  std::string limits = "at least " + short_text(value.low);
  if (!std::isfinite(value.low))
    limits = "at most " + short_text(value.high);
  else if (std::isfinite(value.high))
    limits = "between " + short_text(value.low) + " and " + short_text(value.high);
  refuse(value, at, "it comes to " + short_text(found) + ", but must be " + limits);
}

void Values::refuse(const Value& value, Instant at, const std::string& what) const {
  refuse(value.name, value.place, at, what);
}

void Values::refuse(const Parameter& parameter, const std::string& what) const {
  refuse("parameter." + parameter.id, parameter.place, network_.start, what);
}

void Values::refuse(const std::string& name, const std::string& place, Instant at,
                    const std::string& what) const {
  throw Error(ExitCode::kRuntime, "replication " + std::to_string(replication_) + ": " + name +
                                      (place.empty() ? "" : " (" + place + ")") + " at " +
                                      to_iso(at) + ": " + what);
}

const Values::Segment& Values::segment(ValueId id, Instant at) {
  Stretches& stretches = stretches_[id.index()];
  const Segment* segments = &segments_[stretches.first];
  std::uint32_t cursor = stretches.cursor;
  while (cursor + 1 < stretches.count && segments[cursor + 1].from <= at) ++cursor;
  while (cursor > 0 && segments[cursor].from > at) --cursor;
  stretches.cursor = cursor;
  return segments[cursor];
}

Instant Values::segment_end(ValueId id) const {
  const Stretches& stretches = stretches_[id.index()];
  if (stretches.cursor + 1 >= stretches.count) return Instant::max();
  return segments_[stretches.first + stretches.cursor + 1].from;
}

bool Values::is_simple(ValueId id) const {
  const Stretches& stretches = stretches_[id.index()];
  return stretches.count == 1 && !segments_[stretches.first].varies;
}

// The stretch in force, for a field that has a value there.
const Values::Segment& Values::known_segment(ValueId id, Instant instant) {
  const Segment& in_force = segment(id, instant);
  const Value& value = network_.values[id];
  if (in_force.step == kNoStep && value.needs_step)
    refuse(value, instant, "it has no value before its first step");
  return in_force;
}

double Values::know(ValueId id, const Segment& in_force) {
  known_[id.index()] = {in_force.from, segment_end(id), in_force.constant};
  return in_force.constant;
}

double Values::at_instant(ValueId id, Instant instant) {
  const Segment& in_force = known_segment(id, instant);
  if (in_force.known_mean && !in_force.varies) return know(id, in_force);
  const Value& value = network_.values[id];
  const Step& step = network_.steps[in_force.step];
  if (step.law.kind == LawKind::constant) {
    const double found =
        evaluate_step(in_force.step, value.first_step + value.step_count, instant, Duration{0});
    check_range(value, found, instant);
    return found;
  }
  if (in_force.varies) {
    const Sampler sampler = make_sampler(step.law, value.low, value.high, instant);
    if (sampler.fault != LawFault::none)
      refuse(value, instant, std::string(describe(sampler.fault)));
    return mean(sampler);
  }
  Segment& known = segments_[stretches_[id.index()].first + stretches_[id.index()].cursor];
  known.constant = mean(known.sampler);
  known.known_mean = true;
  return know(id, known);
}

double Values::draw_at_instant(ValueId id, StreamKey key, Instant instant, std::uint64_t index) {
  const Segment& in_force = known_segment(id, instant);
  if (!in_force.random) return in_force.varies ? at(id, instant) : in_force.constant;
  ++draws_;
  if (!in_force.varies) return ahead_.draw(in_force.sampler, key, replication_, index);
  const double uniform = uniform53(key, replication_, index);
  const Value& value = network_.values[id];
  const Sampler sampler =
      make_sampler(network_.steps[in_force.step].law, value.low, value.high, instant);
  if (sampler.fault != LawFault::none) refuse(value, instant, std::string(describe(sampler.fault)));
  return quantile(sampler, uniform);
}

void Values::draw_periodic(ValueId id, Instant instant, std::uint64_t first,
                           std::span<double> out) {
  const Segment& in_force = segment(id, instant);
  const Value& value = network_.values[id];
  draws_ += out.size();
  if (!in_force.varies) return fill32(in_force.sampler, value.key, replication_, first, out);
  const Sampler sampler =
      make_sampler(network_.steps[in_force.step].law, value.low, value.high, instant);
  if (sampler.fault != LawFault::none) refuse(value, instant, std::string(describe(sampler.fault)));
  fill32(sampler, value.key, replication_, first, out);
}

double Values::draw_exponential(ValueId id, std::uint64_t index) {
  if (network_.deterministic) return 1.0;
  static const Sampler kStandard = prepare(LawKind::exponential, LawArguments{{1.0, 0, 0, 0}});
  ++draws_;
  return ahead_.draw(kStandard, network_.values[id].key, replication_, index);
}

bool Values::happens(ValueId id, StreamKey key, Instant instant, std::uint64_t index) {
  if (id.is_none()) return true;
  const double probability = draw(id, instant, index);
  if (network_.deterministic) return probability >= 0.5;
  if (probability <= 0.0) return false;
  if (probability >= 1.0) return true;
  ++draws_;
  return uniform53(key, replication_, index) < probability;
}

}  // namespace railhead
