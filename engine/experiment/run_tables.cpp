#include "run_tables.hpp"

#include <fstream>

#include "railhead/results/csv.hpp"
#include "railhead/results/files.hpp"

#include "rerun.hpp"

namespace railhead {
namespace {

std::string path_in(const std::string& folder, const std::string& name) {
  return folder.empty() ? name : folder + "/" + name;
}

// A file read along with pieces of what it should be.
class Matcher {
 public:
  explicit Matcher(const std::string& path) : file_(path, std::ios::binary) {}
  void expect(std::string_view piece) {
    read_.resize(piece.size());
    same_ = same_ && file_.read(read_.data(), static_cast<std::streamsize>(piece.size())) &&
            read_ == piece;
  }
  bool is_same() { return same_ && file_.peek() == std::ifstream::traits_type::eof(); }

 private:
  std::ifstream file_;
  std::string read_;
  bool same_ = true;
};

}  // namespace

bool has_trajectories(const std::string& folder) {
  return file_exists(path_in(folder, "trajectories.csv")) ||
         file_exists(path_in(folder, "shipments.csv"));
}

std::vector<std::size_t> columns_of_replications(const std::string& folder, const Network& network,
                                                 const std::vector<Metric>& metrics,
                                                 VerifyOutcome& outcome) {
  std::ifstream file{path_in(folder, "replications.csv"), std::ios::binary};
  std::string header;
  std::getline(file, header);
  std::vector<std::size_t> columns;
  std::size_t at = header.find(',');
  while (at < header.size() && header[at] == ',') {
    const std::size_t before = at;
    for (std::size_t i = 0; i < metrics.size() && at == before; ++i) {
      const std::string name = ',' + csv_field(to_string(network, metrics[i]));
      const std::size_t end = at + name.size();
      if (header.compare(at, name.size(), name) != 0) continue;
      if (end < header.size() && header[end] != ',' && header[end] != '\r') continue;
      columns.push_back(i);
      at = end;
    }
    if (at == before) break;
  }
  if (at < header.size() && header[at] == ',')
    note_difference(outcome, "replications.csv has a column that is no metric of the run");
  return columns;
}

void compare_tables(const std::string& folder, const Network& network,
                    const MetricEnsemble& metrics, const TrajectoryEnsemble& trajectories,
                    const ReplicationTable& replications, VerifyOutcome& outcome) {
  // These are always written; nothing says whether there was a replications.csv.
  const auto missing = [&](std::string_view name) {
    if (name == "metrics.csv" || name == "trajectories.csv" ||
        (name == "shipments.csv" && !network.shipments.empty()))
      outcome.unchecked.push_back(std::string{name} + ", which is not beside the document");
  };
  const auto compare = [&](const char* name, const auto& make) {
    const std::string path = path_in(folder, name);
    if (!file_exists(path)) return missing(name);
    Matcher matcher{path};
    make([&](std::string_view piece) { matcher.expect(piece); });
    outcome.compared.emplace_back(name);
    if (!matcher.is_same())
      note_difference(outcome, std::string{name} + " is not what the run gives");
  };
  compare("metrics.csv", [&](const PieceWriter& use) { use(metrics_csv(network, metrics)); });
  compare("trajectories.csv",
          [&](const PieceWriter& use) { trajectories_csv(network, trajectories, use); });
  compare("shipments.csv",
          [&](const PieceWriter& use) { shipments_csv(network, trajectories, use); });
  compare("replications.csv",
          [&](const PieceWriter& use) { use(replications_csv(network, replications)); });
}

}  // namespace railhead
