#include "run_files.hpp"

#include "railhead/results/csv.hpp"
#include "railhead/results/files.hpp"
#include "railhead/results/json.hpp"
#include "railhead/scenario/provenance.hpp"

#include "verbs.hpp"

namespace railhead {
namespace {

std::string_view compiler() {
#if defined(__clang__)
  return "clang " __clang_version__;
#else
  return "g++ " __VERSION__;
#endif
}

}  // namespace

std::string manifest_json(const Arguments& arguments, const Scenario& scenario,
                          const RunIdentity& identity, std::size_t threads, Instant started,
                          double wall_seconds, double quantile_error, const RunDigests& digests) {
  JsonWriter json{1};
  json.begin_object().key("command").begin_array();
  for (const std::string& word : arguments.command_line) json.value(word);
  json.end_array().member("version", program_version()).member("compiler", compiler());
  json.member("seed", identity.seed).member("threads", threads);
  json.member("started", to_iso(started)).member("wall_seconds", wall_seconds);
  json.member("trajectory_quantile_error", quantile_error);
  json.key("inputs").begin_array();
  for (const auto& source : scenario.sources)
    if (!source->command_line)
      json.begin_object()
          .member("path", source->name)
          .member("sha256", source->sha256)
          .end_object();
  json.end_array().member("scenario", effective_toml(scenario));
  json.key("digests").begin_object().member("every", digests.every);
  json.member("values", digests_text(digests)).end_object().end_object();
  return json.take();
}

void prepare_run_folder(const std::string& folder) {
  make_folder(folder);
  require_writable(folder + "/run.json");
}

std::vector<std::string> write_run_files(const std::string& folder, const std::string& document,
                                         const Network& network, const MetricEnsemble& metrics,
                                         const TrajectoryEnsemble& trajectories,
                                         const ReplicationTable& replications) {
  make_folder(folder);
  std::vector<std::string> paths;
  const auto write = [&](const char* name, const std::string& content) {
    paths.push_back(folder + "/" + name);
    write_file(paths.back(), content);
  };
  write("run.json", document);
  write("metrics.csv", metrics_csv(network, metrics));
  const auto write_pieces = [&](const char* name, const auto& table) {
    paths.push_back(folder + "/" + name);
    FileWriter file{paths.back()};
    table(network, trajectories, [&](std::string_view piece) { file.write(piece); });
    file.finish();
  };
  write_pieces("trajectories.csv", trajectories_csv);
  if (!network.shipments.empty()) write_pieces("shipments.csv", shipments_csv);
  if (!replications.metrics().empty())
    write("replications.csv", replications_csv(network, replications));
  return paths;
}

}  // namespace railhead
