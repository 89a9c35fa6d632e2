// railhead-mpi: sweeps over the ranks of an MPI job.
#include <cstdio>

#include <fmt/format.h>

#include "railhead/experiment/mpi_sweep.hpp"

#include "console.hpp"
#include "sweep_command.hpp"
#include "verbs.hpp"

namespace railhead {
namespace {

// Rank 0: the store, the table, and the chunks of all others. Alone it runs them itself.
ExitCode lead(MpiJob& job, const Arguments& arguments) {
  const std::uint64_t runs_per_chunk = arguments.count("--chunk", 1).value_or(0);
  const ExitCode code = sweep_study(
      arguments, [&](Sweep& sweep, const std::atomic<bool>* cancel, const auto& progress) {
        if (job.size() == 1) return run_sweep(sweep, arguments.threads(1), cancel, progress);
        const bool done = job.serve(sweep, runs_per_chunk, arguments.threads(1), cancel, progress);
        if (!done)
          print_note(
              "railhead-mpi: the job was ended, by a signal or because a rank died; mpirun or srun "
              "tells which");
        return done;
      });
  const MpiService& service = job.service();
  if (service.chunks > 0 && !arguments.has("--quiet"))
    print_note(
        fmt::format("railhead-mpi: rank 0 served {} chunks in {:.3f} s of work, {:.0f} a "
                    "second",
                    service.chunks, service.busy_seconds,
                    static_cast<double>(service.chunks) / service.busy_seconds));
  return code;
}

ExitCode follow(MpiJob& job, const Arguments& arguments) {
  try {
    const Study study = study_of(arguments);
    const StudyDesign design = make_design(study);
    job.work(study, design, arguments.threads(1));
  } catch (const std::exception& error) {
    job.report(error.what());
  }
  return ExitCode::kSuccess;
}

Verb mpi_sweep_verb(MpiJob& job) {
  Verb verb = sweep_verb();
  verb.description +=
      " Rank 0 owns the store and hands out chunks of runs to the other ranks, which run them on "
      "threads. The store is the same, row for row, whatever the number of ranks.";
  for (Option& option : verb.options)
    if (option.names == "--threads") option.help = "Threads of each rank (default: 1)";
  verb.options.push_back(
      {"--chunk", "RUNS", "Replications handed out at a time (default: a tenth of a second's)"});
  verb.examples = {"mpirun -n 4 railhead-mpi sweep scenarios/studies/when-an-embargo-bites.toml"};
  verb.run = [&job](const Arguments& arguments) {
    return job.rank() == 0 ? lead(job, arguments) : follow(job, arguments);
  };
  return verb;
}

int run(int argc, char** argv) {
  MpiJob job{argc, argv};
  // What the other ranks have to say, rank 0 says.
  if (job.rank() > 0 && (std::freopen("/dev/null", "w", stdout) == nullptr ||
                         std::freopen("/dev/null", "w", stderr) == nullptr))
    return static_cast<int>(ExitCode::kRuntime);
  const int code = run_verbs({mpi_sweep_verb(job)}, argc, argv);
  // Interrupted, perhaps because a rank died: it cannot be waited for.
  if (code == static_cast<int>(ExitCode::kInterrupted)) job.abort(code);
  job.end();
  return code;
}

}  // namespace
}  // namespace railhead

int main(int argc, char** argv) {
  return railhead::run(argc, argv);
}
