// What expressions, profiles and values depend on, known once everything is bound.
#include <algorithm>

#include <fmt/format.h>

#include "compilation.hpp"

namespace railhead {
namespace {

// Evaluating a field may take at most so many instructions, profiles counted as often as they are
// read: profiles that read one another twice each would grow beyond all bounds.
constexpr std::uint64_t kMaximumCost = 100'000;

class Flags {
 public:
  explicit Flags(Compilation& c)
      : c_(c),
        network_(c.network),
        state_(network_.profiles.size()),
        cost_(network_.profiles.size()) {}

  void run() {
    for (const ProfileId id : network_.profiles.ids()) visit(id);
    if (refused_) return;
    for (Expression& expression : network_.expressions) derive(expression);
    for (Value& value : network_.values) {
      for (std::uint32_t s = 0; s < value.step_count; ++s) {
        derive(value, network_.steps[value.first_step + s]);
      }
    }
  }

 private:
  enum class State : std::uint8_t { unseen, open, done };
  static constexpr std::size_t kMostTold = 20;  // cycles

  template <class Visit>
  void each_argument(const LawTemplate& law, Visit&& visit_argument) const {
    for (const Argument& argument : law.a) visit_argument(argument);
    visit_argument(law.min);
    visit_argument(law.max);
    if (law.table < 0) return;
    const TableTemplate& table = network_.tables[static_cast<std::size_t>(law.table)];
    for (const Argument& argument : table.first) visit_argument(argument);
    for (const Argument& argument : table.second) visit_argument(argument);
  }

  // Depth-first over the profiles that a profile reads.
  void visit(ProfileId id) {
    if (state_[id.index()] == State::done || refused_) return;
    if (state_[id.index()] == State::open) return refuse_cycle(id);
    if (chain_.size() > kMaximumExpressionDepth) {
      return refuse(id, "profiles read one another in a chain that is too long");
    }
    state_[id.index()] = State::open;
    chain_.push_back(id);
    Profile& profile = network_.profiles[id];
    for (std::uint32_t s = 0; s < profile.step_count; ++s) {
      const Step& step = network_.steps[profile.first_step + s];
      profile.linear = profile.linear || step.linear;
      read(id, step.law.a[0]);
    }
    read(id, profile.shift_days);
    if (cost_[id.index()] > kMaximumCost) refuse_cost(id);
    chain_.pop_back();
    state_[id.index()] = State::done;
  }

  void read(ProfileId reader, const Argument& argument) {
    if (argument.expression.is_none()) return;
    Profile& profile = network_.profiles[reader];
    std::uint64_t cost = 0;
    for (const Instruction& instruction : network_.expressions[argument.expression].code) {
      ++cost;
      if (instruction.code == OpCode::parameter) profile.per_replication = true;
      if (instruction.code != OpCode::profile) continue;
      const ProfileId other{instruction.operand};
      visit(other);
      cost += cost_[other.index()];
      profile.linear = profile.linear || network_.profiles[other].linear;
      profile.per_replication = profile.per_replication || network_.profiles[other].per_replication;
    }
    // Two steps are evaluated where one runs straight to the next.
    cost_[reader.index()] = std::max(cost_[reader.index()], 2 * cost);
  }

  void derive(Expression& expression) {
    std::uint64_t cost = 0;
    for (const Instruction& instruction : expression.code) {
      ++cost;
      if (instruction.code == OpCode::parameter) expression.uses_parameters = true;
      if (instruction.code != OpCode::profile) continue;
      const ProfileId id{instruction.operand};
      cost += cost_[id.index()];
      expression.uses_parameters =
          expression.uses_parameters || network_.profiles[id].per_replication;
      expression.profiles.push_back(id);
    }
    std::sort(expression.profiles.begin(), expression.profiles.end());
    expression.profiles.erase(std::unique(expression.profiles.begin(), expression.profiles.end()),
                              expression.profiles.end());
    if (cost > kMaximumCost && !expression.profiles.empty()) {
      refuse_cost(expression.profiles.front());
    }
  }

  void derive(Value& value, const Step& step) const {
    if (step.law.kind != LawKind::constant) value.random = true;
    if (step.linear) value.varies = true;
    each_argument(step.law, [&](const Argument& argument) {
      if (argument.expression.is_none()) return;
      const Expression& expression = network_.expressions[argument.expression];
      if (expression.uses_parameters) value.per_replication = true;
      for (const ProfileId id : expression.profiles) {
        if (network_.profiles[id].linear) value.varies = true;
      }
    });
  }

  void refuse_cycle(ProfileId id) {
    std::string text = "cycle among profiles: ";
    for (auto at = std::find(chain_.begin(), chain_.end(), id); at != chain_.end(); ++at) {
      text += fmt::format("\"{}\" reads ", network_.profiles[*at].id);
    }
    refuse(id, text + '"' + network_.profiles[id].id + '"');
  }

  void refuse_cost(ProfileId id) {
    if (refused_ == 0) refuse(id, "profiles read one another too often");
  }

  void refuse(ProfileId id, std::string message) {
    if (++refused_ > kMostTold) return;
    const Node* profiles = find(c_.scenario.document, "profile");
    c_.faults.add(find_member(*profiles, network_.profiles[id].id)->key_position,
                  std::move(message));
  }

  Compilation& c_;
  Network& network_;
  std::vector<State> state_;
  std::vector<std::uint64_t> cost_;
  std::vector<ProfileId> chain_;
  std::size_t refused_ = 0;
};

// The engine keeps a stretch of time for each step of each profile in every field that reads one.
constexpr std::uint64_t kMaximumStretches = 20'000'000;

void check_size(Compilation& c) {
  std::uint64_t profile_steps = 0;
  for (const Profile& profile : c.network.profiles) profile_steps += profile.step_count;
  std::uint64_t readers = 0;
  for (const Value& value : c.network.values) {
    for (std::uint32_t s = 0; s < value.step_count; ++s) {
      const Argument& argument = c.network.steps[value.first_step + s].law.a[0];
      if (argument.expression.is_none()) continue;
      if (c.network.expressions[argument.expression].profiles.empty()) continue;
      ++readers;
      break;
    }
  }
  if (readers * profile_steps > kMaximumStretches) {
    c.faults.add(
        c.scenario.document.position,
        fmt::format("{} fields read profiles that have {} steps in all; that is too many to "
                    "hold",
                    readers, profile_steps));
  }
}

}  // namespace

void derive_flags(Compilation& c) {
  Flags{c}.run();
  check_size(c);
}

}  // namespace railhead
