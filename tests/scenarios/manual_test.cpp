// The examples of scenarios/README.md: blocks marked toml that hold `schema = 1` are run.
#include <fstream>
#include <sstream>

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
