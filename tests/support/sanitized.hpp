// Sanitizers cost an order of magnitude: tests of chance repeat less under them, within bands that
// are computed from the number of repeats.
#pragma once

namespace railhead::tests {

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
inline constexpr bool kSanitized = true;
#else
inline constexpr bool kSanitized = false;
#endif

}  // namespace railhead::tests
