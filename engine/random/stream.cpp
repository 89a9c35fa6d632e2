#include "railhead/random/stream.hpp"

#include "railhead/base/hash.hpp"

#include "kernel_table.hpp"
#include "transforms.hpp"

namespace railhead {
namespace {

std::array<std::uint32_t, 4> block(StreamKey key, std::uint64_t replication,
                                   std::uint64_t counter) {
  const auto low = [](std::uint64_t x) { return static_cast<std::uint32_t>(x); };
  return philox({low(counter), low(counter >> 32), low(replication), low(replication >> 32)},
                {low(key.value), low(key.value >> 32)});
}

}  // namespace

StreamKey stream_key(std::uint64_t seed, std::string_view stream_name) {
  // A bijection of the bytes' word for each seed, see the promise about short names.
  Hash64 hash(seed);
  hash.add(stream_name);
  return {hash.value()};
}

std::uint32_t word(StreamKey key, std::uint64_t replication, std::uint64_t index) {
  return block(key, replication, index / 4)[index % 4];
}

double uniform32(StreamKey key, std::uint64_t replication, std::uint64_t index) {
  return unit32<Scalar>(word(key, replication, index)) * 0x1p-32;
}

double uniform53(StreamKey key, std::uint64_t replication, std::uint64_t index) {
  const auto x = block(key, replication, index / 2);
  return index % 2 == 0 ? unit53<Scalar>(x[0], x[1]) : unit53<Scalar>(x[2], x[3]);
}

void fill_words(StreamKey key, std::uint64_t replication, std::uint64_t first,
                std::span<std::uint32_t> out) {
  kernels().words({key.value, replication, first, 1}, out.size(), out.data());
}

void fill_uniform32(StreamKey key, std::uint64_t replication, std::uint64_t first,
                    std::span<double> out) {
  kernels().from32.unit(Sampler{}, {key.value, replication, first, 1}, out.size(), out.data());
}

void fill_uniform53(StreamKey key, std::uint64_t replication, std::uint64_t first,
                    std::uint64_t stride, std::span<double> out) {
  kernels().from53.unit(Sampler{}, {key.value, replication, first, stride}, out.size(), out.data());
}

}  // namespace railhead
