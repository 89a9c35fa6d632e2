// Signals, full disks, folders that cannot be written, files that go away or are damaged: no
// partial file under a final name, nothing lost that was committed, and a clear word.
#include <csignal>
#include <filesystem>
#include <fstream>
#include <random>

#include <boost/json.hpp>
#include <sys/stat.h>
#include <unistd.h>

#include "process.hpp"
#include "tests/support/catch.hpp"

using namespace railhead::tests;
using Catch::Contains;
using std::chrono::milliseconds;

namespace {

namespace fs = std::filesystem;

const std::string kScenario = source("scenarios/validation/priorities.toml");
const std::string kStudy = source("scenarios/studies/costliest-disruption.toml");

// How long it takes when nothing goes wrong.
milliseconds time_of(const std::vector<std::string>& arguments) {
  const auto begin = std::chrono::steady_clock::now();
  REQUIRE(type(arguments).code == 0);
  return std::chrono::duration_cast<milliseconds>(std::chrono::steady_clock::now() - begin);
}

std::vector<std::string> names_in(const std::string& folder) {
  std::vector<std::string> names;
  if (!fs::exists(folder)) return names;
  for (const auto& entry : fs::directory_iterator{folder})
    names.push_back(entry.path().filename().string());
  return names;
}

bool is_whole(const std::string& path) {
  const std::string text = file_text(path);
  if (path.ends_with(".json")) {
    boost::json::error_code fault;
    boost::json::parse(text, fault);
    return !fault;
  }
  if (path.ends_with(".html")) return text.find("</html>") != std::string::npos;
  return text.ends_with("\r\n");
}

std::string small_store(const TemporaryFolder& folder) {
  const std::string store = folder.path("kept.db");
  REQUIRE(type({"sweep", kStudy, "-n", "40", "--store", store, "--quiet"}).code == 0);
  return store;
}

}  // namespace

TEST_CASE("signals at random moments leave no partial file under a final name") {
  std::mt19937 random{20231101};
  const TemporaryFolder plain;
  const std::vector<std::vector<std::string>> commands = {
      {"run", kScenario, "-n", "3000", "--quiet", "--out", "results"},
      {"report", kScenario, "-n", "200", "--quiet", "-o", "report.html"}};
  for (std::vector<std::string> command : commands) {
    const std::string last = command.back();
    command.back() = plain.path(last);
    const milliseconds whole = time_of(command);
    for (const int signal : {SIGKILL, SIGTERM, SIGINT, SIGKILL, SIGTERM}) {
      const TemporaryFolder folder;
      command.back() = folder.path(last);
      std::uniform_int_distribution<long> moment{0, whole.count()};
      const Ended ended = run_hard(command, {signal, milliseconds{moment(random)}});
      CAPTURE(command[0], signal, ended.code, ended.err);
      // It was done; the first SIGTERM or SIGINT left it to report on what was done; or it ended.
      CHECK((ended.code == 0 || ended.code == 130 || ended.code == -1 - signal));
      for (const std::string& name : names_in(folder.path(last == "results" ? last : "")))
        if (name.find(".part-") == std::string::npos)
          CHECK(is_whole(folder.path((last == "results" ? "results/" : "") + name)));
    }
  }
}

TEST_CASE("a disk that is full is told, and leaves no file") {
  const TemporaryFolder folder;
  const auto full = [&](std::vector<std::string> arguments, long bytes) {
    return run_hard(arguments, {.most_file_bytes = bytes});
  };
  const Ended run =
      full({"run", kScenario, "-n", "50", "--quiet", "--out", folder.path("out")}, 4096);
  CHECK(run.code == 1);
  CHECK_THAT(run.err, Contains("cannot write") && Contains("File too large"));
  CHECK(names_in(folder.path("out")).empty());
  const Ended report =
      full({"report", kScenario, "-n", "50", "--quiet", "-o", folder.path("r.html")}, 4096);
  CHECK(report.code == 1);
  CHECK_FALSE(fs::exists(folder.path("r.html")));
  const Ended sweep =
      full({"sweep", kStudy, "-n", "4000", "--store", folder.path("s.db"), "--quiet"}, 256 * 1024);
  CHECK(sweep.code == 1);
  CHECK_THAT(sweep.err, Contains("s.db: "));
}

TEST_CASE("a sweep goes on after a full disk, and nothing that was committed is lost") {
  const TemporaryFolder folder;
  const std::string store = folder.path("s.db");
  const std::vector<std::string> sweep = {"sweep",   kStudy, "-n",     "4000",
                                          "--store", store,  "--quiet"};
  REQUIRE(run_hard(sweep, {.most_file_bytes = 512 * 1024}).code == 1);
  const Ended rest = type(sweep);
  REQUIRE(rest.code == 0);
  const Ended verified = type({"verify", store, "--sample", "0.02", "--quiet"});
  CHECK(verified.code == 0);
  CHECK_THAT(verified.out, Contains("of 20000 replications"));
}

TEST_CASE("a folder that cannot be written is named") {
  const std::string nowhere = "/proc/railhead";
  for (const std::vector<std::string>& command :
       std::vector<std::vector<std::string>>{{"run", kScenario, "-n", "2", "--out", nowhere},
                                             {"report", kScenario, "-n", "2", "-o", nowhere},
                                             {"sweep", kStudy, "-n", "2", "--store", nowhere},
                                             {"run", kScenario, "-n", "2", "--trace", nowhere}}) {
    const Ended ended = type(command);
    CHECK(ended.code == 1);
    CHECK_THAT(ended.err, Contains(nowhere));
  }
  if (geteuid() == 0) return;  // root may write everywhere
  const TemporaryFolder folder;
  chmod(folder.path().c_str(), 0500);
  const Ended ended = type({"run", kScenario, "-n", "2", "--out", folder.path("out")});
  CHECK(ended.code == 1);
  CHECK_THAT(ended.err, Contains("Permission denied"));
  chmod(folder.path().c_str(), 0700);
}

TEST_CASE("a reader that goes away does no harm") {
  const std::string command = std::string{RAILHEAD_PROGRAM} + " run " + kScenario +
                              " -n 20 --json --quiet 2>&1 | head -1 >/dev/null";
  CHECK(std::system(command.c_str()) == 0);
}

TEST_CASE("a file that is gone by the time it is needed is named") {
  const TemporaryFolder folder;
  std::ofstream{folder.path("top.toml")} << "schema = 1\nextends = [\"base.toml\"]\n";
  const Ended ended = type({"run", folder.path("top.toml")});
  CHECK(ended.code == 3);
  CHECK_THAT(ended.err, Contains("top.toml:2:12") && Contains("base.toml\": no such file"));
  std::ofstream{folder.path("study.toml")} << "schema = 1\nscenario = \"base.toml\"\n";
  const Ended study = type({"sweep", folder.path("study.toml")});
  CHECK(study.code == 3);
  CHECK_THAT(study.err, Contains("base.toml"));
}

TEST_CASE("devices, pipes and links are handled as what they are") {
  const TemporaryFolder folder;
  for (const char* device : {"/dev/zero", "/dev/null", "/proc/self/mem"}) {
    const Ended ended = type({"run", device});
    CHECK(ended.code == 3);
    CHECK_THAT(ended.err, Contains(device));
  }
  REQUIRE(mkfifo(folder.path("pipe").c_str(), 0600) == 0);
  std::ofstream{folder.path("s.toml")} << "schema = 1\nextends = [\"pipe\"]\n";
  CHECK_THAT(type({"run", folder.path("s.toml")}).err, Contains("is not a regular file"));
  fs::create_symlink(folder.path("loop"), folder.path("loop"));
  CHECK(type({"run", folder.path("loop")}).code == 3);

  // A link is kept and what it names is written; a device stays one.
  std::ofstream{folder.path("real.html")} << "old";
  fs::create_symlink(folder.path("real.html"), folder.path("link.html"));
  REQUIRE(type({"report", kScenario, "-n", "2", "--quiet", "-o", folder.path("link.html")}).code ==
          0);
  CHECK(fs::is_symlink(folder.path("link.html")));
  CHECK(is_whole(folder.path("real.html")));
  REQUIRE(type({"report", kScenario, "-n", "2", "--quiet", "-o", "/dev/null"}).code == 0);
  CHECK(fs::is_character_file("/dev/null"));
}

TEST_CASE("what is read is never written over, by whatever name") {
  const TemporaryFolder folder;
  const std::string scenario = folder.path("a.toml");
  fs::copy_file(kScenario, scenario);
  fs::create_symlink(scenario, folder.path("link"));
  const std::string store = small_store(folder);
  for (const std::vector<std::string>& command : std::vector<std::vector<std::string>>{
           {"report", scenario, "-n", "2", "-o", scenario},
           {"report", scenario, "-n", "2", "-o", folder.path("link")},
           {"run", scenario, "-n", "2", "--quiet", "--trace", folder.path("link")},
           {"export", store, "-o", store}}) {
    const Ended ended = type(command);
    CAPTURE(command[0]);
    CHECK(ended.code == 2);
    CHECK_THAT(ended.err, Contains("is what is read; it would be lost"));
  }
  CHECK(file_text(scenario) == file_text(kScenario));
  CHECK(type({"verify", store, "--quiet"}).code == 0);
}

TEST_CASE("what cannot be written is told before the work, with nothing on the standard output") {
  const TemporaryFolder folder;
  const std::string nowhere = folder.path("none/x");
  std::ofstream{folder.path("file")} << "no store";
  const std::vector<std::string> question = {"--vary",   "consumer.first.demand_per_day",
                                             "--from",   "1",
                                             "--to",     "9",
                                             "--metric", "unmet",
                                             "--target", "1",
                                             "--quiet",  "--store"};
  for (const std::string& store : {nowhere, folder.path("file")}) {
    std::vector<std::string> solve = {"solve", kScenario};
    solve.insert(solve.end(), question.begin(), question.end());
    solve.push_back(store);
    for (const std::vector<std::string>& command : std::vector<std::vector<std::string>>{
             solve, {"sensitivity", kStudy, "--store", store, "-n", "100000", "--quiet"}}) {
      const Ended ended = type(command);
      CAPTURE(command[0], ended.err);
      CHECK(ended.code == 1);
      CHECK(ended.out.empty());
    }
  }
  for (const std::vector<std::string>& command : std::vector<std::vector<std::string>>{
           {"report", kScenario, "-n", "10000000", "-o", nowhere},
           {"compare", kScenario, kScenario, "-n", "10000000", "--out", "/proc/none"}})
    CHECK(type(command).code == 1);
}
