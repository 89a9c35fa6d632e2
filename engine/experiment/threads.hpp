// Work on several threads; the only user of oneTBB's tasks.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>

namespace railhead {

// As many threads as there are processors to run on.
std::size_t default_threads();

// Calls work() and comes after it; so many threads share what it asks of the functions below.
// Throws what it throws.
void on_threads(std::size_t threads, const std::function<void()>& work);

// body(0) to body(count - 1), several at once: each after what was done before the call, all before
// what follows it. A thread that waits here does nothing else meanwhile. Throws what one of them
// throws.
void for_each_index(std::size_t count, const std::function<void(std::size_t)>& body);

// Tokens, numbers from 0, stand for pieces of work under way. Each stage of a token comes after the
// one before, and all of them between what was done before run_pipeline() and what follows it.
struct Pipeline {
  std::function<std::optional<std::size_t>()> next;  // one call after the other; nothing: the end
  std::function<void(std::size_t token)> work;       // several at once
  std::function<void(std::size_t token)> finish;     // one call after the other, in order of next()
};

// Until the end, at most `under_way` tokens at once. Requires: next() gives a token below
// `under_way` that is not under way. Throws what one of the stages throws.
void run_pipeline(std::size_t under_way, const Pipeline& stages);

}  // namespace railhead
