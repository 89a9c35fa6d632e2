// A sweep over the ranks of an MPI job. Only railhead-mpi is linked with this.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>

#include "railhead/experiment/sweep.hpp"

namespace railhead {

// How much rank 0 did for the others.
struct MpiService {
  std::uint64_t chunks = 0;
  double busy_seconds = 0;  // unpacking, keeping and handing out; not waiting
};

// The job that this process is part of. Made once, on the main thread, the only one that calls MPI.
class MpiJob {
 public:
  MpiJob(int& argc, char**& argv);
  ~MpiJob();
  MpiJob(const MpiJob&) = delete;
  MpiJob& operator=(const MpiJob&) = delete;

  int rank() const;
  int size() const;

  // Rank 0 of several: hands out chunks to the other ranks, two at a time so that no rank waits for
  // the next one, and takes the records in, on so many threads. `runs_per_chunk` 0: about a tenth
  // of a second's work. False where it was cancelled. Throws Error where a rank reports one.
  bool serve(Sweep& sweep, std::uint64_t runs_per_chunk, std::size_t threads,
             const std::atomic<bool>* cancel, const std::function<void()>& progress);
  const MpiService& service() const;

  // The other ranks: run chunks until rank 0 has no more.
  void work(const Study& study, const StudyDesign& design, std::size_t threads);
  // Tells rank 0 what went wrong here.
  void report(const std::string& error);

  // At the end of every rank: rank 0 lets the others go, these wait for it.
  void end();
  // Ends all ranks at once, where some may not answer any more.
  [[noreturn]] void abort(int code);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace railhead
