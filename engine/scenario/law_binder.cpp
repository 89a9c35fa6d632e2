// Laws of scenario files: { dist = "triangular", low = 3, mode = 5, high = 9 }.
#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "railhead/base/suggest.hpp"
#include "railhead/random/law.hpp"

#include "value_binder.hpp"

namespace railhead {
namespace {

std::vector<std::string_view> law_names() {
  std::vector<std::string_view> names;
  for (const LawForm& form : law_forms()) names.push_back(form.name);
  return names;
}

const LawForm* find_law(std::string_view name) {
  for (const LawForm& form : law_forms()) {
    if (form.name == name) return &form;
  }
  return nullptr;
}

std::vector<std::string_view> keys_of(const LawForm& form) {
  std::vector<std::string_view> keys;
  for (const std::string_view key : form.arguments) {
    if (!key.empty()) keys.push_back(key);
  }
  if (form.cv) keys.emplace_back("cv");
  for (const std::string_view key : form.lists) {
    if (!key.empty()) keys.push_back(key);
  }
  return keys;
}

std::string join(const std::vector<std::string_view>& words) {
  return fmt::format("{}", fmt::join(words, ", "));
}

}  // namespace

std::optional<LawTemplate> ValueBinder::law(const Node& node, const ValueRequest& request) {
  if (node.as<NodeTable>() != nullptr) return law_of_table(node, request);
  faults_.add(node.position, fmt::format("{} takes a law {{ dist = … }}, found {}", request.subject,
                                         kind_text(node)));
  return std::nullopt;
}

std::optional<LawTemplate> ValueBinder::law_of_table(const Node& node,
                                                     const ValueRequest& request) {
  const Node* dist = find(node, "dist");
  if (dist == nullptr || dist->as<std::string>() == nullptr) {
    faults_.add(dist == nullptr ? node.position : dist->position,
                fmt::format("{}: a law needs dist, one of {}", request.subject, join(law_names())));
    return std::nullopt;
  }
  const std::string& name = *dist->as<std::string>();
  const LawForm* form = find_law(name);
  if (form == nullptr) {
    const auto names = law_names();
    const std::string near = did_you_mean(name, names);
    faults_.add(dist->position, fmt::format("{}: no law is called \"{}\"{}", request.subject, name,
                                            near.empty() ? "; there are " + join(names) : near));
    return std::nullopt;
  }
  LawTemplate law;
  law.kind = form->kind;
  const bool known = law_keys_known(node, *form, request);
  const bool arguments = law_arguments(node, *form, request, law);
  const bool lists = law_lists(node, *form, request, law);
  if (!known || !arguments || !lists) return std::nullopt;
  if (!law_is_possible(node, *form, request, law)) return std::nullopt;
  return law;
}

bool ValueBinder::law_keys_known(const Node& node, const LawForm& form,
                                 const ValueRequest& request) {
  std::vector<std::string_view> keys = keys_of(form);
  const std::string text = join(keys);
  for (const std::string_view key : {"dist", "min", "max", "cite", "note"}) keys.push_back(key);
  bool good = true;
  for (const Member& member : *node.as<NodeTable>()) {
    if (std::find(keys.begin(), keys.end(), member.key) != keys.end()) continue;
    faults_.add(member.key_position,
                fmt::format("{}: {} has no argument \"{}\"; it takes {}{}", request.subject,
                            form.name, member.key, text, did_you_mean(member.key, keys)));
    good = false;
  }
  return good;
}

bool ValueBinder::law_arguments(const Node& node, const LawForm& form, const ValueRequest& request,
                                LawTemplate& law) {
  ValueRequest inner = request;
  inner.laws = false;
  inner.range = {};
  bool good = true;
  const auto read = [&](std::string_view key, Argument& into) {
    const Node* found = find(node, key);
    if (found == nullptr) return false;
    inner.subject = fmt::format("{}: {}", request.subject, key);
    const auto bound = argument(*found, inner);
    good = good && bound.has_value();
    if (bound) into = *bound;
    return true;
  };
  const auto missing = [&](std::string_view what) {
    faults_.add(node.position, fmt::format("{}: {} needs {}", request.subject, form.name, what));
    good = false;
  };
  if (form.kind == LawKind::beta) law.a[3].constant = 1.0;
  for (std::size_t i = 0; i < 4 && !form.arguments[i].empty(); ++i) {
    if (i == 1 && form.cv) continue;
    const bool has_default = form.kind == LawKind::beta && i >= 2;
    if (!read(form.arguments[i], law.a[i]) && !has_default) missing(form.arguments[i]);
  }
  if (form.cv) {
    const bool sd = read("sd", law.a[1]);
    law.second_is_cv = read("cv", law.a[1]);
    if (sd == law.second_is_cv) missing(sd ? "either sd or cv, not both" : "sd or cv");
  }
  read("min", law.min);
  read("max", law.max);
  return good;
}

bool ValueBinder::law_lists(const Node& node, const LawForm& form, const ValueRequest& request,
                            LawTemplate& law) {
  if (form.lists[0].empty()) return true;
  TableTemplate table;
  table.kind = form.kind;
  ValueRequest inner = request;
  inner.laws = inner.profiles = false;
  inner.range = {};
  bool good = true;
  const auto read = [&](std::string_view key, std::vector<Argument>& into) {
    if (key.empty()) return;
    const Node* found = find(node, key);
    const auto* list = found == nullptr ? nullptr : found->as<NodeArray>();
    if (list == nullptr) {
      faults_.add(
          found == nullptr ? node.position : found->position,
          fmt::format("{}: {} needs {}, a list of numbers", request.subject, form.name, key));
      good = false;
      return;
    }
    inner.subject = fmt::format("{}: {}", request.subject, key);
    for (const Node& element : *list) {
      const auto bound = argument(element, inner);
      good = good && bound.has_value();
      if (bound) into.push_back(*bound);
    }
  };
  read(form.lists[0], table.first);
  read(form.lists[1], table.second);
  if (!good) return false;
  law.table = static_cast<std::int32_t>(network_.tables.size());
  network_.tables.push_back(std::move(table));
  return true;
}

namespace {

std::vector<double> constants(const std::vector<Argument>& arguments) {
  std::vector<double> values;
  values.reserve(arguments.size());
  for (const Argument& argument : arguments) values.push_back(argument.constant);
  return values;
}

}  // namespace

bool all_constant(const TableTemplate& table) {
  const auto plain = [](const Argument& a) { return a.expression.is_none(); };
  return std::all_of(table.first.begin(), table.first.end(), plain) &&
         std::all_of(table.second.begin(), table.second.end(), plain);
}

TableFault fill(LawTable& table, const TableTemplate& from) {
  const auto first = constants(from.first);
  const auto second = constants(from.second);
  switch (from.kind) {
    case LawKind::empirical: return table.assign_empirical(first);
    case LawKind::quantiles: return table.assign_quantiles(first, second);
    default: return table.assign_discrete(first, second);
  }
}

// A law whose arguments are all constants is prepared as the engine would.
bool ValueBinder::law_is_possible(const Node& node, const LawForm& form,
                                  const ValueRequest& request, const LawTemplate& law) {
  const auto refuse = [&](std::string_view why) {
    faults_.add(node.position, fmt::format("{}: {}: {}", request.subject, form.name, why));
    return false;
  };
  const bool plain = std::all_of(law.a.begin(), law.a.end(),
                                 [](const Argument& a) { return a.expression.is_none(); });
  if (!plain || !law.min.expression.is_none() || !law.max.expression.is_none()) return true;
  LawArguments arguments;
  for (std::size_t i = 0; i < 4; ++i) arguments.a[i] = law.a[i].constant;
  if (law.second_is_cv) arguments.a[1] = sd_from_cv(law.a[0].constant, law.a[1].constant);
  arguments.min = std::max(law.min.constant, request.range.low);
  arguments.max = std::min(law.max.constant, request.range.high);
  LawTable table;
  if (law.table >= 0) {
    const TableTemplate& lists = network_.tables[static_cast<std::size_t>(law.table)];
    if (!all_constant(lists)) return true;
    const TableFault fault = fill(table, lists);
    if (fault != TableFault::none) return refuse(describe(fault));
    arguments.table = &table;
  }
  if (law.kind == LawKind::constant && !in_range(law.a[0].constant, node.position, request)) {
    return false;
  }
  const Sampler sampler = prepare(law.kind, arguments);
  if (sampler.fault != LawFault::none) return refuse(describe(sampler.fault));
  if (request.range.above_low && quantile(sampler, 1.0 - 0x1p-53) <= request.range.low) {
    return refuse(
        fmt::format("it is always {}; it {}", request.range.low, range_text(request.range)));
  }
  return true;
}

}  // namespace railhead
