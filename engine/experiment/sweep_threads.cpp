#include "railhead/experiment/sweep.hpp"

namespace railhead {
namespace {

// Passes records on to the sweep as they come.
class Delivery final : public RecordSink {
 public:
  Delivery(Sweep& sweep, std::size_t point) : sweep_(sweep), point_(point) {}
  std::size_t parts() const override { return 1; }
  void add(std::size_t, std::span<const RunRecord> records) override {
    sweep_.deliver(point_, records);
  }

 private:
  Sweep& sweep_;
  std::size_t point_;
};

}  // namespace

bool run_sweep(Sweep& sweep, std::size_t threads, const std::atomic<bool>* cancel,
               const std::function<void()>& progress) {
  ThreadExecutor executor{threads};
  const RunControl control{cancel, [&](std::uint64_t) { progress(); }};
  while (const auto chunk = sweep.next(~std::uint64_t{0})) {
    if (cancel != nullptr && *cancel) return false;
    const auto point = sweep.compile_point(chunk->point);
    Delivery delivery{sweep, chunk->point};
    RecordSink* const sinks[] = {&delivery};
    const std::uint64_t ran =
        executor.run(point->compiled.network, point->request, chunk->range, sinks, control);
    if (ran < chunk->range.count) return false;
  }
  return sweep.done();
}

}  // namespace railhead
