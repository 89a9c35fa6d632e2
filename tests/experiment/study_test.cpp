#include "railhead/experiment/study.hpp"

#include <cmath>
#include <set>

#include "railhead/experiment/design.hpp"
#include "railhead/experiment/sweep.hpp"

#include "tests/experiment/study_files.hpp"
#include "tests/support/catch.hpp"

using namespace railhead;
using Catch::Contains;
using tests::StudyFolder;

namespace {

constexpr const char* kTwoFactors = R"(
[factor.stock]
path = "site.depot.stock.shell.old"
values = [500, 1000, 1500]
[factor.demand]
path = "consumer.guns.demand_per_day"
values = [50, 60]
)";

std::vector<std::string> labels(const StudyFolder& folder, const std::string& text) {
  const Study study = load_study(folder.study(text));
  return labels_of(study, make_design(study));
}

void refused(const StudyFolder& folder, const std::string& text, const std::string& what) {
  try {
    const Study study = load_study(folder.study(text));
    check_study(study, make_design(study));
    FAIL("nothing was thrown; expected: " << what);
  } catch (const Error& error) {
    CHECK_THAT(error.what(), Contains(what));
  }
}

}  // namespace

TEST_CASE("a grid has every combination, the last factor changing fastest") {
  const StudyFolder folder;
  const auto points = labels(folder, std::string{"[design]\nmethod = \"grid\"\n"} + kTwoFactors);
  REQUIRE(points.size() == 6);
  CHECK(points[0] == "stock=500, demand=50");
  CHECK(points[1] == "stock=500, demand=60");
  CHECK(points[5] == "stock=1500, demand=60");
}

TEST_CASE("a condition leaves points out") {
  const StudyFolder folder;
  const std::string design = std::string{"[design]\nmethod = \"grid\"\n"} + kTwoFactors;
  CHECK(labels(folder, design + "[where]\nexpr = \"stock >= 1000 and not demand == 60\"\n") ==
        std::vector<std::string>{"stock=1000, demand=50", "stock=1500, demand=50"});
  CHECK(labels(folder, design + "[where]\nexpr = \"min(stock, 20 * demand) == 1000\"\n").size() ==
        3);
  refused(folder, design + "[where]\nexpr = \"stock > 9999\"\n", "leaves no point");
  refused(folder, design + "[where]\nexpr = \"stok > 1\"\n",
          "there is no factor \"stok\"; did you mean \"stock\"?");
}

TEST_CASE("factors side by side need as many values") {
  const StudyFolder folder;
  refused(folder, std::string{"[design]\nmethod = \"zip\"\n"} + kTwoFactors,
          "\"stock\" has 3, \"demand\" has 2");
  CHECK(labels(folder,
               "[design]\nmethod = \"zip\"\n[factor.a]\npath = \"parameter.spare\"\nvalues "
               "= [1, 2]\n[factor.b]\npath = \"scenario.seed\"\nvalues = [3, 4]\n") ==
        std::vector<std::string>{"a=1, b=3", "a=2, b=4"});
}

TEST_CASE("a list gives its points one by one; what it does not name stays as it is") {
  const StudyFolder folder;
  CHECK(labels(folder,
               std::string{"[design]\nmethod = \"list\"\npoints = [ { stock = 700 }, [800, 55], "
                           "{} ]\n"} +
                   kTwoFactors) ==
        std::vector<std::string>{"stock=700", "stock=800, demand=55", "as it is"});
}

TEST_CASE("one at a time starts from the scenario as it is") {
  const StudyFolder folder;
  const auto points =
      labels(folder, std::string{"[design]\nmethod = \"one-at-a-time\"\n"} + kTwoFactors);
  CHECK(points == std::vector<std::string>{"as it is", "stock=500", "stock=1000", "stock=1500",
                                           "demand=50", "demand=60"});
}

TEST_CASE(
    "a sampled design takes the law of an uncertain parameter, and a longer Sobol design "
    "begins with the shorter one") {
  const StudyFolder folder;
  const auto design = [&](const std::string& method, int points) {
    const Study study = load_study(
        folder.study("[design]\nmethod = \"" + method + "\"\npoints = " + std::to_string(points) +
                     "\nseed = 3\n[factor.spare]\npath = \"parameter.spare\"\n"));
    return make_design(study);
  };
  const StudyDesign latin = design("latin-hypercube", 20);
  std::set<int> cells;
  for (const DesignPoint& point : latin.points)
    cells.insert(static_cast<int>(std::floor(point.levels[0].number * 2)));
  CHECK(cells.size() == 20);  // the law is uniform on [0, 10]: one point in each twentieth
  const StudyDesign few = design("sobol", 8);
  const StudyDesign many = design("sobol", 16);
  for (std::size_t i = 0; i < 8; ++i)
    CHECK(few.points[i].levels[0].text == many.points[i].levels[0].text);
}

TEST_CASE("low and high give whole numbers, dates and equal steps") {
  const StudyFolder folder;
  CHECK(labels(folder,
               "[design]\nmethod = \"grid\"\npoints = 3\n[factor.a]\npath = "
               "\"parameter.spare\"\nlow = 1\nhigh = 2\n") ==
        std::vector<std::string>{"a=1.0", "a=1.5", "a=2.0"});
  CHECK(labels(folder,
               "[design]\nmethod = \"grid\"\npoints = 2\n[factor.end]\npath = "
               "\"scenario.end\"\nlow = 2023-02-01\nhigh = 2023-03-01\n") ==
        std::vector<std::string>{"end=2023-02-01", "end=2023-03-01"});
}

TEST_CASE("removing an entity and changing files can be levels") {
  const StudyFolder folder;
  folder.write("other.toml", "extends = [\"small.toml\"]\nschema = 1\n");
  const Study study = load_study(
      folder.study("[factor.file]\nscenarios = [\"small.toml\", \"other.toml\"]\n[factor.plant]\n"
                   "path = \"line.plant.remove\"\nvalues = [false, true]\n"));
  const StudyDesign design = make_design(study);
  REQUIRE(design.points.size() == 4);
  CHECK(design.points[2].scenario == folder.path("other.toml"));
  CHECK(compile(scenario_at(design.points[2])).network.lines.size() == 1);
  CHECK(compile(scenario_at(design.points[3])).network.lines.empty());
}

TEST_CASE("what a level does wrong is told where the study gives it") {
  const StudyFolder folder;
  refused(folder, "[factor.a]\npath = \"site.depo.stock.shell.old\"\nvalues = [1]\n",
          "study.toml:5:11: error: factor \"a\" at 1: site \"depo\" is not defined; did you mean "
          "\"depot\"?");
  refused(folder, "[factor.a]\npath = \"scenario.seed\"\nvalues = [1, \"many\"]\n",
          "study.toml:5:14: error: factor \"a\" at \"many\": ");
  refused(folder, "[factor.a]\npath = \"munition.shell.remove\"\nvalues = [false, true]\n",
          "(at the point a=true)");
  refused(folder, "[factor.a]\npath = \"fire\"\nvalues = [1]\n", "\"fire\" alone cannot be set");
  refused(folder, "[factor.a]\npath = \"parameter.spar\"\n",
          "parameter \"spar\" is not defined; did you mean \"spare\"?");
}

TEST_CASE("factors that would set nothing, or the same, are refused") {
  const StudyFolder folder;
  refused(folder, "[factor.a]\npath = \"parameter.spare.value\"\nvalues = [1, 2]\n",
          "parameter.spare is drawn by its uncertainty, whatever its central value; path = "
          "\"parameter.spare\" pins it");
  refused(folder,
          "[factor.a]\npath = \"scenario.seed\"\nvalues = [1]\n[factor.b]\npath = "
          "\"scenario.seed\"\nvalues = [2]\n",
          "study.toml:6:9: error: factors \"a\" and \"b\" set the same: scenario.seed");
}

TEST_CASE("what cannot be measured is told at its response") {
  const StudyFolder folder;
  refused(folder, "[[response]]\nmetric = \"stock_ende\"\n", "study.toml:3:1: error: metric");
  refused(folder, "[replicate]\nuntil = { metric = \"stockout_date\", half_width = 1 }\n",
          "study.toml:4:9: error: a date has no mean to stop at: stockout_date");
}

TEST_CASE("points that are alike, too many of them and none at all are refused") {
  const StudyFolder folder;
  refused(folder, "[factor.a]\npath = \"scenario.seed\"\nvalues = [1, 2, 1]\n",
          "points 0 and 2 of the design are the same: a=1");
  refused(folder,
          "[design]\npoints = 2000\n[factor.a]\npath = \"parameter.spare\"\n[factor.b]\npath = "
          "\"scenario.seed\"\nlow = 1\nhigh = 9000\n",
          "study.toml:3:2: error: the design has more than a million points");
  CHECK(labels(folder,
               "[design]\npoints = 9\n[factor.a]\npath = \"scenario.seed\"\nlow = 1\nhigh = 3\n") ==
        std::vector<std::string>{"a=1", "a=2", "a=3"});
}

TEST_CASE("an entity that one factor removes may be changed by another") {
  const StudyFolder folder;
  const Study study = load_study(
      folder.study("[factor.plant]\npath = \"line.plant.remove\"\nvalues = [true, false]\n"
                   "[factor.output]\npath = \"line.plant.output_per_day\"\nvalues = [10, 20]\n"));
  const StudyDesign design = make_design(study);
  CHECK_NOTHROW(check_study(study, design));
  CHECK(compile(scenario_at(design.points[0])).network.lines.empty());
}

TEST_CASE(
    "a factor that is left as it is makes a condition unknown, which lets the point through") {
  const StudyFolder folder;
  const std::string design =
      std::string{"[design]\nmethod = \"one-at-a-time\"\n"} + kTwoFactors + "[where]\nexpr = ";
  CHECK(labels(folder, design + "\"not stock > 500\"\n") ==
        std::vector<std::string>{"as it is", "stock=500", "demand=50", "demand=60"});
  CHECK(labels(folder, design + "\"stock < 1000 and demand != 60\"\n") ==
        std::vector<std::string>{"as it is", "stock=500", "demand=50"});
}

TEST_CASE("every fault of a study is told at its place") {
  const StudyFolder folder;
  const std::string path = folder.study(
      "[desing]\n[design]\nmethod = \"gird\"\n[factor.a]\nvalues = []\n[replicate]\nmin = 3\n");
  try {
    load_study(path);
    FAIL("nothing was thrown");
  } catch (const DiagnosticError& error) {
    CHECK_THAT(error.what(), Contains("study.toml:3:2: error: a study has no \"desing\"; did you "
                                      "mean \"design\"?"));
    CHECK_THAT(error.what(), Contains("method \"gird\" is not one of grid, list"));
    CHECK_THAT(error.what(), Contains("values must be a list of at least one value"));
    CHECK_THAT(error.what(), Contains("path is missing"));
    CHECK_THAT(error.what(), Contains("min and max go with until"));
  }
  refused(folder, "[design]\nmethod = \"grid\"\n[factor.a]\npath = \"site.depot.role\"\n",
          "only a parameter has a law of its own; give values, or low and high");
}
