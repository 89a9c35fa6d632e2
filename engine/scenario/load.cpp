#include <filesystem>
#include <system_error>
#include <utility>

#include <fmt/format.h>

#include "railhead/base/error.hpp"
#include "railhead/scenario/scenario.hpp"

#include "faults.hpp"
#include "file_text.hpp"
#include "merge.hpp"
#include "override.hpp"
#include "toml_reader.hpp"

namespace railhead {
namespace {

namespace fs = std::filesystem;

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
    // Without all that is extended, every reference to it would be one more fault.
    if (incomplete_) faults_.throw_if_any();
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
    Node own = read_toml(scenario_.sources, source, faults_);
    check_schema(own, source);
    chain_.push_back({name, identity(name)});
    Node whole{NodeTable{}, own.position};
    for (const ExtendsPath& below : extends_of(own)) lay(whole, extended(name, below));
    chain_.pop_back();
    erase_member(own, "extends");
    lay(whole, std::move(own));
    scenario_.layers.resize(scenario_.sources.size());
    scenario_.layers[source] = ++layers_;
    whole.position = {source, 1, 1};
    return whole;
  }

  // On a document that lacks something, what is removed may well be what is lacking.
  void lay(Node& base, Node&& over) {
    Faults passed_over{scenario_.sources};
    merge_documents(base, std::move(over), scenario_.removals, incomplete_ ? passed_over : faults_);
  }

  // What a file extends, or an empty document where that cannot be read.
  Node extended(const std::string& from, const ExtendsPath& below) {
    const fs::path folder = from == "-" ? fs::path{} : fs::path(from).parent_path();
    const std::string path = (folder / below.path).lexically_normal().string();
    const std::size_t depth = chain_.size();
    const std::string fault = fault_of_extends(path);
    if (!fault.empty()) return fail(below.position, fault);
    FileText file = read_file_text(path, false);
    if (!file.fault.empty())
      return fail(below.position, fmt::format("extends \"{}\": {}", path, file.fault));
    total_size_ += file.text.size();
    if (total_size_ > kMaximumFileSize)
      return fail(below.position, fmt::format("what is extended is larger than {} MiB in all",
                                              kMaximumFileSize >> 20U));
    try {
      return document_of(path, std::move(file.text));
    } catch (const DiagnosticError& error) {
      chain_.resize(depth);
      incomplete_ = true;
      for (const Diagnostic& each : error.diagnostics()) faults_.add(each);
      return Node{NodeTable{}, below.position};
    }
  }

  std::string fault_of_extends(const std::string& path) const {
    const std::string id = identity(path);
    std::string cycle;
    for (const Link& link : chain_) cycle += link.name + " extends ";
    for (const Link& link : chain_)
      if (link.identity == id) return fmt::format("cycle in extends: {}{}", cycle, path);
    if (chain_.size() >= kMaximumExtendsDepth)
      return fmt::format("extends goes deeper than {} files", kMaximumExtendsDepth);
    if (scenario_.sources.size() >= kMaximumFiles)
      return fmt::format("extends reads more than {} files", kMaximumFiles);
    return {};
  }

  Node fail(Position position, std::string message) {
    incomplete_ = true;
    faults_.add(position, std::move(message));
    return Node{NodeTable{}, position};
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
  bool incomplete_ = false;  // something that is extended could not be read
};

void lay_on(Scenario& scenario, std::span<const std::string> overrides) {
  Faults faults{scenario.sources};
  for (const std::string& text : overrides) {
    const auto source = static_cast<std::uint32_t>(scenario.sources.size());
    scenario.sources.push_back(std::make_shared<const Source>("--set", text, true));
    scenario.layers.push_back(source + 1);
    ++scenario.overrides;
    apply_override(scenario, source, faults);
  }
  for (Diagnostic& fault : faults.take()) scenario.faults.push_back(std::move(fault));
}

}  // namespace

Scenario load(const std::string& path, std::span<const std::string> overrides) {
  Scenario scenario;
  scenario.path = path;
  Loader{scenario}.load_main(path, read_file_text(path, true));
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
