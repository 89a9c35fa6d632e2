#include "railhead/experiment/trace_file.hpp"

#include "railhead/base/error.hpp"
#include "railhead/results/files.hpp"
#include "railhead/results/json.hpp"

namespace railhead {
namespace {

class LineWriter final : public TraceListener {
 public:
  LineWriter(const std::string& path, std::uint64_t most_bytes)
      : path_(path), file_(path), left_(most_bytes), most_(most_bytes) {}
  void on_event(const TraceEvent& event) override {
    const std::string line = trace_line(event) + "\n";
    if (line.size() > left_)
      throw Error(ExitCode::kRuntime, "cannot write " + path_ + ": the trace is larger than " +
                                          std::to_string(most_ >> 20U) +
                                          " MiB; --max-trace allows more");
    left_ -= line.size();
    file_.write(line);
    ++events_;
  }
  void finish() { file_.finish(); }
  std::uint64_t events() const { return events_; }

 private:
  std::string path_;
  FileWriter file_;
  std::uint64_t left_, most_;  // bytes
  std::uint64_t events_ = 0;
};

}  // namespace

std::string trace_line(const TraceEvent& event) {
  JsonWriter json{0};
  json.begin_object().member("at", to_iso(event.at));
  json.member("class", static_cast<int>(event.event_class)).member("kind", event.kind);
  json.member("entity", event.entity);
  if (!event.detail.empty()) json.member("detail", event.detail);
  if (event.load >= 0) json.member("load", event.load);
  if (event.rounds != 0) json.member("rounds", event.rounds);
  if (event.value != 0.0) json.member("value", event.value);
  if (!event.cause.empty()) json.member("cause", event.cause);
  json.end_object();
  return json.take();
}

std::uint64_t write_trace(const std::string& path, const Network& network,
                          const RunRequest& request, std::uint64_t replication,
                          std::uint64_t most_bytes) {
  LineWriter listener{path, most_bytes};
  Workspace workspace{network, request};
  RunRecord record;
  simulate(workspace, replication, record, &listener);
  listener.finish();
  return listener.events();
}

}  // namespace railhead
