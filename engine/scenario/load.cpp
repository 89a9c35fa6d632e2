#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <system_error>
#include <utility>

#include <fmt/format.h>

#include "railhead/base/error.hpp"
#include "railhead/scenario/scenario.hpp"

#include "faults.hpp"
#include "merge.hpp"
#include "override.hpp"
#include "toml_reader.hpp"

namespace railhead {
namespace {

namespace fs = std::filesystem;

// The text of a file, or what keeps it from being read.
struct FileText {
  std::string text;
  std::string fault;
};

FileText read_stream(std::istream& in) {
  FileText file;
  std::string& text = file.text;
  char buffer[1U << 16U];
  while (in.read(buffer, sizeof buffer), in.gcount() > 0) {
    text.append(buffer, static_cast<std::size_t>(in.gcount()));
    if (text.size() > kMaximumFileSize) {
      file.fault = fmt::format("larger than {} MiB", kMaximumFileSize >> 20U);
      break;
    }
  }
  if (in.bad()) file.fault = "cannot be read";
  return file;
}

FileText read_file(const std::string& path, bool main) {
  if (main && path == "-") return read_stream(std::cin);
  std::error_code error;
  const fs::file_status status = fs::status(path, error);
  if (!fs::exists(status)) return {{}, "no such file"};
  if (fs::is_directory(status)) return {{}, "is a directory, not a file"};
  // A pipe that the shell makes is welcome as the main file, but never hidden in an `extends`.
  if (!fs::is_regular_file(status) && !(main && fs::is_fifo(status))) {
    return {{}, "is not a regular file"};
  }
  std::ifstream in(path, std::ios::binary);
  if (!in) return {{}, "cannot be opened"};
  return read_stream(in);
}

struct ExtendsPath {
  std::string path;
  Position position;
};

class Loader {
 public:
  explicit Loader(Scenario& scenario) : scenario_(scenario), faults_(scenario.sources) {}

  void load_main(const std::string& name, FileText file) {
    if (!file.fault.empty()) refuse_main(name, file.fault);
    scenario_.document = document_of(name, std::move(file.text));
    resolve_like(scenario_.document, faults_);
    finish();
  }

  void finish() {
    for (Diagnostic& fault : faults_.take()) scenario_.faults.push_back(std::move(fault));
  }

 private:
  // The document of one text with all it extends beneath it.
  Node document_of(const std::string& name, std::string text) {
    const auto source = static_cast<std::uint32_t>(scenario_.sources.size());
    scenario_.sources.push_back(std::make_shared<const Source>(name, std::move(text), false));
    Node own = read_toml(scenario_.sources, source);
    check_schema(own, source);
    chain_.push_back({name, identity(name)});
    Node whole{NodeTable{}, own.position};
    for (const ExtendsPath& below : extends_of(own)) {
      merge_documents(whole, extended(name, below), faults_);
    }
    chain_.pop_back();
    erase_member(own, "extends");
    merge_documents(whole, std::move(own), faults_);
    scenario_.layers.resize(scenario_.sources.size());
    scenario_.layers[source] = ++layers_;
    whole.position = {source, 1, 1};
    return whole;
  }

  Node extended(const std::string& from, const ExtendsPath& below) {
    const fs::path folder = from == "-" ? fs::path{} : fs::path(from).parent_path();
    const std::string path = (folder / below.path).lexically_normal().string();
    const std::string id = identity(path);
    for (const auto& link : chain_) {
      if (link.identity == id) refuse_cycle(path, below.position);
    }
    if (chain_.size() >= kMaximumExtendsDepth) {
      refuse(below.position,
             fmt::format("extends goes deeper than {} files", kMaximumExtendsDepth));
    }
    if (scenario_.sources.size() >= kMaximumFiles) {
      refuse(below.position, fmt::format("extends reads more than {} files", kMaximumFiles));
    }
    FileText file = read_file(path, false);
    if (!file.fault.empty()) {
      refuse(below.position, fmt::format("extends \"{}\": {}", path, file.fault));
    }
    total_size_ += file.text.size();
    if (total_size_ > kMaximumFileSize) {
      refuse(below.position,
             fmt::format("what is extended is larger than {} MiB in all", kMaximumFileSize >> 20U));
    }
    return document_of(path, std::move(file.text));
  }

  std::vector<ExtendsPath> extends_of(const Node& own) {
    const Node* extends = find(own, "extends");
    std::vector<ExtendsPath> paths;
    if (extends == nullptr) return paths;
    const auto add = [&](const Node& node) {
      if (const auto* path = node.as<std::string>()) {
        paths.push_back({*path, node.position});
      } else {
        faults_.add(node.position,
                    fmt::format("extends takes a list of files, found {}", kind_text(node)));
      }
    };
    if (const auto* list = extends->as<NodeArray>()) {
      for (const Node& node : *list) add(node);
    } else {
      add(*extends);
    }
    return paths;
  }

  void check_schema(const Node& own, std::uint32_t source) {
    const Node* schema = find(own, "schema");
    if (schema == nullptr) {
      faults_.add({source, 1, 1}, "schema is missing; begin the file with schema = 1");
    } else if (schema->as<std::int64_t>() == nullptr || *schema->as<std::int64_t>() != 1) {
      faults_.add(schema->position,
                  fmt::format("schema {} is not known; this program reads schema = 1",
                              to_toml(*schema).substr(0, 40)));
    }
  }

  // What tells files apart: the path without links and dots.
  static std::string identity(const std::string& path) {
    std::error_code error;
    const fs::path canonical = fs::weakly_canonical(path, error);
    return error ? path : canonical.string();
  }

  [[noreturn]] void refuse(Position position, std::string message) const {
    throw DiagnosticError({diagnostic_at(scenario_.sources, position, std::move(message))});
  }

  [[noreturn]] void refuse_cycle(const std::string& path, Position position) const {
    std::string text;
    for (const auto& link : chain_) text += link.name + " extends ";
    refuse(position, "cycle in extends: " + text + path);
  }

  [[noreturn]] static void refuse_main(const std::string& name, const std::string& fault) {
    Diagnostic diagnostic;
    diagnostic.position.file = name;
    diagnostic.message = fault;
    throw DiagnosticError({diagnostic});
  }

  struct Link {
    std::string name, identity;
  };

  Scenario& scenario_;
  Faults faults_;
  std::vector<Link> chain_;
  std::size_t total_size_ = 0;
  std::uint32_t layers_ = 0;
};

void lay_on(Scenario& scenario, std::span<const std::string> overrides) {
  Faults faults{scenario.sources};
  for (const std::string& text : overrides) {
    const auto source = static_cast<std::uint32_t>(scenario.sources.size());
    scenario.sources.push_back(std::make_shared<const Source>("--set", text, true));
    scenario.layers.push_back(source + 1);
    ++scenario.overrides;
    apply_override(scenario.document, scenario.sources, source, faults);
  }
  for (Diagnostic& fault : faults.take()) scenario.faults.push_back(std::move(fault));
}

}  // namespace

Scenario load(const std::string& path, std::span<const std::string> overrides) {
  Scenario scenario;
  scenario.path = path;
  Loader{scenario}.load_main(path, read_file(path, true));
  lay_on(scenario, overrides);
  return scenario;
}

Scenario load_text(const std::string& name, std::string text,
                   std::span<const std::string> overrides) {
  Scenario scenario;
  scenario.path = name;
  FileText file{std::move(text), {}};
  if (file.text.size() > kMaximumFileSize) {
    file.fault = fmt::format("larger than {} MiB", kMaximumFileSize >> 20U);
  }
  Loader{scenario}.load_main(name, std::move(file));
  lay_on(scenario, overrides);
  return scenario;
}

Scenario with_overrides(const Scenario& scenario, std::span<const std::string> overrides) {
  Scenario changed = scenario;
  lay_on(changed, overrides);
  return changed;
}

}  // namespace railhead
