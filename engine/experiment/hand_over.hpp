// What oneTBB puts in order, where the thread sanitizer can see it.
#pragma once

#include <atomic>
#include <cstdint>

namespace railhead {

// What was done before give() is there after take(). Nobody waits here: that the one comes before
// the other is oneTBB's guarantee, but neither its library nor its templates are built for the
// sanitizer, which sees these two alone. One object for each guarantee; a wider one would hide
// races.
class HandOver {
 public:
  void give();
  void take() const;

 private:
  std::atomic<std::uint32_t> given_ = 0;
};

// Takes as a task begins and gives as it ends, by an exception too. From an object to itself: tasks
// that take turns.
class Handed {
 public:
  Handed(const HandOver& from, HandOver& to) : to_(to) { from.take(); }
  explicit Handed(HandOver& turns) : Handed(turns, turns) {}
  ~Handed() { to_.give(); }
  Handed(const Handed&) = delete;
  Handed& operator=(const Handed&) = delete;

 private:
  HandOver& to_;
};

// While it lives, its maker waits for tasks: each of them comes after what was done before, and
// what follows comes after all of them. It puts no task before another.
class ForkJoin {
 public:
  ForkJoin() { forked_.give(); }
  ~ForkJoin() { joined_.take(); }
  ForkJoin(const ForkJoin&) = delete;
  ForkJoin& operator=(const ForkJoin&) = delete;

  // For as long as a task runs.
  Handed task() { return {forked_, joined_}; }

 private:
  HandOver forked_, joined_;
};

}  // namespace railhead
