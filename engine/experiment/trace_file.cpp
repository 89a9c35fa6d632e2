#include "railhead/experiment/trace_file.hpp"

#include "railhead/results/files.hpp"
#include "railhead/results/json.hpp"

namespace railhead {
namespace {

class LineWriter final : public TraceListener {
 public:
  explicit LineWriter(FileWriter& file) : file_(file) {}
  void on_event(const TraceEvent& event) override {
    file_.write(trace_line(event) + "\n");
    ++events_;
  }
  std::uint64_t events() const { return events_; }

 private:
  FileWriter& file_;
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
                          const RunRequest& request, std::uint64_t replication) {
  FileWriter file{path};
  LineWriter listener{file};
  Workspace workspace{network, request};
  RunRecord record;
  simulate(workspace, replication, record, &listener);
  file.finish();
  return listener.events();
}

}  // namespace railhead
