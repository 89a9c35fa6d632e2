#include "railhead/experiment/compare.hpp"
#include "railhead/experiment/trace_file.hpp"

#include "compare_sides.hpp"

namespace railhead {
namespace {

class LineKeeper final : public TraceListener {
 public:
  void on_event(const TraceEvent& event) override { lines.push_back(trace_line(event)); }
  std::vector<std::string> lines;
};

// Holds the events of a run against the lines of another.
class LineMatcher final : public TraceListener {
 public:
  explicit LineMatcher(const std::vector<std::string>& lines) : lines_(lines) {}
  void on_event(const TraceEvent& event) override {
    if (other) return;
    std::string line = trace_line(event);
    if (common < lines_.size() && lines_[common] == line)
      ++common;
    else
      other = std::move(line);
  }
  std::uint64_t common = 0;
  std::optional<std::string> other;

 private:
  const std::vector<std::string>& lines_;
};

}  // namespace

FirstDifference first_difference(const Scenario& baseline, const Scenario& variant,
                                 const CompareOptions& options, std::uint64_t replication) {
  const std::vector<Side> sides = sides_of({baseline, variant}, options);
  const RunRequest nothing;
  RunRecord record;
  LineKeeper kept;
  Workspace first{sides[0].network(), nothing};
  simulate(first, replication, record, &kept);
  LineMatcher matcher{kept.lines};
  Workspace second{sides[1].network(), nothing};
  simulate(second, replication, record, &matcher);
  FirstDifference result{matcher.common, {}, matcher.other};
  if (matcher.common < kept.lines.size()) result.before = kept.lines[matcher.common];
  return result;
}

}  // namespace railhead
