#include "value_binder.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include <fmt/format.h>

#include "railhead/base/error.hpp"
#include "railhead/base/suggest.hpp"
#include "railhead/random/law.hpp"
#include "railhead/random/stream.hpp"

#include "expression_parser.hpp"

namespace railhead {

std::string range_text(const Range& range) {
  const bool low = std::isfinite(range.low);
  const bool high = std::isfinite(range.high);
  if (low && high && range.above_low) {
    return fmt::format("must be greater than {} and at most {}", range.low, range.high);
  }
  if (low && high) return fmt::format("must be between {} and {}", range.low, range.high);
  if (high) return fmt::format("must be at most {}", range.high);
  return fmt::format("must be {} {}", range.above_low ? "greater than" : "at least", range.low);
}

bool ValueBinder::in_range(double constant, Position position, const ValueRequest& request) {
  if (!std::isfinite(constant)) {
    faults_.add(position, fmt::format("{} must be a finite number", request.subject));
    return false;
  }
  const Range& range = request.range;
  if (constant < range.low || constant > range.high || (range.above_low && constant == range.low)) {
    faults_.add(position,
                fmt::format("{} {}, found {}", request.subject, range_text(range), constant));
    return false;
  }
  return true;
}

StreamKey ValueBinder::stream(const std::string& name, Position position) {
  const StreamKey key = stream_key(network_.seed, name);
  const auto [at, fresh] = streams_.emplace(key.value, name);
  if (!fresh && at->second != name) {
    faults_.add(position,
                fmt::format("the random streams \"{}\" and \"{}\" coincide under seed {}; "
                            "take another seed or rename one of the entities",
                            at->second, name, network_.seed));
  }
  return key;
}

ValueId ValueBinder::constant(double value, std::string stream) {
  Step step;
  step.law.a[0].constant = value;
  Value made;
  made.first_step = static_cast<std::uint32_t>(network_.steps.size());
  made.step_count = 1;
  made.name = std::move(stream);
  network_.steps.push_back(step);
  return network_.values.push_back(std::move(made));
}

ValueId ValueBinder::value(const Node& node, const ValueRequest& request) {
  Value made;
  made.low = request.range.low;
  made.high = request.range.high;
  made.needs_step = request.from_start;
  made.name = request.stream;
  made.place = place_text(faults_.sources(), node.position);
  made.first_step = static_cast<std::uint32_t>(network_.steps.size());
  if (node.as<NodeArray>() != nullptr) {
    if (!request.steps) {
      faults_.add(node.position,
                  fmt::format("{} is used once per replication and takes no steps in time",
                              request.subject));
      return {};
    }
    if (!steps(node, request)) return {};
  } else {
    auto law = plain_or_law(node, request);
    if (!law) return {};
    network_.steps.push_back({Instant::min(), *law, false});
  }
  made.step_count = static_cast<std::uint32_t>(network_.steps.size()) - made.first_step;
  made.key = stream(request.stream, node.position);
  return network_.values.push_back(std::move(made));
}

bool ValueBinder::steps(const Node& list, const ValueRequest& request) {
  const NodeArray& entries = *list.as<NodeArray>();
  if (entries.empty()) {
    faults_.add(list.position, fmt::format("{} has no steps", request.subject));
    return false;
  }
  // Laws in steps may add no steps of their own, so that these stay together.
  std::vector<Step> made;
  bool good = true;
  for (const Node& entry : entries) {
    Step next;
    if (!step(entry, request, next)) {
      good = false;
      continue;
    }
    if (!made.empty() && next.from <= made.back().from) {
      faults_.add(
          entry.position,
          fmt::format("{}: steps must be in order of time; {} does not come after {}",
                      request.subject, to_iso_date(next.from), to_iso_date(made.back().from)));
      good = false;
    }
    made.push_back(next);
  }
  if (good && request.from_start && made.front().from > network_.start) {
    faults_.add(
        entries.front().position,
        fmt::format("{} has no value before {}, but the scenario starts on {}", request.subject,
                    to_iso_date(made.front().from), to_iso_date(network_.start)));
    good = false;
  }
  if (good) network_.steps.insert(network_.steps.end(), made.begin(), made.end());
  return good;
}

bool ValueBinder::step(const Node& entry, const ValueRequest& request, Step& step) {
  if (entry.as<NodeTable>() == nullptr) {
    faults_.add(entry.position,
                fmt::format("{}: a step is a table {{ from = date, value = … }}, found {}",
                            request.subject, kind_text(entry)));
    return false;
  }
  constexpr std::string_view kKeys[] = {"from", "value", "interpolate", "cite", "note"};
  bool good = true;
  for (const Member& member : *entry.as<NodeTable>()) {
    if (std::find(std::begin(kKeys), std::end(kKeys), member.key) != std::end(kKeys)) continue;
    faults_.add(member.key_position, fmt::format("{}: a step has no key \"{}\"{}", request.subject,
                                                 member.key, did_you_mean(member.key, kKeys)));
    good = false;
  }
  const Node* from = find(entry, "from");
  if (from == nullptr || from->as<Moment>() == nullptr) {
    faults_.add(from == nullptr ? entry.position : from->position,
                fmt::format("{}: a step needs from, a date", request.subject));
    good = false;
  } else {
    step.from = from->as<Moment>()->at;
  }
  if (const Node* interpolate = find(entry, "interpolate")) {
    const auto* word = interpolate->as<std::string>();
    step.linear = word != nullptr && *word == "linear";
    if (!step.linear) {
      faults_.add(interpolate->position,
                  fmt::format("{}: interpolate can only be \"linear\"", request.subject));
      good = false;
    }
  }
  const Node* value = find(entry, "value");
  if (value == nullptr) {
    faults_.add(entry.position, fmt::format("{}: a step needs a value", request.subject));
    return false;
  }
  auto law = plain_or_law(*value, request);
  if (!law) return false;
  step.law = *law;
  if (step.linear && law->kind != LawKind::constant) {
    faults_.add(
        value->position,
        fmt::format("{}: only constants and expressions can be interpolated", request.subject));
    good = false;
  }
  return good;
}

std::optional<LawTemplate> ValueBinder::plain_or_law(const Node& node,
                                                     const ValueRequest& request) {
  if (node.as<NodeTable>() == nullptr) {
    const auto plain = argument(node, request);
    if (!plain) return std::nullopt;
    if (plain->expression.is_none() && !in_range(plain->constant, node.position, request)) {
      return std::nullopt;
    }
    LawTemplate law;
    law.a[0] = *plain;
    return law;
  }
  // { value = …, cite = […] }: a plain value that says where it comes from.
  if (const Node* value = find(node, "value"); value != nullptr && find(node, "dist") == nullptr) {
    constexpr std::string_view kKeys[] = {"value", "cite", "note"};
    for (const Member& member : *node.as<NodeTable>()) {
      if (std::find(std::begin(kKeys), std::end(kKeys), member.key) != std::end(kKeys)) continue;
      faults_.add(member.key_position,
                  fmt::format("{}: beside value there may be cite and note, not \"{}\"",
                              request.subject, member.key));
    }
    if (value->as<NodeTable>() == nullptr) return plain_or_law(*value, request);
  }
  if (!request.laws) {
    const std::string_view why = request.steps ? "is not drawn and takes no law"
                                               : "is used once per replication and takes no law";
    faults_.add(node.position, fmt::format("{} {}; make it a parameter with an uncertainty",
                                           request.subject, why));
    return std::nullopt;
  }
  return law_of_table(node, request);
}

std::optional<Argument> ValueBinder::argument(const Node& node, const ValueRequest& request) {
  if (node.is_number()) {
    const double number = node.number();
    if (!std::isfinite(number)) {
      faults_.add(node.position, fmt::format("{} must be a finite number", request.subject));
      return std::nullopt;
    }
    return Argument{number, {}};
  }
  if (const auto* text = node.as<std::string>()) return expression(*text, node.position, request);
  if (const auto* moment = node.as<Moment>(); moment != nullptr && request.dates) {
    return Argument{days_of(moment->at - network_.start), {}};
  }
  const std::string_view law = request.laws ? ", an expression or a law" : " or an expression";
  faults_.add(node.position, fmt::format("{} takes {}a number{}, found {}", request.subject,
                                         request.dates ? "a date, " : "", law, kind_text(node)));
  return std::nullopt;
}

std::optional<Argument> ValueBinder::expression(const std::string& text, Position position,
                                                const ValueRequest& request) {
  const std::string scope =
      fmt::format("{}{}:", request.profiles ? 'p' : '-', request.parameters ? 'p' : '-');
  if (const auto known = expressions_.find(scope + text); known != expressions_.end()) {
    return Argument{0.0, known->second};
  }
  const auto resolve = [&](std::string_view name) -> ResolvedName {
    if (const auto id = names_.find("parameter", name); id && request.parameters) {
      return {Instruction{OpCode::parameter, *id, 0.0}, {}};
    }
    if (const auto id = names_.find("profile", name)) {
      if (request.profiles) return {Instruction{OpCode::profile, *id, 0.0}, {}};
      return {std::nullopt, fmt::format("\"{}\" is a profile and varies in time, but this is "
                                        "evaluated once per replication",
                                        name)};
    }
    if (faults_.full()) return {};  // a search for near names takes time
    std::vector<std::string_view> known = names_.ids("parameter");
    const auto& profiles = names_.ids("profile");
    known.insert(known.end(), profiles.begin(), profiles.end());
    return {std::nullopt, fmt::format("no parameter or profile is called \"{}\"{}", name,
                                      did_you_mean(name, known))};
  };
  ParseFault fault;
  auto parsed = parse_expression(text, resolve, fault);
  if (!parsed) {
    // A string on one line without escapes shows where in it the fault is.
    if (text.find_first_of("\n\\\"") == std::string::npos) {
      position.column += static_cast<std::uint32_t>(fault.offset) + 1;
    }
    faults_.add(position, fmt::format("{}: {}", request.subject, fault.message));
    return std::nullopt;
  }
  if (parsed->constant) {
    if (!std::isfinite(*parsed->constant)) {
      faults_.add(position, fmt::format("{} must be a finite number", request.subject));
      return std::nullopt;
    }
    return Argument{*parsed->constant, {}};
  }
  const ExpressionId id = network_.expressions.push_back(std::move(parsed->expression));
  expressions_.emplace(scope + text, id);
  return Argument{0.0, id};
}

}  // namespace railhead
