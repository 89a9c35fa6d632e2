#include "tests/architecture/checker.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <map>
#include <regex>
#include <set>
#include <sstream>

namespace railhead::architecture {
namespace {

using Layers = std::set<std::string, std::less<>>;

// Which layers each layer may include, besides itself.
const std::map<std::string, Layers, std::less<>>& arrows() {
  static const std::map<std::string, Layers, std::less<>> table = {
      {"base", {}},
      {"stats", {"base"}},
      {"random", {"base"}},
      {"kernel", {"base", "stats"}},
      {"model", {"base", "stats", "random", "kernel"}},
      {"scenario", {"base", "random", "model"}},
      {"results", {"base", "stats", "model"}},
      {"experiment", {"base", "stats", "random", "kernel", "model", "scenario", "results"}},
      {"report", {"base", "stats", "results"}},
      {"cli",
       {"base", "stats", "random", "kernel", "model", "scenario", "results", "experiment",
        "report"}},
  };
  return table;
}

// What only some layers may say. The pattern is looked for in each line without its comment.
struct Restriction {
  std::regex pattern;
  Layers allowed;
  std::string fault;
};

const std::vector<Restriction>& restrictions() {
  static const Layers exact = {"base",    "stats",      "kernel", "scenario",
                               "results", "experiment", "report", "cli"};
  static const std::vector<Restriction> table = {
      {std::regex{R"(#\s*include\s*[<"]toml)"}, {"scenario"}, "only scenario includes toml++"},
      {std::regex{R"(#\s*include\s*[<"]sqlite3)"}, {"results"}, "only results includes SQLite"},
      {std::regex{R"(#\s*include\s*[<"](mpi\.h|boost/mpi))"},
       {"experiment"},
       "only experiment includes MPI"},
      {std::regex{R"(#\s*include\s*[<"](tbb/|oneapi/))"},
       {"experiment"},
       "only experiment includes the thread pool"},
      {std::regex{R"(#\s*include\s*[<"]CLI/)"}, {"cli"}, "only cli parses arguments"},
      {std::regex{R"(#\s*include\s*<(print|fmt/ostream\.h)>)"
                  R"(|\bstd::(cout|cerr|clog|puts)\b|(^|[^\w])f?printf\s*\(|\bfmt::print\b)"},
       {"cli"},
       "only cli prints"},
      {std::regex{R"(\bstd::(exp2?|expm1|log(2|10|1p)?|pow|a?(sin|cos|tan)h?|atan2|cbrt|hypot)"
                  R"(|[lt]gamma|erfc?)f?\s*\()"},
       exact, "no transcendental function of <cmath> here: its bits differ between machines"},
  };
  return table;
}

std::string include_fault(std::string_view layer, const std::string& line) {
  static const std::regex own{R"re(#\s*include\s*[<"]railhead/(\w+)/)re"};
  static const std::regex internal{R"re(#\s*include\s*"(?:\.\./)*(?:engine/)?(\w+)/)re"};
  std::smatch match;
  if (!std::regex_search(line, match, own) && !std::regex_search(line, match, internal)) return {};
  const std::string target = match[1];
  if (target == layer || arrows().find(layer)->second.contains(target)) return {};
  if (line.find("railhead/") == std::string::npos && !arrows().contains(target)) return {};
  return std::string{layer} + " may not include " + target;
}

std::string without_comment(const std::string& line) {
  return line.substr(0, line.find("//"));
}

std::vector<std::filesystem::path> sources_under(const std::filesystem::path& folder) {
  std::vector<std::filesystem::path> sources;
  if (!std::filesystem::exists(folder)) return sources;
  for (const auto& entry : std::filesystem::recursive_directory_iterator{folder}) {
    const auto extension = entry.path().extension();
    if (extension == ".hpp" || extension == ".cpp") sources.push_back(entry.path());
  }
  std::sort(sources.begin(), sources.end());
  return sources;
}

std::string read(const std::filesystem::path& path) {
  std::ifstream file{path};
  return {std::istreambuf_iterator<char>{file}, {}};
}

}  // namespace

std::vector<std::string> faults_of_source(std::string_view layer, std::string_view text) {
  std::vector<std::string> faults;
  std::istringstream lines{std::string{text}};
  std::string line;
  for (int number = 1; std::getline(lines, line); ++number) {
    const std::string code = without_comment(line);
    const auto report = [&](const std::string& fault) {
      if (!fault.empty()) faults.push_back(std::to_string(number) + ": " + fault);
    };
    report(include_fault(layer, code));
    for (const Restriction& restriction : restrictions())
      if (!restriction.allowed.contains(layer) && std::regex_search(code, restriction.pattern))
        report(restriction.fault);
  }
  return faults;
}

std::vector<std::string> faults_of_tree(const std::filesystem::path& root) {
  std::vector<std::string> faults;
  for (const char* part : {"include/railhead", "engine"}) {
    const std::filesystem::path top = root / part;
    for (const auto& source : sources_under(top)) {
      const std::string layer = source.lexically_relative(top).begin()->string();
      const std::string place = source.lexically_relative(root).string() + ":";
      if (!arrows().contains(layer)) {
        faults.push_back(place + "1: " + layer + " is not a layer");
        continue;
      }
      for (const std::string& fault : faults_of_source(layer, read(source)))
        faults.push_back(place + fault);
    }
  }
  return faults;
}

}  // namespace railhead::architecture
