#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "railhead/random/law.hpp"

namespace railhead {

// Single draws, 53 bits each, made several at a time where a stream is asked in
// steps of one or of one load: a block costs a third of as many single draws.
// What is returned is draw `index` of the stream whatever was asked before.
class DrawsAhead {
 public:
  // Room for about so many streams at once; beyond it draws are made singly.
  explicit DrawsAhead(std::size_t streams);

  // Requires: `law` stays the same during a replication.
  double draw(const Sampler& law, StreamKey key, std::uint64_t replication, std::uint64_t index) {
    Ahead& ahead = ahead_[key.value & mask_];
    if (ahead.key == key && ahead.law == &law && ahead.replication == replication) {
      const std::uint64_t offset = index - ahead.first;
      const std::uint64_t place = offset >> ahead.shift;
      if (place < ahead.count && place << ahead.shift == offset) return ahead.values[place];
    }
    return draw_new(ahead, law, key, replication, index);
  }

 private:
  static constexpr std::uint32_t kBlock = 32;
  static constexpr std::uint32_t kLoadShift = 16;  // load_index(1, 0) = 2^16

  struct Ahead {
    StreamKey key;
    const Sampler* law = nullptr;
    std::uint64_t replication = 0;
    std::uint64_t begin = 0;  // what the replication asked for first
    std::uint64_t first = 0;  // index of values[0]; values[i] is draw first + (i << shift)
    std::uint32_t count = 0;
    std::uint32_t shift = 0;
    std::array<double, kBlock> values;
  };

  double draw_new(Ahead& ahead, const Sampler& law, StreamKey key, std::uint64_t replication,
                  std::uint64_t index);

  std::vector<Ahead> ahead_;
  std::uint64_t mask_;
};

}  // namespace railhead
