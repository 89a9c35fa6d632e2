// Parameters, correlations and profiles.
#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "railhead/random/law.hpp"

#include "compilation.hpp"

namespace railhead {
namespace {

// The mean of a law whose arguments are constants: the central value where none is given.
std::optional<double> mean_of(const Network& network, const LawTemplate& law) {
  LawArguments arguments;
  for (std::size_t i = 0; i < 4; ++i) {
    if (!law.a[i].expression.is_none()) return std::nullopt;
    arguments.a[i] = law.a[i].constant;
  }
  if (!law.min.expression.is_none() || !law.max.expression.is_none()) return std::nullopt;
  LawTable table;
  if (law.table >= 0) {
    const TableTemplate& lists = network.tables[static_cast<std::size_t>(law.table)];
    if (!all_constant(lists) || fill(table, lists) != TableFault::none) return std::nullopt;
    arguments.table = &table;
  }
  if (law.second_is_cv) arguments.a[1] = sd_from_cv(arguments.a[0], arguments.a[1]);
  arguments.min = law.min.constant;
  arguments.max = law.max.constant;
  return mean(prepare(law.kind, arguments));
}

void read_central(Compilation& c, Reader& reader, Parameter& parameter) {
  const Node* value = reader.node("value");
  if (value != nullptr) {
    ValueRequest request = reader.request(*entity_kind("parameter")->field("value"));
    const Node* inner = find(*value, "value");  // { value = …, cite = […] }
    if (const auto central = c.binder.argument(inner == nullptr ? *value : *inner, request)) {
      parameter.central = *central;
    }
    if (parameter.uncertain && !parameter.central.expression.is_none()) {
      reader.fault("uncertainty", "a value that is an expression takes no uncertainty of its own");
    }
    return;
  }
  const auto central =
      parameter.uncertain ? mean_of(c.network, parameter.uncertainty) : std::nullopt;
  if (central) {
    parameter.central.constant = *central;
  } else if (!parameter.uncertain && reader.has("uncertainty")) {
    return;  // its fault is told
  } else {
    reader.fault_at(reader.position(), "value is missing (central value, or an expression)");
  }
}

// Depth-first order of parameters, each after those it reads.
class ParameterOrder {
 public:
  explicit ParameterOrder(Compilation& c) : c_(c), state_(c.network.parameters.size()) {}

  void run() {
    for (const ParameterId id : c_.network.parameters.ids()) visit(id);
  }

 private:
  enum class State : std::uint8_t { unseen, open, done };
  static constexpr std::size_t kMaximumChain = 1000;
  static constexpr std::size_t kMostTold = 20;  // cycles

  void visit(ParameterId id) {
    State& state = state_[id.index()];
    if (state == State::done) return;
    if (state == State::open || chain_.size() > kMaximumChain) return refuse(id, state);
    state = State::open;
    chain_.push_back(id);
    const Parameter& parameter = c_.network.parameters[id];
    read(parameter.central);
    if (parameter.uncertain) read_law(parameter.uncertainty);
    chain_.pop_back();
    state_[id.index()] = State::done;
    c_.network.parameter_order.push_back(id);
  }

  void read_law(const LawTemplate& law) {
    for (const Argument& argument : law.a) read(argument);
    read(law.min);
    read(law.max);
    if (law.table < 0) return;
    const TableTemplate& table = c_.network.tables[static_cast<std::size_t>(law.table)];
    for (const Argument& argument : table.first) read(argument);
    for (const Argument& argument : table.second) read(argument);
  }

  void read(const Argument& argument) {
    if (argument.expression.is_none()) return;
    for (const Instruction& instruction : c_.network.expressions[argument.expression].code) {
      if (instruction.code == OpCode::parameter) visit(ParameterId{instruction.operand});
    }
  }

  void refuse(ParameterId id, State state) {
    if (++refused_ > kMostTold) return;
    const auto name = [&](ParameterId p) { return c_.network.parameters[p].id; };
    std::string text;
    if (state == State::open) {
      for (auto at = std::find(chain_.begin(), chain_.end(), id); at != chain_.end(); ++at) {
        text += fmt::format("\"{}\" reads ", name(*at));
      }
      text = fmt::format("cycle among parameters: {}\"{}\"", text, name(id));
    } else {
      text = fmt::format("more than {} parameters read one another in a chain", kMaximumChain);
    }
    const Member* parameter = find_member(*find(c_.scenario.document, "parameter"), name(id));
    const Node* value = find(parameter->node, "value");
    const bool reads = value != nullptr && value->as<std::string>() != nullptr;
    c_.faults.add(reads ? value->position : parameter->key_position, text);
  }

  Compilation& c_;
  std::vector<State> state_;
  std::vector<ParameterId> chain_;
  std::size_t refused_ = 0;
};

constexpr std::size_t kMaximumCorrelated = 256;

// The matrix as given; empty on a fault.
std::vector<double> read_matrix(Reader& reader, std::size_t n) {
  const Node& rho = *reader.node("rho");
  std::vector<double> matrix(n * n, 1.0);
  const auto good = [&](const Node& node) {
    if (node.is_number() && node.number() >= -1.0 && node.number() <= 1.0) return true;
    reader.fault_at(node.position,
                    "rho must be a number between -1 and 1, or a full matrix of them");
    return false;
  };
  const auto* rows = rho.as<NodeArray>();
  if (rows == nullptr) {
    if (!good(rho)) return {};
    for (std::size_t i = 0; i < n * n; ++i) matrix[i] = i / n == i % n ? 1.0 : rho.number();
    return matrix;
  }
  const auto size_fault = [&] {
    reader.fault("rho",
                 fmt::format("rho must have {} rows of {} numbers, one for each parameter", n, n));
    return std::vector<double>{};
  };
  if (rows->size() != n) return size_fault();
  for (std::size_t i = 0; i < n; ++i) {
    const auto* row = (*rows)[i].as<NodeArray>();
    if (row == nullptr || row->size() != n) return size_fault();
    for (std::size_t j = 0; j < n; ++j) {
      if (!good((*row)[j])) return {};
      matrix[i * n + j] = (*row)[j].number();
    }
  }
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = 0; j <= i; ++j) {
      if (matrix[i * n + j] == matrix[j * n + i] && (i != j || matrix[i * n + i] == 1.0)) continue;
      reader.fault("rho", "rho must be symmetric with ones on the diagonal");
      return {};
    }
  }
  return matrix;
}

// Lower triangle L with L L' = matrix; false where there is none. Parameters may go together
// entirely (rho = 1): what the ones before leave open of the next is then nothing.
bool factorise(std::vector<double>& matrix, std::size_t n) {
  constexpr double kNothing = 1e-12;
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = 0; j <= i; ++j) {
      double sum = matrix[i * n + j];
      for (std::size_t k = 0; k < j; ++k) sum -= matrix[i * n + k] * matrix[j * n + k];
      const double pivot = matrix[j * n + j];
      if (i == j) {
        if (sum < -kNothing) return false;
        matrix[i * n + i] = sum > kNothing ? std::sqrt(sum) : 0.0;
      } else if (pivot > 0.0) {
        matrix[i * n + j] = sum / pivot;
      } else {
        if (std::abs(sum) > std::sqrt(kNothing)) return false;
        matrix[i * n + j] = 0.0;
      }
    }
    for (std::size_t j = i + 1; j < n; ++j) matrix[i * n + j] = 0.0;
  }
  return true;
}

// A parameter pinned by an override stays in its correlation, so that the draws of the others stay
// as they are; any other without uncertainty is a mistake.
bool may_correlate(const Compilation& c, std::uint32_t parameter) {
  if (c.network.parameters[ParameterId{parameter}].uncertain) return true;
  const Node& entities = *find(c.scenario.document, "parameter");
  const Member* value = find_member((*entities.as<NodeTable>())[parameter].node, "value");
  return value == nullptr || c.scenario.sources[value->key_position.source]->command_line;
}

}  // namespace

void compile_parameters(Compilation& c) {
  const TableForm& form = *entity_kind("parameter");
  c.for_each("parameter", [&](Reader& reader, std::uint32_t index) {
    Parameter parameter;
    parameter.id = std::string(c.names.ids("parameter")[index]);
    parameter.unit = reader.text("unit");
    const Node* given = reader.node(reader.has("uncertainty") ? "uncertainty" : "value");
    parameter.place =
        place_text(c.scenario.sources, given == nullptr ? reader.position() : given->position);
    parameter.key = c.binder.stream(reader.stream() + ".uncertainty", reader.position());
    if (const Node* uncertainty = reader.node("uncertainty")) {
      ValueRequest request = reader.request(*form.field("uncertainty"));
      if (const auto law = c.binder.law(*uncertainty, request)) {
        parameter.uncertainty = *law;
        parameter.uncertain = true;
      }
    }
    read_central(c, reader, parameter);
    c.network.parameters.push_back(std::move(parameter));
  });
  ParameterOrder{c}.run();
}

void compile_correlations(Compilation& c) {
  std::vector<std::uint8_t> used(c.network.parameters.size());
  c.for_each("correlation", [&](Reader& reader, std::uint32_t) {
    const auto parameters = reader.references("parameters");
    const Node* list = reader.node("parameters");
    if (list == nullptr || list->as<NodeArray>() == nullptr || !reader.has("rho")) return;
    if (parameters.size() != list->as<NodeArray>()->size()) return;  // told
    const std::size_t n = parameters.size();
    if (n < 2 || n > kMaximumCorrelated) {
      return reader.fault(
          "parameters", fmt::format("a correlation takes 2 to {} parameters", kMaximumCorrelated));
    }
    Correlation correlation;
    for (const std::uint32_t parameter : parameters) {
      const std::string& id = c.network.parameters[ParameterId{parameter}].id;
      if (used[parameter]++ != 0) {
        return reader.fault("parameters",
                            fmt::format("parameter \"{}\" is in two correlations", id));
      }
      if (!may_correlate(c, parameter)) {
        return reader.fault("parameters", fmt::format("parameter \"{}\" has no uncertainty", id));
      }
      correlation.parameters.emplace_back(parameter);
    }
    correlation.cholesky = read_matrix(reader, n);
    if (correlation.cholesky.empty()) return;
    if (!factorise(correlation.cholesky, n)) {
      return reader.fault(
          "rho",
          "the correlations contradict one another: the matrix is not positive semidefinite");
    }
    c.network.correlations.push_back(std::move(correlation));
  });
}

void compile_profiles(Compilation& c) {
  const TableForm& form = *entity_kind("profile");
  c.for_each("profile", [&](Reader& reader, std::uint32_t index) {
    Profile profile;
    profile.id = std::string(c.names.ids("profile")[index]);
    if (c.names.find("parameter", profile.id)) {
      reader.fault_at(reader.position(), "there is a parameter of the same name");
    }
    profile.first_step = static_cast<std::uint32_t>(c.network.steps.size());
    ValueRequest request = reader.request(*form.field("steps"));
    request.profiles = request.steps = true;
    if (const Node* steps = reader.node("steps")) {
      if (steps->as<NodeArray>() == nullptr) {
        reader.fault_at(
            steps->position,
            fmt::format("steps must be a list of {{ from = date, value = … }}, found {}",
                        kind_text(*steps)));
      } else {
        c.binder.steps(*steps, request);
      }
    }
    profile.step_count = static_cast<std::uint32_t>(c.network.steps.size()) - profile.first_step;
    if (const Node* shift = reader.node("shift_days")) {
      ValueRequest days = reader.request(*form.field("shift_days"));
      if (const auto argument = c.binder.argument(*shift, days)) profile.shift_days = *argument;
    }
    c.network.profiles.push_back(std::move(profile));
  });
}

}  // namespace railhead
