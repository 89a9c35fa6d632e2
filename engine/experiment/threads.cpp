// Built without the thread sanitizer, as oneTBB is, since it would see tasks without what puts them
// in order. Whatever has to do with results is done by who calls, and so is seen.
#include "threads.hpp"

#include <vector>

#include <tbb/global_control.h>
#include <tbb/info.h>
#include <tbb/parallel_for.h>
#include <tbb/parallel_pipeline.h>
#include <tbb/task_arena.h>

#include "hand_over.hpp"

namespace railhead {

std::size_t default_threads() {
  return static_cast<std::size_t>(tbb::info::default_concurrency());
}

void on_threads(std::size_t threads, const std::function<void()>& work) {
  // oneTBB makes no more threads than processors unless told to.
  const tbb::global_control allowed{tbb::global_control::max_allowed_parallelism, threads};
  tbb::task_arena arena{static_cast<int>(threads)};
  ForkJoin fork;  // another thread calls work() where all places of the arena are taken
  arena.execute([&] {
    const Handed task = fork.task();
    work();
  });
}

void for_each_index(std::size_t count, const std::function<void(std::size_t)>& body) {
  ForkJoin fork;
  // Isolated: a thread that waits here must not pick up a batch to simulate meanwhile.
  tbb::this_task_arena::isolate([&] {
    tbb::parallel_for(std::size_t{0}, count, [&](std::size_t index) {
      const Handed task = fork.task();
      body(index);
    });
  });
}

void run_pipeline(std::size_t under_way, const Pipeline& stages) {
  HandOver next_turn, finish_turn;          // serial stages, from call to call
  std::vector<HandOver> passed(under_way);  // from stage to stage
  ForkJoin fork;                            // last: all tasks are over before what they use ends
  using tbb::filter_mode;
  using Token = std::size_t;
  tbb::parallel_pipeline(
      under_way,
      tbb::make_filter<void, Token>(filter_mode::serial_in_order, [&](tbb::flow_control& flow) {
        const Handed task = fork.task();
        const Handed turn{next_turn};
        const auto token = stages.next();
        if (!token) {
          flow.stop();
          return Token{0};
        }
        passed[*token].give();
        return *token;
      }) & tbb::make_filter<Token, Token>(filter_mode::parallel, [&](Token token) {
        const Handed task = fork.task();
        const Handed pass{passed[token]};
        stages.work(token);
        return token;
      }) & tbb::make_filter<Token, void>(filter_mode::serial_in_order, [&](Token token) {
        const Handed task = fork.task();
        const Handed turn{finish_turn};
        passed[token].take();
        stages.finish(token);
      }));
}

}  // namespace railhead
