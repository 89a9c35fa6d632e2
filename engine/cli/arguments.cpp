#include <algorithm>
#include <charconv>

#include <fmt/format.h>

#include "railhead/scenario/scenario.hpp"

#include "verb.hpp"

namespace railhead {

std::vector<std::string> names_of(const Option& option) {
  std::vector<std::string> names;
  std::size_t at = 0;
  while (at <= option.names.size()) {
    const std::size_t comma = std::min(option.names.find(',', at), option.names.size());
    names.push_back(option.names.substr(at, comma - at));
    at = comma + 1;
  }
  return names;
}

std::string long_name(const Option& option) {
  return option.names.substr(option.names.rfind(',') + 1);
}

bool Arguments::has(std::string_view name) const {
  const auto found = values.find(name);
  return found != values.end() && !found->second.empty();
}

std::vector<std::string> Arguments::all(std::string_view name) const {
  const auto found = values.find(name);
  return found == values.end() ? std::vector<std::string>{} : found->second;
}

std::optional<std::string> Arguments::text(std::string_view name) const {
  const auto found = values.find(name);
  if (found == values.end() || found->second.empty()) return std::nullopt;
  return found->second.back();
}

Option max_events_option() {
  return {"--max-events", "N",
          "Give up on a replication beyond so many events (default: the scenario's max_events)"};
}

std::vector<std::string> Arguments::overrides() const {
  std::vector<std::string> overrides = all("--set");
  for (const std::string& text : overrides)
    if (const std::string fault = override_fault(text); !fault.empty())
      throw Error(ExitCode::kUsage, fmt::format("--set \"{}\": {}", text, fault));
  if (const auto most = count("--max-events", 1))
    overrides.push_back("scenario.max_events=" + std::to_string(*most));
  return overrides;
}

std::optional<std::uint64_t> Arguments::count(std::string_view name, std::uint64_t least) const {
  const auto given = text(name);
  if (!given) return std::nullopt;
  std::string digits = *given;
  std::erase(digits, '_');
  std::uint64_t number = 0;
  const auto [end, fault] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  if (fault != std::errc{} || end != digits.data() + digits.size())
    throw Error(ExitCode::kUsage,
                std::string{name} + ": expected a whole number, found \"" + *given + "\"");
  if (number < least)
    throw Error(ExitCode::kUsage, std::string{name} + ": expected at least " +
                                      std::to_string(least) + ", found " + *given);
  return number;
}

std::size_t Arguments::threads(std::size_t otherwise) const {
  constexpr std::size_t kMost = 1024;  // systems refuse to make some tens of thousands
  const std::size_t number = count("--threads", 1).value_or(otherwise);
  if (number > kMost)
    throw Error(ExitCode::kUsage, "--threads: expected at most " + std::to_string(kMost) +
                                      ", found " + std::to_string(number));
  return number;
}

}  // namespace railhead
