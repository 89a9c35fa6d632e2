// Laying one document over another: `extends`, `remove`, `like`.
#pragma once

#include "railhead/scenario/document.hpp"

#include "faults.hpp"

namespace railhead {

// Lays `over` on `base`: tables merge key by key, everything else is replaced whole, and so is a
// law where the one on top names a `dist` of its own.
void merge(Node& base, Node&& over);

// Lays a whole document on another. An entity with `remove = true` on top is deleted.
void merge_documents(Node& base, Node&& over, Faults& faults);

// Replaces each `like = "other"` by a copy of the entity it names, the entity's own keys on top.
// Faults: unknown entity, cycle, chain or document too long.
void resolve_like(Node& document, Faults& faults);

}  // namespace railhead
