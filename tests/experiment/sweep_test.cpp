#include "railhead/experiment/sweep.hpp"

#include "railhead/experiment/compare.hpp"
#include "railhead/experiment/run_point.hpp"
#include "railhead/results/store_query.hpp"

#include "tests/experiment/study_files.hpp"
#include "tests/support/catch.hpp"

using namespace railhead;
using Catch::Contains;
using tests::StudyFolder;

namespace {

constexpr const char* kStudy = R"(
[design]
method = "grid"
[factor.stock]
path = "site.depot.stock.shell.old"
values = [500, 1000]
[replicate]
replications = 40
[[response]]
metric = "unmet"
[[response]]
metric = "stockout_date"
)";

std::string changed(std::string_view text, std::string_view before, std::string_view after) {
  const std::size_t at = text.find(before);
  std::string result{text.substr(0, at)};
  result.append(after).append(text.substr(at + before.size()));
  return result;
}

std::string cell_text(const StoreCell& cell) {
  if (const auto* whole = std::get_if<std::int64_t>(&cell)) return std::to_string(*whole);
  if (const auto* real = std::get_if<double>(&cell)) return std::to_string(*real);
  if (const auto* text = std::get_if<std::string>(&cell)) return *text;
  return std::string(1, '-');
}

std::vector<std::string> content(const std::string& path) {
  std::vector<std::string> cells;
  for (const char* table : {"meta", "points", "levels", "factors", "responses", "runs", "summaries",
                            "quantiles", "series", "scenarios", "inputs"}) {
    std::string sql{"SELECT * FROM "};
    sql.append(table);
    query_store(path, sql, 60,
                {[](const auto&) {},
                 [&](const StoreRow& row) {
                   for (const StoreCell& cell : row) cells.push_back(cell_text(cell));
                 }});
  }
  return cells;
}

void sweep_into(const Study& study, const std::string& path,
                std::optional<std::uint64_t> replications = {}, const char* version = "1") {
  const StudyDesign design = make_design(study);
  ResultStore store{path, 0.1};
  Sweep sweep{study, design, &store, version, replications};
  sweep.start();
  const bool done = run_sweep(sweep, 2, nullptr, [] {});
  REQUIRE(done);
}

}  // namespace

TEST_CASE("the points of a sweep run on common random numbers") {
  const StudyFolder folder;
  const Study study = load_study(folder.study(kStudy));
  const StudyDesign design = make_design(study);
  const auto few = run_point(scenario_at(design.points[0]), study.responses, {{0, 30}, {}, 1});
  const auto many = run_point(scenario_at(design.points[1]), study.responses, {{0, 30}, {}, 1});
  for (std::size_t run = 0; run < 30; ++run) CHECK(many.at(run, 0) <= few.at(run, 0));
}

TEST_CASE("a sweep that is extended equals one that was run at once") {
  for (const char* keep : {"responses", "summaries", "trajectories"}) {
    const StudyFolder folder;
    const Study study = load_study(folder.study(std::string{kStudy} + "[store]\npath = \"x.db\"\n" +
                                                "keep = \"" + keep + "\"\n"));
    CHECK(study.store == folder.path("x.db"));
    sweep_into(study, folder.path("once.db"), 60);
    sweep_into(study, folder.path("twice.db"), 25);
    CHECK_FALSE(content(folder.path("once.db")) == content(folder.path("twice.db")));
    sweep_into(study, folder.path("twice.db"), 60);
    CHECK(content(folder.path("once.db")) == content(folder.path("twice.db")));
    sweep_into(study, folder.path("twice.db"), 60);
    CHECK(content(folder.path("once.db")) == content(folder.path("twice.db")));
  }
}

TEST_CASE("chunks that come back in any order leave the same store") {
  const StudyFolder folder;
  const Study study = load_study(folder.study(kStudy));
  const StudyDesign design = make_design(study);
  sweep_into(study, folder.path("once.db"));
  {
    ResultStore store{folder.path("chunks.db")};
    Sweep sweep{study, design, &store, "1"};
    sweep.start();
    std::vector<Chunk> chunks;
    while (const auto chunk = sweep.next(7)) chunks.push_back(*chunk);
    CHECK(chunks.size() == 12);
    for (auto chunk = chunks.rbegin(); chunk != chunks.rend(); ++chunk) {
      const auto point = sweep.compile_point(chunk->point);
      Workspace workspace{point->compiled.network, point->request};
      std::vector<RunRecord> records(chunk->range.count);
      for (std::size_t i = 0; i < records.size(); ++i)
        simulate(workspace, chunk->range.first + i, records[i]);
      sweep.deliver(chunk->point, records);
    }
    CHECK(sweep.done());
  }
  CHECK(content(folder.path("once.db")) == content(folder.path("chunks.db")));
}

TEST_CASE("a stopping rule looks at fixed counts only, and goes on from a store") {
  const StudyFolder folder;
  const Study study = load_study(folder.study(
      "[factor.stock]\npath = \"site.depot.stock.shell.old\"\nvalues = [500]\n[replicate]\nmin = "
      "20\nmax = 320\nuntil = { metric = \"unmet\", half_width = 12 }\n"));
  const StudyDesign design = make_design(study);
  Sweep sweep{study, design, nullptr, "1"};
  std::uint64_t runs = 0;
  sweep.on_point = [&](const PointOutcome& outcome) { runs = outcome.replications; };
  sweep.start();
  REQUIRE(run_sweep(sweep, 1, nullptr, [] {}));
  CHECK((runs == 20 || runs == 40 || runs == 80 || runs == 160 || runs == 320));
  sweep_into(study, folder.path("a.db"));
  const auto before = content(folder.path("a.db"));
  sweep_into(study, folder.path("a.db"));
  CHECK(content(folder.path("a.db")) == before);
}

TEST_CASE("a store of another scenario, study or engine is refused, and says what differs") {
  const StudyFolder folder;
  const Study study = load_study(folder.study(kStudy));
  const std::string store = folder.path("kept.db");
  sweep_into(study, store, 5);
  const auto refused = [&](const Study& changed, const char* version, const std::string& what) {
    try {
      sweep_into(changed, store, 5, version);
      FAIL("nothing was thrown; expected: " << what);
    } catch (const Error& error) {
      CHECK_THAT(error.what(), Contains(what));
    }
  };
  refused(study, "2", "made by version 1 of the engine, this is 2");
  refused(load_study(folder.study(changed(kStudy, "unmet", "duds"))), "1",
          "the responses were unmet");
  refused(load_study(folder.study(changed(kStudy, "[500", "[600"))), "1",
          "the point stock=500 of the store is not in the study any more");
  folder.write("small.toml", changed(tests::kSmallScenario, "mean = 65", "mean = 66"));
  refused(load_study(folder.study(kStudy)), "1", "small.toml has changed");
}

TEST_CASE("a study that starts from another file is refused, unless the file says the same") {
  const StudyFolder folder;
  const std::string store = folder.path("kept.db");
  sweep_into(load_study(folder.study(kStudy)), store, 5);
  const std::string copy = std::string{"extends = [\"small.toml\"]\nschema = 1\n"};
  const auto study_of = [&](const std::string& file, const std::string& more) {
    folder.write(file, copy + more);
    return load_study(folder.write(
        "other-study.toml", "schema = 1\nscenario = \"" + file + "\"\n" + std::string{kStudy}));
  };
  CHECK_NOTHROW(sweep_into(study_of("same.toml", ""), store, 6));
  CHECK_THROWS_WITH(
      sweep_into(study_of("other.toml", "[consumer.guns]\ndemand_per_day = 70\n"), store, 7),
      Contains("other.toml differs from small.toml: consumer.guns.demand_per_day was"));
}

TEST_CASE("runs of an engine that gave other results are not gone on with") {
  const StudyFolder folder;
  const Study study = load_study(folder.study(kStudy));
  const StudyDesign design = make_design(study);
  {
    ResultStore store{folder.path("kept.db")};
    Sweep sweep{study, design, &store, "1"};
    sweep.start();
    const auto chunk = sweep.next(3);
    std::vector<RunRecord> records(3);
    const auto point = sweep.compile_point(chunk->point);
    Workspace workspace{point->compiled.network, point->request};
    for (std::size_t i = 0; i < records.size(); ++i) {
      simulate(workspace, i, records[i]);
      ++records[i].digest;
    }
    sweep.deliver(chunk->point, records);
  }
  CHECK_THROWS_WITH(sweep_into(study, folder.path("kept.db")),
                    Contains("replication 0 of the point stock=500 comes out differently now"));
}

TEST_CASE("points that differ in their warm-up are no pairs") {
  const StudyFolder folder;
  const Study study = load_study(
      folder.study("[factor.warm]\npath = \"scenario.warmup_days\"\nvalues = [0, 10]\n"));
  sweep_into(study, folder.path("kept.db"), 5);
  CHECK_THROWS_WITH(compare_store(folder.path("kept.db"), 0, {}),
                    Contains("not pairs") && Contains("warm-up of point 1 (warm=10)"));
}

TEST_CASE("a title that changes leaves the results as they are") {
  const StudyFolder folder;
  sweep_into(load_study(folder.study(kStudy)), folder.path("kept.db"), 5);
  folder.write("small.toml",
               changed(tests::kSmallScenario, "One depot", "A depot") +
                   "[parameter.spare]\nvalue = 5\nuncertainty = { dist = \"uniform\", low = 0, "
                   "high = 10 }\n");
  CHECK_NOTHROW(sweep_into(load_study(folder.study(kStudy)), folder.path("kept.db"), 8));
}

TEST_CASE("points can be added to a store") {
  const StudyFolder folder;
  sweep_into(load_study(folder.study(kStudy)), folder.path("grown.db"));
  const Study longer = load_study(folder.study(changed(kStudy, "[500", "[400, 500")));
  sweep_into(longer, folder.path("grown.db"));
  sweep_into(longer, folder.path("once.db"));
  CHECK(content(folder.path("grown.db")) == content(folder.path("once.db")));
}
