#include "kernel_table.hpp"
#include "tails.hpp"

namespace railhead {
namespace {

// So few draws are faster one by one.
constexpr std::size_t kAlone = 3;

void fill(const Sampler& s, const Kernels::Laws& laws, const BlockPlace& place,
          std::span<double> out) {
  const auto run = [&](Kernels::Fill kernel) { kernel(s, place, out.size(), out.data()); };
  switch (s.kind) {
    case LawKind::constant:
      for (double& x : out) x = s.a[0];
      return;
    case LawKind::uniform: run(laws.uniform); return;
    case LawKind::triangular: run(laws.triangular); return;
    case LawKind::normal: run(laws.normal); return;
    case LawKind::lognormal: run(laws.lognormal); return;
    case LawKind::exponential: run(laws.exponential); return;
    default:
      run(laws.unit);
      for (double& x : out) x = quantile(s, x);
  }
}

}  // namespace

void fill32(const Sampler& sampler, StreamKey key, std::uint64_t replication, std::uint64_t first,
            std::span<double> out) {
  if (out.size() > kAlone)
    return fill(sampler, kernels().from32, {key.value, replication, first, 1}, out);
  for (double& x : out) x = quantile(sampler, uniform32(key, replication, first++));
}

void fill53(const Sampler& sampler, StreamKey key, std::uint64_t replication, std::uint64_t first,
            std::uint64_t stride, std::span<double> out) {
  if (out.size() > kAlone)
    return fill(sampler, kernels().from53, {key.value, replication, first, stride}, out);
  for (double& x : out) {
    x = quantile(sampler, uniform53(key, replication, first));
    first += stride;
  }
}

}  // namespace railhead
