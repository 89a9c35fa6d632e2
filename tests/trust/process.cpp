#include "process.hpp"

#include <csignal>
#include <thread>

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/support/catch.hpp"

namespace railhead::tests {
namespace {

// In the child, between fork and exec: nothing but system calls.
void become(std::vector<char*>& words, const Hardship& hardship, const char* out, const char* err) {
  // Not those of the test program, which would tell of a failed test.
  for (const int each : {SIGTERM, SIGINT}) signal(each, SIG_DFL);
  const int create = O_WRONLY | O_CREAT | O_TRUNC;
  dup2(open("/dev/null", O_RDONLY), 0);
  dup2(open(out, create, 0600), 1);
  dup2(open(err, create, 0600), 2);
  if (!hardship.folder.empty() && chdir(hardship.folder.c_str()) != 0) _exit(126);
  if (hardship.most_file_bytes >= 0) {
    const auto most = static_cast<rlim_t>(hardship.most_file_bytes);
    const rlimit limit{most, most};
    setrlimit(RLIMIT_FSIZE, &limit);
  }
  execv(RAILHEAD_PROGRAM, words.data());
  _exit(127);
}

}  // namespace

Ended run_hard(const std::vector<std::string>& arguments, const Hardship& hardship) {
  const TemporaryFolder folder;
  std::vector<std::string> texts = {RAILHEAD_PROGRAM};
  texts.insert(texts.end(), arguments.begin(), arguments.end());
  std::vector<char*> words;
  for (std::string& text : texts) words.push_back(text.data());
  words.push_back(nullptr);
  const std::string out = folder.path("out");
  const std::string err = folder.path("err");
  const pid_t process = fork();
  if (process == 0) become(words, hardship, out.c_str(), err.c_str());
  REQUIRE(process > 0);
  if (hardship.signal != 0) {
    std::this_thread::sleep_for(hardship.after);
    kill(process, hardship.signal);
  }
  int status = 0;
  REQUIRE(waitpid(process, &status, 0) == process);
  Ended ended;
  ended.code = WIFEXITED(status) ? WEXITSTATUS(status) : -1 - WTERMSIG(status);
  ended.out = file_text(out);
  ended.err = file_text(err);
  return ended;
}

}  // namespace railhead::tests
