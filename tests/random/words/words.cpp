// Random words as raw bytes on the standard output, without end, for a battery of tests:
//
//   words stream | dieharder -g 200 -a       one stream, word after word
//   words replications | dieharder -g 200 -a word 0 of replication 0, 1, 2, …
//   words streams | dieharder -g 200 -a      word k of 64 streams of one seed in turn
#include <cstdint>
#include <cstdio>
#include <string>
#include <vector>

#include "railhead/random/stream.hpp"

namespace {

using railhead::StreamKey;

constexpr std::size_t kWords = 1 << 14;

// The words of block `block`, in the order of the mode.
void fill(const std::string& mode, const std::vector<StreamKey>& keys, std::uint64_t block,
          std::vector<std::uint32_t>& words) {
  const std::uint64_t first = block * kWords;
  if (mode == "stream") return railhead::fill_words(keys[0], 0, first, words);
  for (std::size_t i = 0; i < kWords; ++i) {
    const std::uint64_t k = first + i;
    words[i] = mode == "replications" ? railhead::word(keys[0], k, 0)
                                      : railhead::word(keys[k % keys.size()], 0, k / keys.size());
  }
}

}  // namespace

int main(int argc, char** argv) {
  const std::string mode = argc > 1 ? argv[1] : "stream";
  std::vector<StreamKey> keys;
  for (int i = 0; i < 64; ++i)
    keys.push_back(railhead::stream_key(1, "consumer.c" + std::to_string(i) + ".demand_per_day"));
  std::vector<std::uint32_t> words(kWords);
  for (std::uint64_t block = 0;; ++block) {
    fill(mode, keys, block, words);
    if (std::fwrite(words.data(), sizeof words[0], kWords, stdout) != kWords) return 0;
  }
}
