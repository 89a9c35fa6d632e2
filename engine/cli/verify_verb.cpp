#include <charconv>
#include <filesystem>

#include <fmt/format.h>

#include "railhead/base/text.hpp"
#include "railhead/experiment/verify.hpp"
#include "railhead/random/simd.hpp"
#include "railhead/results/files.hpp"
#include "railhead/results/json.hpp"

#include "console.hpp"
#include "interrupt.hpp"
#include "progress.hpp"
#include "verbs.hpp"

namespace railhead {
namespace {

constexpr std::string_view kStoreMark = "SQLite format 3";

double sample_of(const Arguments& arguments) {
  const std::string text = arguments.text("--sample").value_or("1");
  double share = 0.0;
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), share);
  if (fault != std::errc{} || end != text.data() + text.size() || !(share > 0.0 && share <= 1.0))
    throw Error(ExitCode::kUsage,
                "--sample: expected a share above 0 and at most 1, found \"" + text + "\"");
  return share;
}

bool is_store(const std::string& path) {
  return first_bytes(path, kStoreMark.size()) == kStoreMark;
}

void write_list(JsonWriter& json, const char* name, const std::vector<std::string>& texts) {
  json.key(name).begin_array();
  for (const std::string& text : texts) json.value(text);
  json.end_array();
}

std::string document(const std::string& path, const VerifyOutcome& outcome) {
  JsonWriter json{1};
  json.begin_object().member("format", "railhead.verify/1").member("of", path);
  json.member("version", outcome.version).member("replications", outcome.recorded);
  json.member("checked", outcome.checked).member("different", outcome.different);
  json.member("equal", outcome.equal());
  write_list(json, "differences", outcome.differences);
  write_list(json, "compared", outcome.compared);
  write_list(json, "not_checked", outcome.unchecked);
  write_list(json, "changed_inputs", outcome.changed);
  write_list(json, "missing_inputs", outcome.missing);
  if (outcome.interrupted) json.member("interrupted", true);
  json.end_object();
  return json.take() + "\n";
}

std::string text(const std::string& path, const VerifyOutcome& outcome) {
  std::string lines;
  const auto line = [&](const std::string& words) { lines += path + ": " + shown(words) + "\n"; };
  if (outcome.equal())
    line(fmt::format("{} of {} replications run again, all equal to the bit", outcome.checked,
                     outcome.recorded));
  else
    line(fmt::format("{} of {} replications run again, {} not equal", outcome.checked,
                     outcome.recorded, outcome.different));
  for (const std::string& difference : outcome.differences) line(difference);
  if (outcome.equal() && !outcome.compared.empty())
    line(fmt::format("also equal: {}", fmt::join(outcome.compared, ", ")));
  for (const std::string& rest : outcome.unchecked) line("not checked: " + rest);
  for (const std::string& input : outcome.changed)
    line(input + " has changed since: what is recorded is not of the file as it is now");
  for (const std::string& input : outcome.missing)
    line(input + " is not here; the scenario was taken from the record");
  if (outcome.version != program_version())
    line(fmt::format("recorded by version {}, this is {}", outcome.version, program_version()));
  return lines;
}

ExitCode verify(const Arguments& arguments) {
  if (const std::string fault = simd_fault(); !fault.empty()) throw Error(ExitCode::kUsage, fault);
  const std::string path = *arguments.text("RECORD");
  const InterruptWatch interrupt;
  VerifyOutcome outcome;
  {
    Progress progress{0, arguments.has("--quiet")};
    const VerifyOptions options{
        sample_of(arguments), std::filesystem::path{path}.parent_path().string(),
        arguments.threads(), &interrupt.flag(), [&](std::uint64_t done) { progress.update(done); }};
    outcome = is_store(path) ? verify_store(path, options) : verify_run(read_run(path), options);
  }
  print(arguments.has("--json") ? document(path, outcome) : text(path, outcome));
  if (!outcome.equal() || !outcome.changed.empty()) return ExitCode::kCheck;
  return outcome.interrupted ? ExitCode::kInterrupted : ExitCode::kSuccess;
}

}  // namespace

Verb verify_verb() {
  Verb verb;
  verb.name = "verify";
  verb.summary = "Make recorded results again and compare them to the bit";
  verb.description =
      "Takes the run.json of `run --out`, or the store of a sweep, runs the replications again "
      "from the scenario, the overrides and the seed that are recorded in it, and says whether "
      "each is equal to the bit: its digest, the figures of the document, the responses in the "
      "store. Names the inputs that are no longer what was read then. Exit code 4 where anything "
      "differs or an input has changed.";
  verb.options = {
      {"RECORD", "", "run.json of a run, or a result store", Completes::files, {}, false, true},
      {"--sample", "SHARE", "Run only this share of the replications again, as 0.01 (default: 1)"},
      {"--threads", "N", "Threads (default: one a processor)"},
      {"--json", "", "Print one JSON document instead of text"},
      {"--quiet", "", "No progress"},
  };
  verb.examples = {
      "railhead run scenarios/dprk-2023.toml -n 100 --out results && railhead verify "
      "results/run.json",
      "railhead verify results.db --sample 0.5"};
  verb.run = verify;
  return verb;
}

}  // namespace railhead
