#include "railhead/results/run_digests.hpp"

#include <algorithm>
#include <charconv>

#include "railhead/base/error.hpp"
#include "railhead/base/hash.hpp"

namespace railhead {

std::uint64_t joint_digest(std::span<const std::uint64_t> replications) {
  if (replications.size() == 1) return replications.front();
  Hash64 hash;
  for (const std::uint64_t digest : replications) hash.add(digest);
  return hash.value();
}

RunDigests fold_digests(const std::vector<std::uint64_t>& replications) {
  RunDigests digests;
  digests.every = std::max<std::uint64_t>(1, (replications.size() - 1) / kMostDigests + 1);
  if (replications.empty()) return {};
  for (std::size_t first = 0; first < replications.size(); first += digests.every) {
    const std::size_t count = std::min<std::size_t>(digests.every, replications.size() - first);
    digests.values.push_back(joint_digest(std::span{replications}.subspan(first, count)));
  }
  return digests;
}

std::string digests_text(const RunDigests& digests) {
  std::string text;
  text.reserve(digests.values.size() * 16);
  for (const std::uint64_t value : digests.values) text += to_hex(value);
  return text;
}

std::vector<std::uint64_t> parse_digests(std::string_view text) {
  std::vector<std::uint64_t> values;
  values.reserve(text.size() / 16);
  for (std::size_t at = 0; at < text.size(); at += 16) {
    const std::string_view digits = text.substr(at, 16);
    std::uint64_t value = 0;
    const auto [end, fault] =
        std::from_chars(digits.data(), digits.data() + digits.size(), value, 16);
    if (fault != std::errc{} || digits.size() != 16 || end != digits.data() + digits.size())
      throw Error(ExitCode::kRuntime, "the digests of replications are not hexadecimal");
    values.push_back(value);
  }
  return values;
}

void DigestList::add(std::size_t, std::span<const RunRecord> records) {
  for (const RunRecord& record : records) values_.push_back(record.digest);
}

}  // namespace railhead
