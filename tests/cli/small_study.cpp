#include "tests/cli/small_study.hpp"

#include <csignal>
#include <fstream>

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/support/catch.hpp"

extern char** environ;

namespace railhead::tests {
namespace {

constexpr const char* kScenario = R"(
schema = 1
[scenario]
start = 2023-01-01
horizon_days = 60
seed = 7
[munition.shell]
[origin.old]
[site.depot]
stock = { shell = { old = 1000 } }
[consumer.guns]
site = "depot"
munition = "shell"
demand_per_day = { dist = "normal", mean = 18, cv = 0.4 }
unmet = "lost"
)";

constexpr const char* kStudy = R"(
schema = 1
scenario = "small.toml"
[design]
method = "grid"
[factor.stock]
path = "site.depot.stock.shell.old"
values = [800, 900, 1000, 1100]
[replicate]
replications = REPLICATIONS
[[response]]
metric = "stock_end{munition=shell}"
[[response]]
metric = "stockout_date"
[store]
path = "kept.db"
keep = "KEEP"
)";

std::string replaced(std::string text, const std::string& before, const std::string& after) {
  return text.replace(text.find(before), before.size(), after);
}

}  // namespace

SmallStudy::SmallStudy(const std::string& keep, int replications) {
  std::ofstream{file("small.toml")} << kScenario;
  std::ofstream{study()} << replaced(replaced(kStudy, "REPLICATIONS", std::to_string(replications)),
                                     "KEEP", keep);
}

std::string store_content(const std::string& store) {
  std::string text;
  for (const char* table : {"meta", "points", "levels", "factors", "responses", "runs", "summaries",
                            "quantiles", "series", "scenarios", "inputs"}) {
    const Ended ended = type({"query", store, std::string{"SELECT * FROM "} + table});
    INFO(ended.err);
    REQUIRE(ended.code == 0);
    text.append(ended.out);
  }
  return text;
}

Background::Background(const std::vector<std::string>& words, const TemporaryFolder& folder)
    : err_(folder.path("background-err")) {
  std::vector<std::string> copy = words;
  std::vector<char*> pointers;
  for (std::string& word : copy) pointers.push_back(word.data());
  pointers.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  const int create = O_WRONLY | O_CREAT | O_TRUNC;
  posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0);
  posix_spawn_file_actions_addopen(&actions, 2, err_.c_str(), create, 0600);
  const int fault =
      posix_spawnp(&process_, copy[0].c_str(), &actions, nullptr, pointers.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  REQUIRE(fault == 0);
}

Background::~Background() {
  if (process_ == 0) return;
  ::kill(process_, SIGKILL);
  waitpid(process_, nullptr, 0);
}

void Background::kill() {
  if (process_ != 0) ::kill(process_, SIGKILL);
}

int Background::wait() {
  if (process_ == 0) return code_;
  int status = 0;
  REQUIRE(waitpid(process_, &status, 0) == process_);
  process_ = 0;
  code_ = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  return code_;
}

std::string Background::err() const {
  return file_text(err_);
}

}  // namespace railhead::tests
