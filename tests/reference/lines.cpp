// Production lines: what they could make in a period, and what their inputs let them make.
#include <algorithm>

#include "railhead/base/apportion.hpp"

#include "tests/reference/simulator.hpp"

namespace railhead::reference {
namespace {

// The pieces with those days cut out that are not worked.
std::vector<Piece> on_workdays(const std::vector<Piece>& pieces, std::uint8_t workdays,
                               Instant until) {
  std::vector<Piece> result;
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    const Instant end = i + 1 < pieces.size() ? pieces[i + 1].from : until;
    for (Instant t = pieces[i].from; t < end;) {
      const auto day = std::chrono::floor<std::chrono::days>(t);
      const unsigned monday_first = std::chrono::weekday{day}.iso_encoding() - 1;
      const bool worked = (workdays >> monday_first & 1) != 0;
      result.push_back({t, worked ? pieces[i].factor : 0.0});
      t = day + std::chrono::days{1};
    }
  }
  return result;
}

}  // namespace

void Simulator::start_lines() {
  for (const LineId id : network_.lines.ids()) {
    const Line& line = network_.lines[id];
    lines_[id].components.resize(line.consumes.size());
    lines_[id].period_start = now_;
    next_output(id);
    line_changed(id);
    schedule_failure(line.failure, 0, id.index(), [this, id](bool down) {
      lines_[id].down = down;
      line_changed(id);
    });
  }
}

void Simulator::line_changed(LineId id) {
  LineState& line = lines_[id];
  double out = 0;
  for (const auto& [disruption, fraction] : line.outages) out += fraction;
  const double up = line.down ? 0.0 : 1.0 - std::min(1.0, out);
  line.capability.push_back({now_, up});
  Dimensions of;
  of.line = id;
  note(What::up, of, up - line.up);
  line.up = up;
}

void Simulator::next_output(LineId id) {
  at(lines_[id].period_start + network_.lines[id].period, Kind::output, id.index(), nullptr);
}

// Good rounds are of the origins that were used up, by largest remainder over all postings.
ByOrigin Simulator::refurbished(LineId id, Rounds good, ByOrigin used) {
  if (good == 0) return {};
  std::vector<Rounds> claims;
  std::vector<std::int64_t> credit;
  for (const OriginId origin : network_.origins.ids()) {
    claims.push_back(used[origin]);
    credit.push_back(lines_[id].credit[origin]);
  }
  const std::vector<Rounds> most(claims.size(), good);
  std::vector<Rounds> given(claims.size());
  apportion(good, claims, most, credit, given);
  ByOrigin result;
  for (const OriginId origin : network_.origins.ids()) {
    lines_[id].credit[origin] = credit[origin.index()];
    if (given[origin.index()] > 0) result[origin] = given[origin.index()];
  }
  return result;
}

void Simulator::output(LineId id) {
  const Line& line = network_.lines[id];
  LineState& state = lines_[id];
  Dimensions of = of_pool(line.pool);
  of.line = id;
  const std::uint64_t period = state.period++;
  const Rounds wanted =
      state.output.post(values_.amount(line.output_per_day, state.period_start, now_, period,
                                       on_workdays(state.capability, line.workdays, now_)));
  const bool refurbishes = !line.refurbishes.is_none();
  const double yield = refurbishes ? values_.draw(line.yield_fraction, now_, period) : 1.0;
  std::vector<double> per_round;
  for (const Component& c : line.consumes)
    per_round.push_back(values_.draw(c.rounds, now_, period));

  // The most that the scarcest input allows.
  const auto enough_for = [&](Rounds made) {
    const auto n = static_cast<double>(made);
    if (refurbishes && round_half_up(state.input.carried + n / yield) > on_hand(line.refurbishes))
      return false;
    for (std::size_t i = 0; i < per_round.size(); ++i)
      if (round_half_up(state.components[i].carried + n * per_round[i]) >
          on_hand(line.consumes[i].pool))
        return false;
    return true;
  };
  Rounds made = wanted;
  if (!enough_for(made)) {
    Rounds too_many = made;
    made = 0;
    while (too_many - made > 1) {
      const Rounds middle = made + (too_many - made) / 2;
      (enough_for(middle) ? made : too_many) = middle;
    }
    note(What::starved_days, of, days_of(now_ - state.period_start));
  }

  const auto use_up = [&](PoolId pool, Rounds rounds) {
    const ByOrigin used = issue(pool, rounds);
    for (const auto& [origin, n] : used) {
      Dimensions input = of_pool(pool);
      input.origin = origin;
      note(What::used_up, input, n);
      left_[{input.munition, origin}] += n;
    }
    return used;
  };
  const auto n = static_cast<double>(made);
  ByOrigin output;
  if (refurbishes)
    output = refurbished(id, made, use_up(line.refurbishes, state.input.post(n / yield)));
  else
    output[line.origin] = made;
  for (std::size_t i = 0; i < per_round.size(); ++i)
    use_up(line.consumes[i].pool, state.components[i].post(n * per_round[i]));
  for (const Component& c : line.consumes) after_leaving(c.pool);
  for (const auto& [origin, rounds] : output) {
    of.origin = origin;
    note(What::produced, of, rounds);
    entered_[{of.munition, origin}] += rounds;
  }
  state.period_start = now_;
  state.capability = {{now_, state.capability.back().factor}};
  next_output(id);
  for (const auto& [origin, rounds] : output) bring(line.pool, origin, rounds);
  if (made > 0) {
    position_changed(line.pool);
    serve_arrivals(line.pool);
  }
  if (refurbishes) after_leaving(line.refurbishes);
}

}  // namespace railhead::reference
