// What tells whether a replication that is run again is the one that was kept.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "railhead/results/sink.hpp"

namespace railhead {

// The digests of replications in run order: of each by itself, or, where there are many, one of as
// many consecutive ones as `every` says.
struct RunDigests {
  std::uint64_t every = 1;
  std::vector<std::uint64_t> values;
  bool operator==(const RunDigests&) const = default;
};

inline constexpr std::size_t kMostDigests = 65'536;  // 1 MiB of text

// The digest of consecutive replications; of a single one its own.
std::uint64_t joint_digest(std::span<const std::uint64_t> replications);
// At most kMostDigests of them.
RunDigests fold_digests(const std::vector<std::uint64_t>& replications);
// 16 hexadecimal digits a value. Throws Error (run-time) for any other text.
std::string digests_text(const RunDigests& digests);
std::vector<std::uint64_t> parse_digests(std::string_view text);

// Keeps the digest of every replication: 8 bytes each.
class DigestList final : public RecordSink {
 public:
  std::size_t parts() const override { return 1; }
  void add(std::size_t part, std::span<const RunRecord> records) override;
  const std::vector<std::uint64_t>& values() const { return values_; }

 private:
  std::vector<std::uint64_t> values_;
};

}  // namespace railhead
