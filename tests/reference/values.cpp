#include "tests/reference/values.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <map>

namespace railhead::reference {

Values::Values(const Network& network, std::uint64_t replication)
    : network_(network), replication_(replication), parameters_(network.parameters.size()) {
  draw_parameters();
}

void Values::draw_parameters() {
  const auto own = [&](ParameterId id) {
    return uniform53(network_.parameters[id].key, replication_, 0);
  };
  std::map<ParameterId, double> uniforms;
  for (const Correlation& c : network_.correlations)
    for (std::size_t i = 0; i < c.parameters.size(); ++i) {
      double z = 0;
      for (std::size_t j = 0; j <= i; ++j)
        z += c.cholesky[i * c.parameters.size() + j] * normal_quantile(own(c.parameters[j]));
      uniforms[c.parameters[i]] = normal_cdf(z);
    }
  const When start{network_.start, network_.start};
  for (const ParameterId id : network_.parameter_order) {
    const Parameter& p = network_.parameters[id];
    if (!p.uncertain || network_.deterministic) {
      parameters_[id] = argument(p.central, start);
    } else {
      const double u = uniforms.count(id) > 0 ? uniforms[id] : own(id);
      parameters_[id] = sample(Value{}, p.uncertainty, network_.start, u);
    }
  }
}

double Values::argument(const Argument& argument, When when) const {
  return argument.expression.is_none() ? argument.constant : expression(argument.expression, when);
}

double Values::expression(ExpressionId id, When when) const {
  std::vector<double> stack;
  const auto pop = [&] {
    const double top = stack.back();
    stack.pop_back();
    return top;
  };
  for (const Instruction& i : network_.expressions[id].code) {
    if (i.code == OpCode::constant) {
      stack.push_back(i.constant);
    } else if (i.code == OpCode::parameter) {
      stack.push_back(parameters_[ParameterId{i.operand}]);
    } else if (i.code == OpCode::profile) {
      stack.push_back(profile(ProfileId{i.operand}, when));
    } else if (i.code == OpCode::negate) {
      stack.push_back(-pop());
    } else {
      const double b = pop();
      const double a = pop();
      switch (i.code) {
        case OpCode::add: stack.push_back(a + b); break;
        case OpCode::subtract: stack.push_back(a - b); break;
        case OpCode::multiply: stack.push_back(a * b); break;
        case OpCode::divide: stack.push_back(a / b); break;
        case OpCode::power: stack.push_back(std::pow(a, b)); break;
        case OpCode::minimum: stack.push_back(std::min(a, b)); break;
        default: stack.push_back(std::max(a, b)); break;
      }
    }
  }
  return pop();
}

double Values::profile(ProfileId id, When when) const {
  const Profile& p = network_.profiles[id];
  const Duration shift = duration_of_days(argument(p.shift_days, {network_.start, network_.start}));
  return stepped(p.first_step, p.step_count, shift, when);
}

// Constants and expressions that step in time, all instants moved by `shift`.
double Values::stepped(std::uint32_t first, std::uint32_t count, Duration shift, When when) const {
  const auto from = [&](std::uint32_t i) {
    const Instant written = network_.steps[i].from;
    return written == Instant::min() ? written : written + shift;
  };
  std::uint32_t i = first + count;
  while (i > first && from(i - 1) > when.chosen) --i;
  if (i == first) return 0;
  const Step& step = network_.steps[i - 1];
  const double value = argument(step.law.a[0], when);
  if (!step.linear || i == first + count) return value;
  const double next = argument(network_.steps[i].law.a[0], when);
  return value + (next - value) * (days_of(when.at - from(i - 1)) / days_of(from(i) - from(i - 1)));
}

const LawTemplate* Values::law_in_force(ValueId id, Instant at) const {
  const Value& value = network_.values[id];
  std::uint32_t i = value.first_step + value.step_count;
  while (i > value.first_step && network_.steps[i - 1].from > at) --i;
  if (i == value.first_step) return nullptr;
  const LawTemplate& law = network_.steps[i - 1].law;
  return law.kind == LawKind::constant ? nullptr : &law;
}

// The law at u; its mean where laws stand for their means (u < 0).
double Values::sample(const Value& value, const LawTemplate& law, Instant at, double u) const {
  const When when{at, at};
  LawArguments arguments;
  for (std::size_t i = 0; i < law.a.size(); ++i) arguments.a[i] = argument(law.a[i], when);
  if (law.second_is_cv) arguments.a[1] = sd_from_cv(arguments.a[0], arguments.a[1]);
  arguments.min = std::max(argument(law.min, when), value.low);
  arguments.max = std::min(argument(law.max, when), value.high);
  LawTable table;
  if (law.table >= 0) {
    const TableTemplate& written = network_.tables[static_cast<std::size_t>(law.table)];
    std::vector<double> first, second;
    for (const Argument& a : written.first) first.push_back(argument(a, when));
    for (const Argument& a : written.second) second.push_back(argument(a, when));
    if (law.kind == LawKind::discrete) table.assign_discrete(first, second);
    if (law.kind == LawKind::empirical) table.assign_empirical(first);
    if (law.kind == LawKind::quantiles) table.assign_quantiles(first, second);
    arguments.table = &table;
  }
  const Sampler sampler = prepare(law.kind, arguments);
  ensure(sampler.fault == LawFault::none, [&] { return value.name + ": impossible law"; });
  return u < 0 ? railhead::mean(sampler) : quantile(sampler, u);
}

double Values::mean(ValueId id, Instant at) const {
  const Value& value = network_.values[id];
  if (const LawTemplate* law = law_in_force(id, at)) return sample(value, *law, at, -1);
  return stepped(value.first_step, value.step_count, Duration{}, {at, at});
}

double Values::mean_or(ValueId id, Instant at, double absent) const {
  return id.is_none() ? absent : mean(id, at);
}

double Values::draw(ValueId id, Instant at, std::uint64_t index) const {
  return draw(id, at, index, network_.values[id].key);
}

double Values::draw(ValueId id, Instant at, std::uint64_t index, StreamKey key) const {
  const LawTemplate* law = law_in_force(id, at);
  if (law == nullptr || network_.deterministic) return mean(id, at);
  return sample(network_.values[id], *law, at, uniform53(key, replication_, index));
}

bool Values::happens(double p, StreamKey key, std::uint64_t index) const {
  return network_.deterministic ? p >= 0.5 : uniform53(key, replication_, index) < p;
}

double Values::amount(ValueId id, Instant from, Instant until, std::uint64_t period,
                      const std::vector<Piece>& capability) const {
  if (const LawTemplate* law = law_in_force(id, from)) {
    const Value& value = network_.values[id];
    const double u = network_.deterministic ? -1.0 : uniform32(value.key, replication_, period);
    return sample(value, *law, from, u) * integral_of(capability, from, until);
  }
  double sum = 0;
  for (std::size_t i = 0; i < capability.size(); ++i) {
    const Instant a = std::max(from, capability[i].from);
    const Instant b = i + 1 < capability.size() ? std::min(until, capability[i + 1].from) : until;
    if (a < b) sum += capability[i].factor * integral(id, a, b);
  }
  return sum;
}

namespace {

// Boole's rule: exact up to polynomials of degree five. It looks at both ends, where a kink may
// hide.
double boole(const std::function<double(Instant)>& at, Instant a, Instant b) {
  const Instant from = a + (b - a) % 4;  // quarters are whole ticks
  const auto quarter = [&](int i) { return at(from + (b - from) * i / 4); };
  return days_of(from - a) * quarter(0) + days_of(b - from) *
                                              (7 * quarter(0) + 32 * quarter(1) + 12 * quarter(2) +
                                               32 * quarter(3) + 7 * quarter(4)) /
                                              90;
}

// Halved until halves and quarters agree with the whole to `close`: by halves alone, a kink at an
// unlucky place would pass.
double settled(const std::function<double(Instant)>& at, Instant a, Instant b, double close) {
  const auto parts = [&](int n) {
    double sum = 0;
    for (int i = 0; i < n; ++i) sum += boole(at, a + (b - a) * i / n, a + (b - a) * (i + 1) / n);
    return sum;
  };
  const double whole = parts(1);
  const double halves = parts(2);
  const double quarters = parts(4);
  const bool agree = std::abs(halves - whole) <= close && std::abs(quarters - halves) <= close;
  if (agree || b - a < Duration{8}) return quarters;
  const Instant middle = a + (b - a) / 2;
  return settled(at, a, middle, close) + settled(at, middle, b, close);
}

}  // namespace

// The stretches without a step inside, none longer than a day where the field runs smoothly.
std::vector<Instant> Values::stretches(ValueId id, Instant from, Instant until) const {
  std::vector<Instant> points = breakpoints(id, from, until);
  points.insert(points.begin(), from);
  points.push_back(until);
  std::vector<Instant> result;
  for (std::size_t i = 0; i + 1 < points.size(); ++i)
    for (Instant t = points[i]; t < points[i + 1]; t += kDay) {
      result.push_back(t);
      if (!network_.values[id].varies) break;
    }
  result.push_back(until);
  return result;
}

double Values::integral(ValueId id, Instant from, Instant until) const {
  const std::vector<Instant> points = stretches(id, from, until);
  const Value& value = network_.values[id];
  double sum = 0;
  for (std::size_t i = 0; i + 1 < points.size(); ++i) {
    const Instant a = points[i];
    const Instant b = points[i + 1];
    if (law_in_force(id, a) != nullptr) continue;  // a law is drawn from the period's start only
    const auto at = [&](Instant t) {
      return stepped(value.first_step, value.step_count, Duration{}, {t, a});
    };
    if (value.varies)
      sum += settled(at, a, b, 1e-14 * std::max(1e-3, std::abs(boole(at, a, b))));
    else
      sum += at(a) * days_of(b - a);
  }
  return sum;
}

Instant Values::next_change(ValueId id, Instant now, Instant until) const {
  const auto rounded = [&](Instant t) { return round_half_up(mean(id, t)); };
  const std::vector<Instant> points = stretches(id, now, until);
  for (std::size_t i = 0; i + 1 < points.size(); ++i) {
    if (rounded(points[i]) != rounded(now)) return points[i];
    Instant unchanged = points[i];
    Instant changed = points[i + 1] - Duration{1};
    if (rounded(changed) == rounded(now)) continue;
    while (changed - unchanged > Duration{1}) {
      const Instant middle = unchanged + (changed - unchanged) / 2;
      (rounded(middle) == rounded(now) ? unchanged : changed) = middle;
    }
    return changed;
  }
  return until;
}

std::optional<Instant> Values::arrival(ValueId id, Instant from, Instant until,
                                       std::uint64_t k) const {
  const Value& value = network_.values[id];
  LawArguments standard;
  standard.a[0] = 1;
  const Sampler exponential = prepare(LawKind::exponential, standard);
  double target =
      network_.deterministic ? 1.0 : quantile(exponential, uniform53(value.key, replication_, k));
  const double close = 1e-12 * target;  // what falls short by rounding errors counts as reached
  const std::vector<Instant> points = stretches(id, from, until);
  for (std::size_t i = 0; i + 1 < points.size(); ++i) {
    const Instant a = points[i];
    const double gain = integral(id, a, points[i + 1]);
    const double enough = target - close;
    if (gain < enough) {
      target -= gain;
      continue;
    }
    Instant at = points[i + 1];
    if (!value.varies) {
      at = a + duration_of_days(target / mean(id, a));
    } else {  // the last tick at which the target is not yet reached, by bisection
      Instant low = a;
      while (at - low > Duration{1}) {
        const Instant middle = low + (at - low) / 2;
        (integral(id, a, middle) < enough ? low : at) = middle;
      }
    }
    if (at < until) return at;
    return std::nullopt;
  }
  return std::nullopt;
}

void Values::add_breakpoints(ExpressionId id, std::vector<Instant>& points) const {
  if (id.is_none()) return;
  for (const ProfileId used : network_.expressions[id].profiles) {
    const Profile& p = network_.profiles[used];
    const Duration shift =
        duration_of_days(argument(p.shift_days, {network_.start, network_.start}));
    for (std::uint32_t i = p.first_step; i < p.first_step + p.step_count; ++i) {
      const Step& step = network_.steps[i];
      if (step.from != Instant::min()) points.push_back(step.from + shift);
      add_breakpoints(step.law.a[0].expression, points);
    }
  }
}

std::vector<Instant> Values::breakpoints(ValueId id, Instant from, Instant until) const {
  const Value& value = network_.values[id];
  std::vector<Instant> points;
  for (std::uint32_t i = value.first_step; i < value.first_step + value.step_count; ++i) {
    points.push_back(network_.steps[i].from);
    add_breakpoints(network_.steps[i].law.a[0].expression, points);
  }
  std::sort(points.begin(), points.end());
  points.erase(std::unique(points.begin(), points.end()), points.end());
  std::erase_if(points, [&](Instant p) { return p <= from || p >= until; });
  return points;
}

double integral_of(const std::vector<Piece>& pieces, Instant from, Instant until) {
  double sum = 0;
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    const Instant a = std::max(from, pieces[i].from);
    const Instant b = i + 1 < pieces.size() ? std::min(until, pieces[i + 1].from) : until;
    if (a < b) sum += pieces[i].factor * days_of(b - a);
  }
  return sum;
}

}  // namespace railhead::reference
