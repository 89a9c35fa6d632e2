// scenarios/README.md: its complete examples run, and it tells of the whole vocabulary.
#include <algorithm>
#include <fstream>
#include <sstream>

#include "railhead/model/metrics.hpp"
#include "railhead/scenario/fields.hpp"

#include "runs.hpp"
#include "tests/support/catch.hpp"

using namespace railhead;
using namespace railhead::tests;

namespace {

std::vector<std::string> runnable_blocks() {
  std::ifstream file(scenario_path("README.md"));
  std::vector<std::string> blocks;
  std::string line, block;
  bool inside = false;
  while (std::getline(file, line)) {
    if (line == "```toml") {
      inside = true;
      block.clear();
    } else if (line == "```") {
      if (inside && block.find("schema = 1") != std::string::npos) blocks.push_back(block);
      inside = false;
    } else if (inside) {
      block += line + "\n";
    }
  }
  return blocks;
}

}  // namespace

TEST_CASE("every complete example of the manual runs") {
  const auto blocks = runnable_blocks();
  CHECK(blocks.size() >= 4);
  for (const std::string& block : blocks) {
    INFO(block);
    const Compiled compiled = compile(load_text("example.toml", block));
    CHECK(run_metrics(compiled, {"consumed"}, 20)[0].size() == 20);
  }
}

namespace {

std::string manual() {
  std::ifstream file(scenario_path("README.md"));
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

// What stands under a heading, up to the next one of the same depth.
std::string section(const std::string& text, const std::string& heading) {
  std::string line{"\n"};
  line.append(heading).append("\n");
  const std::size_t from = text.find(line);
  if (from == std::string::npos) return {};
  const std::string depth = line.substr(0, line.find(' ') + 1);
  return text.substr(from, text.find(depth, from + heading.size()) - from);
}

// A name as the manual sets it.
std::string quoted(std::string_view name) {
  return std::string{"`"}.append(name).append("`");
}

// The row of a table that tells of a name; empty where there is none.
std::string row_of(const std::string& text, std::string_view name) {
  const std::size_t from = text.find(std::string{"\n| "}.append(quoted(name)).append(" "));
  return from == std::string::npos ? "" : text.substr(from + 1, text.find('\n', from + 1) - from);
}

bool holds(const std::string& row, std::string_view words) {
  return row.find(words) != std::string::npos;
}

// `elsewhere`: where a table that several kinds have may be told of.
void check_table(const std::string& part, const std::string& elsewhere, const TableForm& form) {
  for (const Field& field : form.fields) {
    const std::string here = row_of(part, field.key);
    const std::string row = here.empty() ? row_of(elsewhere, field.key) : here;
    INFO(form.name << "." << field.key << ": " << row);
    const bool described_in_words = field.form == Form::table || field.form == Form::tables;
    if (described_in_words) continue;
    CHECK(!row.empty());
    CHECK(holds(row, field.unit));
    CHECK(holds(row, field.fallback));
    CHECK(holds(row, field.required ? "required" : ""));
    if (field.form == Form::word)
      for (std::size_t at = 0; at < field.words.size();) {
        const std::size_t end = std::min(field.words.find('|', at), field.words.size());
        CHECK(holds(row, quoted(field.words.substr(at, end - at))));
        at = end + 1;
      }
  }
}

}  // namespace

TEST_CASE("the manual tells of every field, its unit, default and words") {
  const std::string text = manual();
  for (const TableForm& form : entity_kinds()) {
    INFO(form.name);
    const std::string part = section(text, std::string{"### "}.append(form.name));
    CHECK(!part.empty());
    check_table(part, {}, form);
    for (const Field& field : form.fields)
      if (field.table != nullptr) check_table(part, text, *field.table);
  }
}

TEST_CASE("the manual tells of every law and its arguments") {
  const std::string laws = section(manual(), "## Values and laws");
  for (const LawForm& law : law_forms()) {
    const std::string row = row_of(laws, law.name);
    INFO(law.name << ": " << row);
    CHECK(!row.empty());
    for (const std::string_view name : law.arguments) CHECK(holds(row, name));
    for (const std::string_view name : law.lists) CHECK(holds(row, name));
    CHECK(holds(row, law.cv ? "`cv`" : ""));
    CHECK(holds(row, law.doc));
  }
}

TEST_CASE("the manual tells of every metric") {
  const std::string text = manual();
  for (const MetricInfo& metric : metric_infos()) {
    INFO(metric.text);
    CHECK(holds(section(text, "## Metrics"), quoted(metric.text)));
  }
}
