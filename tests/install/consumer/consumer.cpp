// A program of one's own on the installed libraries: runs a scenario, prints its digest.
#include <iostream>

#include <railhead/experiment/executor.hpp>
#include <railhead/results/ensemble.hpp>
#include <railhead/scenario/compile.hpp>

int main(int, char** argv) {
  const railhead::Compiled compiled = railhead::compile(railhead::load(argv[1]));
  const railhead::RunRequest request{railhead::default_metrics(compiled.network), {}};
  railhead::MetricEnsemble metrics{request.metrics};
  railhead::RecordSink* const sinks[] = {&metrics};
  railhead::ThreadExecutor{}.run(compiled.network, request, {0, 50}, sinks, {});
  std::cout << railhead::to_hex(metrics.digest()) << '\n';
}
