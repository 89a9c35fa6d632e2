// The one exception of the engine, and the check that stays on in every build.
#pragma once

#include <concepts>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

namespace railhead {

// What the program returns to the shell.
enum class ExitCode : int {
  kSuccess = 0,
  kRuntime = 1,   // run-time error
  kUsage = 2,     // wrong arguments
  kScenario = 3,  // the scenario is invalid
  kCheck = 4,     // the ledger or a check failed
  kPartial = 6,   // only some of the runs are done
  kInterrupted = 130,
};

// An error that ends what is being done. what() speaks to the person who can fix it.
class Error : public std::runtime_error {
 public:
  Error(ExitCode code, const std::string& text) : std::runtime_error(text), code_(code) {}
  ExitCode code() const { return code_; }

 private:
  ExitCode code_;
};

// More rounds than can be counted (run-time); whoever knows names what they come from.
class TooManyRounds : public Error {
 public:
  explicit TooManyRounds(const std::string& text) : Error(ExitCode::kRuntime, text) {}
};

// Throws Error with ExitCode::kRuntime and the text "internal fault: …".
[[noreturn]] void internal_fault(std::string_view text);

// An invariant of the program itself, checked in every build. Throws as internal_fault.
inline void ensure(bool condition, std::string_view text) {
  if (!condition) [[unlikely]]
    internal_fault(text);
}

// The same with a text that is only made when it is needed: ensure(ok, [&] { return describe(); }).
template <std::invocable Text>
void ensure(bool condition, Text&& text) {
  if (!condition) [[unlikely]]
    internal_fault(std::forward<Text>(text)());
}

}  // namespace railhead
