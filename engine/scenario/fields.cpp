#include "railhead/scenario/fields.hpp"

#include <algorithm>

#include "field_tables.hpp"

namespace railhead {
namespace {

constexpr Field kCommon[] = {
    {.key = "title", .form = Form::text, .doc = "name for the reader"},
    {.key = "note", .form = Form::text, .doc = "remark for the reader"},
    {.key = "like", .form = Form::text, .doc = "start from this entity of the same kind"},
    {.key = "remove",
     .form = Form::removal,
     .doc = "true: delete the entity that this file extends; a list: drop these keys of what it "
            "extends or is like"},
    {.key = "cite",
     .form = Form::cite,
     .doc = "references for the whole entity, or a table of references by field"},
};

constexpr LawForm kLaws[] = {
    {"constant", LawKind::constant, {"value"}, false, {}, "always `value`"},
    {"uniform",
     LawKind::uniform,
     {"low", "high"},
     false,
     {},
     "equally likely between low and high"},
    {"triangular",
     LawKind::triangular,
     {"low", "mode", "high"},
     false,
     {},
     "triangle over [low, high]"},
    {"pert",
     LawKind::pert,
     {"low", "mode", "high"},
     false,
     {},
     "beta over [low, high] with weight 4 on the mode"},
    {"normal", LawKind::normal, {"mean", "sd"}, true, {}, "normal"},
    {"lognormal",
     LawKind::lognormal,
     {"mean", "sd"},
     true,
     {},
     "lognormal; moments of the variable itself"},
    {"exponential", LawKind::exponential, {"mean"}, false, {}, "exponential"},
    {"erlang", LawKind::erlang, {"shape", "mean"}, false, {}, "sum of `shape` exponentials"},
    {"gamma", LawKind::gamma, {"mean", "sd"}, true, {}, "gamma"},
    {"weibull", LawKind::weibull, {"shape", "scale"}, false, {}, "Weibull"},
    {"beta",
     LawKind::beta,
     {"mean", "sd", "low", "high"},
     false,
     {},
     "beta over [low, high], by default [0, 1]"},
    {"poisson", LawKind::poisson, {"mean"}, false, {}, "Poisson"},
    {"binomial", LawKind::binomial, {"n", "p"}, false, {}, "successes in n trials"},
    {"discrete",
     LawKind::discrete,
     {},
     false,
     {"values", "weights"},
     "one of the values, by weight"},
    {"empirical", LawKind::empirical, {}, false, {"values"}, "linear between the sorted values"},
    {"quantiles",
     LawKind::quantiles,
     {},
     false,
     {"p", "x"},
     "elicited: CDF linear between the points"},
};

template <class Rows>
auto find_row(const Rows& rows, std::string_view key) -> decltype(&rows[0]) {
  for (const auto& row : rows) {
    if (row.key == key) return &row;
  }
  return nullptr;
}

}  // namespace

const Field* TableForm::field(std::string_view key) const {
  return find_row(fields, key);
}

std::span<const TableForm> entity_kinds() {
  return entity_tables();
}

const TableForm* entity_kind(std::string_view name) {
  for (const TableForm& kind : entity_tables()) {
    if (kind.name == name) return &kind;
  }
  return nullptr;
}

bool is_whole_field(std::string_view path) {
  const std::size_t first = path.find('.');
  if (first == std::string_view::npos) return false;
  const std::string_view last = path.substr(path.rfind('.') + 1);
  if (last == "count" || last == "units") return true;
  const TableForm* kind = entity_kind(path.substr(0, first));
  const Field* field = kind == nullptr ? nullptr : kind->field(last);
  return field != nullptr && field->form == Form::integer;
}

std::span<const Field> common_fields() {
  return kCommon;
}

std::span<const LawForm> law_forms() {
  return kLaws;
}

}  // namespace railhead
