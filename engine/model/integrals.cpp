// Values over stretches of time: integrals, arrivals of Poisson processes, whole units.
#include <algorithm>
#include <array>
#include <cmath>

#include "bounds.hpp"
#include "values.hpp"

namespace railhead {

// Simpson's rule: exact where the value is a polynomial of degree three at
// most, so for products of up to three straight lines.
double Values::simpson(ValueId id, const Segment& segment, Instant a, Instant b) const {
  const Value& value = network_.values[id];
  const auto inside = [&](Instant at) {
    const double found =
        evaluate_step(segment.step, value.first_step + value.step_count, {at, a}, Duration{0});
    check_range(value, found, at);
    return found;
  };
  // The middle must be a whole tick: an odd one at the beginning counts by itself.
  const Instant even = a + (b - a) % 2;
  const double first = inside(even);
  const double middle = inside(even + (b - even) / 2);
  const double last = inside(b);
  return first * days_of(even - a) + (first + 4.0 * middle + last) / 6.0 * days_of(b - even);
}

// Adaptive Simpson's rule (Lyness 1969): a piece is halved until its halves
// agree with it. No piece is longer than a day, so that no kink is missed that
// lasts.
double Values::curved_integral(ValueId id, const Segment& segment, Instant a, Instant b) {
  constexpr double kAgreement = 1e-13;
  constexpr std::size_t kDeepest = 40;
  struct Piece {
    Instant from, until;
    double integral = 0.0;
  };
  std::array<Piece, kDeepest + 1> pieces;
  double sum = 0.0;
  for (Instant day = a; day < b; day += kDay) {
    std::size_t open = 1;
    pieces[0] = {day, std::min(b, day + kDay), 0.0};
    pieces[0].integral = simpson(id, segment, pieces[0].from, pieces[0].until);
    double scale = std::fabs(pieces[0].integral);
    while (open > 0) {
      // A piece costs as much as a costly event.
      if (++pieces_ > network_.max_events) [[unlikely]]
        refuse_events(network_, "a sum over time of " + network_.values[id].name);
      const Piece piece = pieces[--open];
      const Instant middle = piece.from + (piece.until - piece.from) / 2;
      if (middle - piece.from < Duration{2}) {
        sum += piece.integral;
        continue;
      }
      const Piece left{piece.from, middle, simpson(id, segment, piece.from, middle)};
      const Piece right{middle, piece.until, simpson(id, segment, middle, piece.until)};
      const double halves = left.integral + right.integral;
      scale = std::max(scale, std::fabs(halves));
      if (std::fabs(halves - piece.integral) <= kAgreement * scale || open + 2 > pieces.size()) {
        sum += halves + (halves - piece.integral) / 15.0;
        continue;
      }
      pieces[open++] = right;
      pieces[open++] = left;
    }
  }
  return sum;
}

double Values::integral(ValueId id, Instant a, Instant b) {
  double sum = 0.0;
  for (Instant from = a; from < b;) {
    const Segment& in_force = segment(id, from);
    const Instant until = std::min(b, segment_end(id));
    if (in_force.law) {
      from = until;
      continue;
    }
    if (in_force.curved)
      sum += curved_integral(id, in_force, from, until);
    else if (in_force.varies)
      sum += simpson(id, in_force, from, until);
    else
      sum += at(id, from) * days_of(until - from);
    from = until;
  }
  return sum;
}

namespace {

// The first tick in (low, high] at which something is reached that stays so: at `high`, if not
// before. Looks around low + guess first, in strides that double, then halves what is left.
template <class Reached>
Instant first_reached(Instant low, Instant high, Duration guess, Reached reached) {
  if (guess > Duration{0} && guess < high - low) {
    const Instant about = low + guess;
    Duration stride = std::max(Duration{1}, guess / 256);
    const bool beyond = reached(about);
    (beyond ? high : low) = about;
    for (; high - low > stride; stride *= 2) {
      const Instant next = beyond ? high - stride : low + stride;
      const bool there = reached(next);
      (there ? high : low) = next;
      if (there != beyond) break;
    }
  }
  while (high - low > Duration{1}) {
    const Instant middle = low + (high - low) / 2;
    (reached(middle) ? high : low) = middle;
  }
  return high;
}

}  // namespace

Instant Values::next_arrival(ValueId rate, Instant from, std::uint64_t index, Instant horizon) {
  // What falls short by rounding errors of the sum counts as reached.
  double hazard = draw_exponential(rate, index);
  const double close = 1e-12 * hazard;
  while (from < horizon) {
    const Segment& in_force = segment(rate, from);
    const bool varies = in_force.varies;
    const bool curved = in_force.curved;
    Instant until = std::min(horizon, segment_end(rate));
    if (curved) until = std::min(until, from + kDay);
    const double whole = integral(rate, from, until);
    if (whole < hazard - close) {
      hazard -= whole;
      from = until;
      continue;
    }
    if (!varies) return from + duration_of_days(hazard / at(rate, from));
    const Duration guess = duration_of_days(hazard / std::max(at(rate, from), 1e-12));
    return first_reached(from, until, guess, [&](Instant instant) {
      return integral(rate, from, instant) >= hazard - close;
    });
  }
  return Instant::max();
}

Rounds Values::greatest(ValueId id, Instant from, Instant until) {
  Rounds most = 0;
  for (Instant now = from; now < Instant::max();) {
    most = std::max(most, round_half_up(at(id, now)));
    const bool looks = segment(id, now).varies && now < until;
    const Instant end = segment_end(id);
    if (looks) most = std::max(most, round_half_up(at(id, std::min(until, end) - Duration{1})));
    now = looks ? std::min(end, now + kDay) : end;
  }
  return most;
}

Instant Values::next_change(ValueId id, Instant now, Instant until) {
  const bool varies = segment(id, now).varies;
  const Instant end = segment_end(id);
  if (!varies) return end < until ? end : Instant::max();
  const Rounds have = round_half_up(at(id, now));
  const Instant last = std::min(until, end) - Duration{1};
  for (Instant from = now; from < last;) {
    Instant low = from;
    Instant high = std::min(last, from + kDay);
    from = high;
    if (round_half_up(at(id, high)) == have) continue;
    while (high - low > Duration{1}) {
      const Instant middle = low + (high - low) / 2;
      (round_half_up(at(id, middle)) == have ? low : high) = middle;
    }
    return high;
  }
  return end < until ? end : Instant::max();
}

}  // namespace railhead
