#include "railhead/base/rounds.hpp"

#include <string>

#include "railhead/base/error.hpp"
#include "railhead/base/text.hpp"

namespace railhead {

void refuse_rounds(double amount) {
  throw TooManyRounds("an amount of " + short_text(amount) + " rounds is too large to count");
}

void refuse_sum(Rounds a, Rounds b) {
  throw TooManyRounds("the sum of " + std::to_string(a) + " and " + std::to_string(b) +
                      " rounds is too large to count");
}

}  // namespace railhead
