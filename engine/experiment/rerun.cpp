#include "rerun.hpp"

#include <algorithm>
#include <filesystem>

#include "railhead/base/error.hpp"
#include "railhead/base/hash.hpp"
#include "railhead/results/files.hpp"
#include "railhead/scenario/scenario.hpp"

namespace railhead {
namespace {

constexpr std::size_t kMostInWords = 5;

// Hands on whole groups.
class Groups final : public RecordSink {
 public:
  Groups(std::uint64_t every, std::uint64_t last,
         const std::function<void(std::span<const RunRecord>)>& use)
      : every_(every), last_(last), use_(use) {}
  std::size_t parts() const override { return 1; }
  void add(std::size_t, std::span<const RunRecord> records) override {
    for (const RunRecord& record : records) {
      group_.push_back(record);
      if ((record.replication + 1) % every_ != 0 && record.replication != last_) continue;
      use_(group_);
      group_.clear();
    }
  }

 private:
  std::uint64_t every_, last_;
  const std::function<void(std::span<const RunRecord>)>& use_;
  std::vector<RunRecord> group_;
};

}  // namespace

std::vector<bool> sampled_groups(std::uint64_t groups, double sample, std::uint64_t seed) {
  std::vector<bool> chosen(groups);
  for (std::uint64_t i = 0; i < groups; ++i)
    chosen[i] = static_cast<double>(mix64(seed ^ mix64(i)) >> 11U) * 0x1p-53 < sample;
  if (groups > 0 && std::find(chosen.begin(), chosen.end(), true) == chosen.end())
    chosen[mix64(seed) % groups] = true;
  return chosen;
}

bool rerun(const Network& network, const RunRequest& request, std::uint64_t replications,
           std::uint64_t every, const std::vector<bool>& chosen, const VerifyOptions& options,
           const std::function<void(std::span<const RunRecord>)>& use) {
  ThreadExecutor executor{options.threads};
  const RunControl control{options.cancel, {}};
  for (std::size_t i = 0; i < chosen.size();) {
    std::size_t end = i;
    while (end < chosen.size() && chosen[end]) ++end;
    const std::uint64_t first = i * every;
    const std::uint64_t count = std::min<std::uint64_t>(end * every, replications) - first;
    if (end > i) {
      Groups groups{every, replications - 1, use};
      RecordSink* const sinks[] = {&groups};
      if (executor.run(network, request, {first, count}, sinks, control) < count) return false;
    }
    i = end + 1;
  }
  return true;
}

void check_inputs(const std::vector<RecordedInput>& inputs, const std::vector<std::string>& folders,
                  VerifyOutcome& outcome) {
  namespace fs = std::filesystem;
  for (const RecordedInput& input : inputs) {
    bool found = false;
    bool same = false;
    for (const std::string& folder : folders) {
      const std::string path = (fs::path{folder} / input.path).string();
      if (!file_exists(path)) continue;
      found = true;
      try {
        same |= sha256_hex(read_file(path, kMaximumFileSize)) == input.sha256;
      } catch (const Error&) {
        // What cannot be read is not what it was.
      }
    }
    if (!found)
      outcome.missing.push_back(input.path);
    else if (!same)
      outcome.changed.push_back(input.path);
  }
}

void note_difference(VerifyOutcome& outcome, const std::string& text) {
  if (outcome.differences.size() < kMostInWords) outcome.differences.push_back(text);
}

}  // namespace railhead
