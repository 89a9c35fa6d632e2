// Where each value of a scenario came from.
#pragma once

#include <string>
#include <vector>

#include "railhead/scenario/scenario.hpp"

namespace railhead {

struct FieldOrigin {
  std::string path;                // "site.tikhoretsk.stock.152mm.soviet"; steps count from 1
  std::string value;               // in TOML syntax; a law is one value
  SourcePosition position;         // the file and line, or the override, that it stands in
  std::vector<std::string> cites;  // its references: its own, its field's or its entity's
  bool sourceable = false;         // holds a number that says something about the world
};

// Every value of the effective document, in the order of the format's tables, then id, then field.
// Requires: a scenario that compiles.
std::vector<FieldOrigin> provenance(const Scenario& scenario);

// The scenario as one file: after extends, like, remove and overrides. Reading it gives the same
// document. With `origins`, each value's place stands behind it as a comment.
std::string effective_toml(const Scenario& scenario, bool origins = false);

}  // namespace railhead
