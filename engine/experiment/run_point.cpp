#include "railhead/experiment/run_point.hpp"

#include <algorithm>

#include "railhead/results/replications.hpp"

namespace railhead {
namespace {

// Appends the metrics of each record to rows.
class RowSink final : public RecordSink {
 public:
  explicit RowSink(std::vector<double>& values) : values_(values) {}
  std::size_t parts() const override { return 1; }
  void add(std::size_t, std::span<const RunRecord> records) override {
    for (const RunRecord& record : records)
      values_.insert(values_.end(), record.metrics.begin(), record.metrics.end());
  }

 private:
  std::vector<double>& values_;
};

}  // namespace

std::vector<double> ResponseMatrix::column(std::size_t index) const {
  std::vector<double> one;
  one.reserve(rows);
  for (std::size_t row = 0; row < rows; ++row) one.push_back(at(row, index));
  return one;
}

ResponseMatrix run_point(const Scenario& scenario, std::span<const std::string> responses,
                         const PointRuns& runs) {
  CompileOptions options;
  options.seed = runs.seed;
  options.deterministic = runs.deterministic;
  const Compiled compiled = compile(scenario, options);
  RunRequest request;
  for (const std::string& selector : responses)
    request.metrics.push_back(parse_metric(compiled.network, selector));
  ResponseMatrix matrix;
  matrix.responses.assign(responses.begin(), responses.end());
  matrix.first = runs.range.first;
  RowSink rows{matrix.values};
  RecordSink* const sinks[] = {&rows};
  matrix.rows =
      ThreadExecutor{runs.threads}.run(compiled.network, request, runs.range, sinks, runs.control);
  return matrix;
}

}  // namespace railhead
