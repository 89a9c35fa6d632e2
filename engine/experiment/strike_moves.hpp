#pragma once

#include <map>
#include <string>
#include <vector>

#include "railhead/experiment/strike.hpp"
#include "railhead/scenario/provenance.hpp"

namespace railhead {

using CitingFields = std::map<std::string, std::vector<FieldOrigin>>;  // by reference

// Fields that hold a number or a law and cite something.
CitingFields fields_by_reference(const Scenario& scenario);

// How the numbers of a source are moved: by a factor, or by an unknown one between it and its
// inverse.
struct Move {
  double factor = 1;
  bool widen = false;
};

// Turns the numbers of a source into overrides.
class StrikeMoves {
 public:
  // Both must outlive it.
  StrikeMoves(const Scenario& scenario, const std::vector<Alternative>& alternatives);

  // Throws Error (usage) for an alternative that concerns none of the fields of the references.
  void check(const CitingFields& all, const std::vector<std::string>& references) const;

  // What fields become, and in `strike` which of them: those that cannot be moved are named in
  // `fixed`, unless they are widened, for which only some fields have the form.
  std::vector<std::string> overrides(const std::vector<FieldOrigin>& fields, const Move& move,
                                     Strike& strike) const;

 private:
  std::string override_of(const FieldOrigin& field, const Move& move) const;

  const Scenario& scenario_;
  const std::vector<Alternative>& alternatives_;
  std::string unknown_;  // a parameter that the scenario does not have
};

}  // namespace railhead
