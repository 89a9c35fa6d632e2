// bench [compare|mechanisms|scaling|parts] [arguments of Google Benchmark]: the reference works
// against programs that do the same, what each mechanism of a scenario costs, cost against size,
// then the parts. Prints tables, writes bench.json and bench-parts.json where it is started.
#include <cstdio>
#include <cstring>
#include <ctime>
#include <exception>
#include <fstream>
#include <memory>
#include <string>
#include <vector>

#include <benchmark/benchmark.h>

#include "railhead/random/simd.hpp"
#include "railhead/results/json.hpp"

#include "bench/contender.hpp"
#include "bench/mechanisms.hpp"
#include "bench/scaling.hpp"

namespace {

constexpr int kRepetitions = 11;

std::string output_of(const std::string& command) {
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> pipe(popen(command.c_str(), "r"), pclose);
  char buffer[512] = {};
  if (pipe == nullptr || std::fgets(buffer, sizeof buffer, pipe.get()) == nullptr) return "unknown";
  std::string line = buffer;
  while (!line.empty() && line.back() == '\n') line.pop_back();
  return line;
}

std::string processor() {
  std::ifstream file("/proc/cpuinfo");
  for (std::string line; std::getline(file, line);)
    if (line.rfind("model name", 0) == 0) return line.substr(line.find(':') + 2);
  return "unknown";
}

void print(const bench::CaseResult& result) {
  std::printf("%-38s %14s %16s %10s\n", result.name.c_str(), ("ns a " + result.unit).c_str(),
              (result.unit + "s/s").c_str(), "railhead");
  const double own = result.timings.front().median;
  for (const bench::Timing& timing : result.timings)
    std::printf("  %-36s %14.1f %16.0f %8.2f x\n", timing.name.c_str(), 1e9 * timing.median,
                1.0 / timing.median, timing.median / own);
  std::printf("\n");
  std::fflush(stdout);
}

void write(railhead::JsonWriter& json, const bench::CaseResult& result) {
  json.begin_object().member("case", result.name).member("unit", result.unit).key("programs");
  json.begin_array();
  const double own = result.timings.front().median;
  for (const bench::Timing& timing : result.timings) {
    json.begin_object().member("name", timing.name).member("median_seconds", timing.median);
    json.member("ratio_to_railhead", timing.median / own).key("seconds").begin_array();
    for (const double seconds : timing.seconds_per_unit) json.value(seconds);
    json.end_array().key("answers").begin_array();
    for (const double answer : timing.answers) json.value(answer);
    json.end_array().end_object();
  }
  json.end_array().end_object();
}

void compare_all(railhead::JsonWriter& json) {
  const std::string folder = RAILHEAD_BENCH_FOLDER;
  json.key("cases").begin_array();
  std::printf(
      "median of %d interleaved repetitions, one core, %s, %s; last column: times the "
      "time of railhead\n\n",
      kRepetitions, processor().c_str(), RAILHEAD_BENCH_COMPILER);
  for (const auto make : {bench::supply_case, bench::recorded_case, bench::mm1_case}) {
    const bench::CaseResult result = bench::compare(make(folder), kRepetitions);
    print(result);
    write(json, result);
  }
  json.end_array();
}

// What was measured, on what.
void measure(const std::string& what) {
  const std::string folder = RAILHEAD_BENCH_FOLDER;
  railhead::JsonWriter json{3};
  json.begin_object().member("machine", processor());
  json.member("processors", output_of("nproc")).member("compiler", RAILHEAD_BENCH_COMPILER);
  json.member("flags", RAILHEAD_BENCH_FLAGS);
  json.member("simd", railhead::name(railhead::simd_target()));
  json.member("commit", output_of("git -C '" + folder + "' describe --always --dirty"));
  json.member("repetitions", kRepetitions);
  const auto wanted = [&](const char* part) { return what == "all" || what == part; };
  if (wanted("compare")) compare_all(json);
  if (wanted("mechanisms")) {
    json.key("mechanisms");
    bench::measure_mechanisms(folder, json);
  }
  if (wanted("scaling")) {
    json.key("scaling");
    bench::measure_scaling(folder, json);
  }
  json.end_object();
  std::ofstream("bench.json") << json.text() << '\n';
}

}  // namespace

int main(int count, char** arguments) try {
  std::string what = "all";
  if (count > 1 && arguments[1][0] != '-') {
    what = arguments[1];
    std::memmove(arguments + 1, arguments + 2, sizeof(char*) * static_cast<std::size_t>(count - 1));
    --count;
  }
  if (what != "all" && what != "compare" && what != "mechanisms" && what != "scaling" &&
      what != "parts") {
    std::fprintf(stderr,
                 "usage: bench [compare|mechanisms|scaling|parts] [--benchmark_filter=REGEX …]\n");
    return 2;
  }
  if (what != "parts") measure(what);
  if (what != "all" && what != "parts") return 0;
  // As if typed first, so that what is typed holds.
  std::vector<char*> with_file{arguments[0]};
  std::string file = "--benchmark_out=bench-parts.json";
  std::string format = "--benchmark_out_format=json";
  with_file.insert(with_file.end(), {file.data(), format.data()});
  with_file.insert(with_file.end(), arguments + 1, arguments + count);
  count = static_cast<int>(with_file.size());
  arguments = with_file.data();
  benchmark::AddCustomContext("compiler", RAILHEAD_BENCH_COMPILER);
  benchmark::AddCustomContext("flags", RAILHEAD_BENCH_FLAGS);
  benchmark::AddCustomContext("machine", processor());
  benchmark::AddCustomContext(
      "commit", output_of("git -C '" RAILHEAD_BENCH_FOLDER "' describe --always --dirty"));
  benchmark::Initialize(&count, arguments);
  if (benchmark::ReportUnrecognizedArguments(count, arguments)) return 2;
  benchmark::RunSpecifiedBenchmarks();
  benchmark::Shutdown();
  return 0;
} catch (const std::exception& fault) {
  std::fprintf(stderr, "bench: %s\n", fault.what());
  return 1;
}
