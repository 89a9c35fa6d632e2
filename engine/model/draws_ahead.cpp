#include "draws_ahead.hpp"

#include <algorithm>
#include <bit>

namespace railhead {

namespace {

// Laws that blocks draw faster than single calls.
bool comes_in_blocks(const Sampler& law) {
  switch (law.kind) {
    case LawKind::uniform:
    case LawKind::triangular:
    case LawKind::normal:
    case LawKind::lognormal:
    case LawKind::exponential: return true;
    default: return false;
  }
}

}  // namespace

DrawsAhead::DrawsAhead(std::size_t streams)
    : ahead_(std::clamp<std::size_t>(std::bit_ceil(2 * streams), 16, 1024)),
      mask_(ahead_.size() - 1) {}

double DrawsAhead::draw_new(Ahead& ahead, const Sampler& law, StreamKey key,
                            std::uint64_t replication, std::uint64_t index) {
  const bool known = ahead.key == key && ahead.law == &law && ahead.count > 0;
  const bool again = known && ahead.replication != replication && index == ahead.begin;
  const std::uint64_t last =
      ahead.first + (static_cast<std::uint64_t>(ahead.count - 1) << ahead.shift);
  const std::uint64_t step = index - last;
  std::uint32_t count = 1;
  std::uint32_t shift = 0;
  if (again) {
    // As many as in the replication before, which went on as this one will.
    count = ahead.count;
    shift = ahead.shift;
  } else if (known && ahead.replication == replication && comes_in_blocks(law) &&
             (step == 1 || step == 1U << kLoadShift)) {
    count = std::clamp(2 * ahead.count, 4U, kBlock);
    shift = step > 1 ? kLoadShift : 0;
  }
  if (!known || ahead.replication != replication) ahead.begin = index;
  ahead.key = key;
  ahead.law = &law;
  ahead.replication = replication;
  ahead.first = index;
  ahead.count = count;
  ahead.shift = shift;
  fill53(law, key, replication, index, std::uint64_t{1} << ahead.shift,
         {ahead.values.data(), count});
  return ahead.values[0];
}

}  // namespace railhead
