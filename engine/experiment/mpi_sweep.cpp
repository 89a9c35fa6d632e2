#include "railhead/experiment/mpi_sweep.hpp"

#include <algorithm>
#include <bit>
#include <chrono>
#include <cstdlib>
#include <thread>

#include <boost/mpi/communicator.hpp>
#include <boost/mpi/environment.hpp>
#include <tbb/global_control.h>

#include "railhead/base/error.hpp"

namespace railhead {
namespace {

namespace mpi = boost::mpi;
using Clock = std::chrono::steady_clock;
using Word = std::uint64_t;
using Message = std::vector<Word>;

enum Tag : int { kWork = 1, kResult, kError, kBye };

constexpr std::size_t kHead = 5;  // words: point, first, count, metrics and trajectory values a run
constexpr int kAhead = 2;         // chunks that a rank has at once

Message packed(const Chunk& chunk, const std::vector<RunRecord>& records) {
  const std::size_t metrics = records.empty() ? 0 : records.front().metrics.size();
  const std::size_t values = records.empty() ? 0 : records.front().trajectories.size();
  Message message{chunk.point, chunk.range.first, records.size(), metrics, values};
  message.reserve(kHead + records.size() * (1 + metrics + values));
  for (const RunRecord& record : records) {
    message.push_back(record.digest);
    for (const double value : record.metrics) message.push_back(std::bit_cast<Word>(value));
    for (const double value : record.trajectories) message.push_back(std::bit_cast<Word>(value));
  }
  return message;
}

std::vector<RunRecord> unpacked(const Message& message) {
  std::vector<RunRecord> records(message[2]);
  std::size_t at = kHead;
  for (std::size_t i = 0; i < records.size(); ++i) {
    RunRecord& record = records[i];
    record.replication = message[1] + i;
    record.digest = message[at++];
    for (Word k = 0; k < message[3]; ++k)
      record.metrics.push_back(std::bit_cast<double>(message[at++]));
    for (Word k = 0; k < message[4]; ++k)
      record.trajectories.push_back(std::bit_cast<double>(message[at++]));
  }
  return records;
}

class Collector final : public RecordSink {
 public:
  std::size_t parts() const override { return 1; }
  void add(std::size_t, std::span<const RunRecord> more) override {
    records.insert(records.end(), more.begin(), more.end());
  }
  std::vector<RunRecord> records;
};

}  // namespace

struct MpiJob::Impl {
  Impl(int& argc, char**& argv) : environment(argc, argv, mpi::threading::funneled) {}

  Message receive(const mpi::status& status) {
    Message message(static_cast<std::size_t>(status.count<Word>().value_or(0)));
    world.recv(status.source(), status.tag(), message.data(), static_cast<int>(message.size()));
    return message;
  }

  void send(int to, int tag, const Message& message) {
    world.send(to, tag, message.data(), static_cast<int>(message.size()));
  }

  // A tenth of a second of a rank's work as far as is known, 64 MiB of records at most.
  std::uint64_t chunk_size() const {
    if (fixed > 0) return fixed;
    const double by_time = 0.1 / std::max(seconds_per_run, 1e-6);
    const double by_memory = double(std::uint64_t{8} << 20) / static_cast<double>(words_per_run);
    return static_cast<std::uint64_t>(std::clamp(std::min(by_time, by_memory), 1.0, 4096.0));
  }

  void hand_out(Sweep& sweep) {
    for (int ahead = 1; ahead <= kAhead; ++ahead) {
      for (int rank = 1; rank < world.size(); ++rank) {
        if (out[static_cast<std::size_t>(rank)] >= ahead) continue;
        const auto chunk = sweep.next(chunk_size());
        if (!chunk) return;
        send(rank, kWork, {chunk->point, chunk->range.first, chunk->range.count});
        ++out[static_cast<std::size_t>(rank)];
      }
    }
  }

  void take(Sweep& sweep, const mpi::status& status) {
    const Message message = receive(status);
    if (status.tag() == kError) {
      std::string text;
      for (const Word word : message) text += static_cast<char>(word);
      throw Error(ExitCode::kRuntime, "rank " + std::to_string(status.source()) + ": " + text);
    }
    --out[static_cast<std::size_t>(status.source())];
    words_per_run = std::max<std::size_t>(1 + message[3] + message[4], 1);
    seconds_per_run = std::bit_cast<double>(message.back());
    sweep.deliver(message[0], unpacked(message));
    ++service.chunks;
  }

  mpi::environment environment;
  mpi::communicator world;
  MpiService service;
  std::uint64_t fixed = 0;
  std::vector<int> out;  // chunks that each rank has
  double seconds_per_run = 0.01;
  std::size_t words_per_run = 64;
  bool stopped = false;
};

MpiJob::MpiJob(int& argc, char**& argv) : impl_(std::make_unique<Impl>(argc, argv)) {}
MpiJob::~MpiJob() = default;

int MpiJob::rank() const {
  return impl_->world.rank();
}
int MpiJob::size() const {
  return impl_->world.size();
}
const MpiService& MpiJob::service() const {
  return impl_->service;
}

bool MpiJob::serve(Sweep& sweep, std::uint64_t runs_per_chunk, std::size_t threads,
                   const std::atomic<bool>* cancel, const std::function<void()>& progress) {
  const tbb::global_control allowed{tbb::global_control::max_allowed_parallelism, threads};
  impl_->fixed = runs_per_chunk;
  impl_->out.assign(static_cast<std::size_t>(size()), 0);
  while (!sweep.done()) {
    if (cancel != nullptr && *cancel) return false;
    const auto begin = Clock::now();
    impl_->hand_out(sweep);
    bool any = false;
    while (const auto status = impl_->world.iprobe(mpi::any_source, mpi::any_tag)) {
      impl_->take(sweep, *status);
      any = true;
      if (cancel != nullptr && *cancel) return false;
      impl_->hand_out(sweep);
    }
    if (any) {
      impl_->service.busy_seconds += std::chrono::duration<double>(Clock::now() - begin).count();
      progress();
    } else if (!sweep.done()) {
      std::this_thread::sleep_for(std::chrono::microseconds{100});
    }
  }
  return true;
}

void MpiJob::work(const Study& study, const StudyDesign& design, std::size_t threads) {
  PointCompiler compiler{study, design};
  ThreadExecutor executor{threads};
  while (true) {
    const Message order = impl_->receive(impl_->world.probe(0, kWork));
    const Chunk chunk{order[0], {order[1], order[2]}};
    if (chunk.range.count == 0) break;
    const auto begin = Clock::now();
    const auto point = compiler.compile_point(chunk.point);
    Collector collector;
    RecordSink* const sinks[] = {&collector};
    executor.run(point->compiled.network, point->request, chunk.range, sinks, {});
    Message result = packed(chunk, collector.records);
    const std::chrono::duration<double> taken = Clock::now() - begin;
    result.push_back(std::bit_cast<Word>(taken.count() / static_cast<double>(chunk.range.count)));
    impl_->send(0, kResult, result);
  }
  impl_->stopped = true;
}

void MpiJob::report(const std::string& error) {
  Message text;
  for (const char c : error) text.push_back(static_cast<unsigned char>(c));
  impl_->send(0, kError, text);
}

void MpiJob::end() {
  mpi::communicator& world = impl_->world;
  if (rank() > 0) {
    while (!impl_->stopped) impl_->stopped = impl_->receive(world.probe(0, kWork))[2] == 0;
    impl_->send(0, kBye, {0});
    return;
  }
  for (int each = 1; each < size(); ++each) impl_->send(each, kWork, {0, 0, 0});
  // What is under way is received and dropped, so that nobody waits to be heard.
  for (int left = size() - 1; left > 0;) {
    const mpi::status status = world.probe(mpi::any_source, mpi::any_tag);
    impl_->receive(status);
    if (status.tag() == kBye) --left;
  }
}

void MpiJob::abort(int code) {
  impl_->environment.abort(code);
  std::_Exit(code);
}

}  // namespace railhead
