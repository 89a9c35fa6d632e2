// Laying one document over another: `extends`, `remove`, `like`.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "railhead/scenario/document.hpp"

#include "faults.hpp"

namespace railhead {

// Lays `over` on `base`: tables merge key by key, everything else is replaced whole, and so is a
// law where the one on top names a `dist` of its own.
void merge(Node& base, Node&& over);

// Where entities were deleted, by "kind.id".
using Removals = std::map<std::string, Position>;

// Whether what stands under `remove` is true, false or a list of keys of `kind`; reports what it is
// instead.
bool check_removal(std::string_view kind, const Node& remove, Faults& faults);

// Drops from `base` the keys that the list names. Requires: check_removal() of a list.
void drop_keys(Node& base, const Node& remove);

// Lays a whole document on another. An entity with `remove = true` on top is deleted; of one with
// `remove = ["key", …]` on top, and of [scenario], these keys are dropped before it is laid over.
void merge_documents(Node& base, Node&& over, Removals& removals, Faults& faults);

// Replaces each `like = "other"` by a copy of the entity it names, less what a list `remove` names,
// the entity's own keys on top.
// Faults: unknown entity, cycle, chain or document too long.
void resolve_like(Node& document, Faults& faults);

}  // namespace railhead
