#pragma once

#include <cstdint>
#include <vector>

#include "railhead/model/network.hpp"

namespace railhead {

// How expressions run in time between two steps of what they read: as a
// polynomial of some degree (parameters are constants), or as a curve that
// Simpson's rule does not integrate exactly.
class Curvature {
 public:
  explicit Curvature(const Network& network);

  // Whether the step, which runs to `next` where it is linear, is more than a cubic.
  // `next` may be null.
  [[nodiscard]] bool curved(const Step& step, const Step* next) const;

 private:
  using Degree = std::uint8_t;

  Degree of_step(const Step& step, const Step* next) const;
  Degree of_argument(const Argument& argument) const;
  Degree of_code(const std::vector<Instruction>& code);
  Degree of_profile(ProfileId id);

  const Network& network_;
  IdMap<ProfileId, Degree> profiles_;
  IdMap<ExpressionId, Degree> expressions_;
};

}  // namespace railhead
