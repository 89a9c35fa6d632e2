// The digests of the shipped scenarios, so that a change of results is always deliberate.
//
//   golden SCENARIOS GOLDEN.csv          compares; exit code 1 where a digest is another
//   golden SCENARIOS GOLDEN.csv --write  writes them anew (./build.sh golden)
#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "railhead/base/error.hpp"
#include "railhead/base/hash.hpp"
#include "railhead/model/simulate.hpp"
#include "railhead/results/files.hpp"
#include "railhead/scenario/compile.hpp"

namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t kReplications = 4;

// Every scenario below the folder, studies left out, by path.
std::vector<std::string> scenario_files(const std::string& folder) {
  std::vector<std::string> files;
  for (const auto& entry : fs::recursive_directory_iterator{folder}) {
    const std::string path = entry.path().lexically_relative(folder).generic_string();
    if (entry.path().extension() == ".toml" && !path.starts_with("studies/")) files.push_back(path);
  }
  std::sort(files.begin(), files.end());
  return files;
}

// Of all that `run --out` computes: every metric, every trajectory, and the events.
std::string digest_of(const std::string& path) {
  const railhead::Compiled compiled = railhead::compile(railhead::load(path));
  const railhead::Network& network = compiled.network;
  const railhead::RunRequest request{railhead::default_metrics(network),
                                     railhead::default_series(network)};
  railhead::Workspace workspace{network, request};
  railhead::RunRecord record;
  railhead::Hash64 hash;
  for (std::uint64_t k = 0; k < kReplications; ++k) {
    railhead::simulate(workspace, k, record);
    hash.add(record.digest);
    hash.add(record.events);
    for (const double value : record.trajectories) hash.add(value);
  }
  return railhead::to_hex(hash.value());
}

std::map<std::string, std::string> read_golden(const std::string& path) {
  std::map<std::string, std::string> golden;
  if (!railhead::file_exists(path)) return golden;
  const std::string text = railhead::read_file(path, 1U << 20U);
  for (std::size_t at = text.find('\n') + 1; at < text.size();) {
    const std::size_t end = text.find('\n', at);
    const std::size_t comma = text.find(',', at);
    golden[text.substr(at, comma - at)] = text.substr(comma + 1, end - comma - 1);
    at = end + 1;
  }
  return golden;
}

int check(const std::string& folder, const std::string& path, bool write) {
  std::map<std::string, std::string> golden = read_golden(path);
  std::string text = "scenario,digest\n";
  int different = 0;
  for (const std::string& file : scenario_files(folder)) {
    const std::string digest = digest_of((fs::path{folder} / file).string());
    text += file + "," + digest + "\n";
    if (golden[file] != digest) {
      std::printf("%s: %s, golden is %s\n", file.c_str(), digest.c_str(),
                  golden[file].empty() ? "not there" : golden[file].c_str());
      ++different;
    }
    golden.erase(file);
  }
  for (const auto& [file, digest] : golden) {
    std::printf("%s: is golden, but no longer there\n", file.c_str());
    ++different;
  }
  if (write) railhead::write_file(path, text);
  if (different > 0 && !write)
    std::printf(
        "Results have changed. If that is meant: ./build.sh golden, and mark it in bold in "
        "CHANGELOG.md\n");
  return different == 0 || write ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 3) return 2;
  try {
    return check(argv[1], argv[2], argc > 3 && std::string{argv[3]} == "--write");
  } catch (const std::exception& error) {
    std::fprintf(stderr, "golden: %s\n", error.what());
    return 1;
  }
}
