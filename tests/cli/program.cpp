#include "tests/cli/program.hpp"

#include <chrono>
#include <csignal>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>
#include <thread>

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/support/catch.hpp"

extern char** environ;

namespace railhead::tests {
namespace {

std::vector<std::string> environment_with(const std::map<std::string, std::string>& changes) {
  std::vector<std::string> variables;
  for (char** variable = environ; *variable != nullptr; ++variable) {
    const std::string text = *variable;
    if (!changes.contains(text.substr(0, text.find('=')))) variables.push_back(text);
  }
  for (const auto& [name, value] : changes) variables.push_back(name + "=" + value);
  return variables;
}

std::vector<char*> pointers(std::vector<std::string>& texts) {
  std::vector<char*> list;
  for (std::string& text : texts) list.push_back(text.data());
  list.push_back(nullptr);
  return list;
}

pid_t start(const Started& started, const TemporaryFolder& folder) {
  std::vector<std::string> words = {RAILHEAD_PROGRAM};
  words.insert(words.end(), started.arguments.begin(), started.arguments.end());
  std::vector<std::string> variables = environment_with(started.environment);
  std::ofstream{folder.path("in")} << started.input;

  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  const int create = O_WRONLY | O_CREAT | O_TRUNC;
  posix_spawn_file_actions_addopen(&actions, 0, folder.path("in").c_str(), O_RDONLY, 0);
  posix_spawn_file_actions_addopen(&actions, 1, folder.path("out").c_str(), create, 0600);
  posix_spawn_file_actions_addopen(&actions, 2, folder.path("err").c_str(), create, 0600);
  pid_t process = 0;
  const int fault = posix_spawn(&process, RAILHEAD_PROGRAM, &actions, nullptr,
                                pointers(words).data(), pointers(variables).data());
  posix_spawn_file_actions_destroy(&actions);
  REQUIRE(fault == 0);
  return process;
}

// Until the program catches SIGINT, which a slow one does late, or has ended.
void wait_until_it_heeds(pid_t process) {
  const std::string path = "/proc/" + std::to_string(process) + "/status";
  for (int time = 0; time < 6000; ++time) {
    std::istringstream status{file_text(path)};
    std::string state;
    std::uint64_t caught = 0;
    for (std::string word; status >> word;) {
      if (word == "State:") status >> state;
      if (word == "SigCgt:") status >> std::hex >> caught;
    }
    if (state == "Z" || (caught >> (SIGINT - 1U) & 1U) != 0) return;
    std::this_thread::sleep_for(std::chrono::milliseconds{10});
  }
}

}  // namespace

Ended run_program(const Started& started) {
  const TemporaryFolder folder;
  const pid_t process = start(started, folder);
  if (started.interrupt_after_ms >= 0) {
    wait_until_it_heeds(process);
    std::this_thread::sleep_for(std::chrono::milliseconds{started.interrupt_after_ms});
    kill(process, SIGINT);
  }
  int status = 0;
  REQUIRE(waitpid(process, &status, 0) == process);
  Ended ended;
  ended.code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  ended.out = file_text(folder.path("out"));
  ended.err = file_text(folder.path("err"));
  return ended;
}

std::string source(const std::string& path) {
  return RAILHEAD_SOURCE_DIR "/" + path;
}

std::string file_text(const std::string& path) {
  std::ifstream file{path};
  return {std::istreambuf_iterator<char>{file}, {}};
}

TemporaryFolder::TemporaryFolder() {
  std::string pattern = (std::filesystem::temp_directory_path() / "railhead-XXXXXX").string();
  REQUIRE(mkdtemp(pattern.data()) != nullptr);
  path_ = pattern;
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

std::string TemporaryFolder::path(const std::string& name) const {
  return name.empty() ? path_ : path_ + "/" + name;
}

}  // namespace railhead::tests
