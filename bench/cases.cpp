// The reference works: Railhead from their scenario files, programs written by hand, NumPy, SimPy.
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <limits>
#include <memory>
#include <sstream>
#include <stdexcept>

#include "railhead/model/simulate.hpp"
#include "railhead/results/trajectories.hpp"
#include "railhead/scenario/compile.hpp"

#include "bench/contender.hpp"
#include "bench/limits/supply.hpp"

namespace bench {
namespace {

using railhead::Compiled;
using railhead::Metric;
using railhead::RunRecord;
using railhead::RunRequest;
using railhead::Workspace;

// Debian's own, which has its packages, before another one.
const std::string kPython = "PATH=/usr/bin:$PATH python3";
constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

// The series that a program written by hand stores: of each munition its stock, that by origin, and
// what was produced, received, fired and not met.
std::vector<railhead::Series> rows_of_supply(const railhead::Network& network) {
  using railhead::SeriesName;
  std::vector<railhead::Series> rows;
  for (const railhead::Series& series : railhead::default_series(network)) {
    if (!series.of.site.is_none() || series.of.munition.is_none()) continue;
    const bool whole = series.of.origin.is_none();
    const bool kept =
        whole ? series.name == SeriesName::stock || series.name == SeriesName::produced ||
                    series.name == SeriesName::received || series.name == SeriesName::consumed ||
                    series.name == SeriesName::unmet
              : series.name == SeriesName::stock;
    if (kept) rows.push_back(series);
  }
  if (rows.size() != limits::kSeries) throw std::runtime_error("not the rows of the supply case");
  return rows;
}

// A scenario loaded, compiled and warm.
struct Engine {
  Engine(const std::string& path, bool with_series)
      : compiled(railhead::compile(railhead::load(path))) {
    request.metrics = railhead::default_metrics(compiled.network);
    if (with_series) request.series = rows_of_supply(compiled.network);
    workspace = std::make_unique<Workspace>(compiled.network, request);
  }
  std::size_t metric(const std::string& selector) const {
    const Metric wanted = railhead::parse_metric(compiled.network, selector);
    const auto found = std::find(request.metrics.begin(), request.metrics.end(), wanted);
    if (found == request.metrics.end()) throw std::runtime_error("no metric " + selector);
    return static_cast<std::size_t>(found - request.metrics.begin());
  }
  Compiled compiled;
  RunRequest request;
  std::unique_ptr<Workspace> workspace;
  RunRecord record;
};

// Of the two munitions of the supply case.
struct MeanOfBoth {
  MeanOfBoth(const Engine& engine, const std::string& metric)
      : first(engine.metric(metric + "{munition=122mm}")),
        second(engine.metric(metric + "{munition=152mm}")) {}
  double operator()(const RunRecord& record) const {
    return 0.5 * (record.metrics[first] + record.metrics[second]);
  }
  std::size_t first, second;
};

Contender railhead_supply(const std::string& folder) {
  auto engine = std::make_shared<Engine>(folder + "/supply.toml", false);
  const MeanOfBoth stock(*engine, "stock_end");
  const MeanOfBoth unmet(*engine, "unmet");
  return {"railhead", [=](std::uint64_t first, std::uint64_t count) {
            Run run;
            run.outcomes.reserve(count);
            const double begin = thread_seconds();
            for (std::uint64_t k = 0; k < count; ++k) {
              railhead::simulate(*engine->workspace, first + k, engine->record);
              run.outcomes.push_back({stock(engine->record), unmet(engine->record), kNaN});
            }
            run.seconds = thread_seconds() - begin;
            return run;
          }};
}

// With every series recorded and its quantiles kept.
Contender railhead_recorded(const std::string& folder) {
  auto engine = std::make_shared<Engine>(folder + "/supply.toml", true);
  auto ensemble = std::make_shared<railhead::TrajectoryEnsemble>(
      engine->request.series, railhead::recording_grid(engine->compiled.network));
  const MeanOfBoth stock(*engine, "stock_end");
  const MeanOfBoth unmet(*engine, "unmet");
  const auto& series = engine->request.series;
  std::size_t total = 0;  // stock of all munitions, if there is such a series, else of each
  std::vector<std::size_t> stocks;
  for (; total < series.size(); ++total)
    if (series[total].name == railhead::SeriesName::stock && !series[total].of.munition.is_none() &&
        series[total].of.site.is_none() && series[total].of.origin.is_none())
      stocks.push_back(total);
  return {"railhead", [=](std::uint64_t first, std::uint64_t count) {
            constexpr std::size_t kChunk = 256;
            static std::vector<RunRecord> records(kChunk);
            Run run;
            const double begin = thread_seconds();
            for (std::uint64_t k = 0; k < count; k += kChunk) {
              const std::uint64_t now = std::min<std::uint64_t>(kChunk, count - k);
              for (std::uint64_t i = 0; i < now; ++i) {
                RunRecord& record = records[i];
                railhead::simulate(*engine->workspace, first + k + i, record);
                double sum = 0.0;
                for (const std::size_t s : stocks)
                  sum += record.trajectories[181 * engine->request.series.size() + s];
                run.outcomes.push_back({stock(record), unmet(record), 0.5 * sum});
              }
              for (std::size_t part = 0; part < ensemble->parts(); ++part)
                ensemble->add(part, {records.data(), now});
            }
            run.seconds = thread_seconds() - begin;
            return run;
          }};
}

using ByHand = void (*)(std::uint64_t, std::uint64_t, std::vector<limits::SupplyAnswers>&);

Contender by_hand(const std::string& name, ByHand function, std::uint64_t at_least = 1) {
  return {name,
          [=](std::uint64_t first, std::uint64_t count) {
            std::vector<limits::SupplyAnswers> answers;
            answers.reserve(count);
            Run run;
            const double begin = thread_seconds();
            function(first, count, answers);
            run.seconds = thread_seconds() - begin;
            for (const limits::SupplyAnswers& a : answers)
              run.outcomes.push_back({a.stock_end, a.unmet, a.stock_day_181});
            return run;
          },
          at_least};
}

// A Python program that prints the processor seconds of its work, then a line for each outcome.
Contender script(const std::string& name, const std::string& path, std::uint64_t at_least,
                 bool slow) {
  return {name,
          [=](std::uint64_t first, std::uint64_t count) {
            const std::string command = "OMP_NUM_THREADS=1 " + kPython + " '" + path + "' " +
                                        std::to_string(first) + " " + std::to_string(count);
            const std::unique_ptr<std::FILE, int (*)(std::FILE*)> pipe(popen(command.c_str(), "r"),
                                                                       pclose);
            std::string text;
            char buffer[4096];
            for (std::size_t n = 0; (n = std::fread(buffer, 1, sizeof buffer, pipe.get())) > 0;)
              text.append(buffer, n);
            std::istringstream lines(text);
            std::string line;
            Run run;
            if (std::getline(lines, line)) run.seconds = std::strtod(line.c_str(), nullptr);
            while (std::getline(lines, line)) {
              std::istringstream figures(line);
              Outcome outcome;
              for (double x = 0.0; figures >> x;) outcome.push_back(x);
              run.outcomes.push_back(outcome);
            }
            if (run.outcomes.empty()) throw std::runtime_error(name + " printed nothing");
            return run;
          },
          at_least, slow};
}

// Whether Python can import a module, of that major version.
bool python_has(const std::string& module, const std::string& major) {
  const std::string command = kPython + " -c 'import " + module + ", sys; sys.exit(" + module +
                              ".__version__.split(\".\")[0] != \"" + major + "\")' 2>/dev/null";
  return std::system(command.c_str()) == 0;
}

std::vector<Truth> supply_truths() {
  return {{"stock at the end", 108'072, 14, 0},
          {"unmet", 11'517, 4, 0},
          {"stock on day 181", 120'718, 30, 0}};
}

}  // namespace

Case supply_case(const std::string& folder) {
  Case work;
  work.name = "supply";
  work.unit = "replication";
  work.truths = supply_truths();
  work.compared = 8192;
  work.contenders = {railhead_supply(folder),
                     by_hand("scalar loop, our random blocks", limits::supply_blocks),
                     by_hand("scalar loop, ziggurat", limits::supply_ziggurat),
                     by_hand("replications in SIMD lanes", limits::supply_lanes, 16)};
  if (python_has("numpy", "1") || python_has("numpy", "2"))
    work.contenders.push_back(
        script("NumPy across replications", folder + "/limits/supply_numpy.py", 512, false));
  if (python_has("simpy", "4"))
    work.contenders.push_back(script("SimPy", folder + "/limits/supply_simpy.py", 1, true));
  return work;
}

Case recorded_case(const std::string& folder) {
  Case work;
  work.name = "supply, trajectories";
  work.unit = "replication";
  work.truths = supply_truths();
  work.compared = 6144;  // past the runs whose quantiles are exact
  work.contenders = {railhead_recorded(folder),
                     by_hand("scalar loop that stores the rows", limits::supply_blocks_recorded)};
  return work;
}

Case mm1_case(const std::string& folder) {
  constexpr std::uint64_t kCustomers = 1'000'000;
  auto engine = std::make_shared<Engine>(folder + "/mm1.toml", false);
  const std::size_t wait = engine->metric("wait_days{resource=server}");
  const auto hand = [](double (*function)(std::uint64_t, std::uint64_t)) {
    return [=](std::uint64_t first, std::uint64_t count) {
      Run run;
      const double begin = thread_seconds();
      for (std::uint64_t k = 0; k < count; ++k)
        run.outcomes.push_back({function(first + k, kCustomers)});
      run.seconds = thread_seconds() - begin;
      return run;
    };
  };
  Case work;
  work.name = "mm1";
  work.unit = "customer";
  // Theory: wait 9; its standard deviation over a million customers is 0.19 (Daley 1968).
  work.truths = {{"mean wait", 9.0, 0.0, 0.2}};
  work.compared = 4;
  work.timed = 1;
  work.outcomes_per_unit = static_cast<double>(kCustomers);
  work.contenders = {{"railhead",
                      [=](std::uint64_t first, std::uint64_t count) {
                        Run run;
                        const double begin = thread_seconds();
                        for (std::uint64_t k = 0; k < count; ++k) {
                          railhead::simulate(*engine->workspace, first + k, engine->record);
                          run.outcomes.push_back({engine->record.metrics[wait]});
                        }
                        run.seconds = thread_seconds() - begin;
                        return run;
                      }},
                     {"next-event loop, textbook", hand(limits::mm1_textbook)},
                     {"next-event loop, our random blocks", hand(limits::mm1_blocks)}};
  if (python_has("simpy", "4"))
    work.contenders.push_back(script("SimPy", folder + "/limits/mm1_simpy.py", 1, true));
  return work;
}

}  // namespace bench
