// The order in which people read a scenario: kinds and fields as in the manual.
#pragma once

#include <string_view>
#include <vector>

#include "railhead/scenario/document.hpp"
#include "railhead/scenario/fields.hpp"

namespace railhead {

// The document's kinds that are tables, in the order of the manual, unknown ones last.
std::vector<const Member*> kinds_in_order(const Node& document);

// The members of a table in the order of its form's fields, title first, others last. `form` may be
// null.
std::vector<const Member*> members_in_order(const Node& table, const TableForm* form);

// Whether the node is a value by itself (a scalar, a law, a list) rather than a table of fields, a
// list of tables, or a table by munition.
bool is_single_value(const Node& node);

}  // namespace railhead
