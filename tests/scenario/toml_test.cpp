// Faults of the text itself, in files and overrides.
#include "railhead/scenario/scenario.hpp"

#include "tests/scenario/support.hpp"
#include "tests/support/catch.hpp"

using namespace railhead;
using namespace railhead::test;
using Catch::Contains;

TEST_CASE("numbers too large before a fault of the syntax are told with it") {
  const std::string told =
      faults_of_text("schema = 1\n[scenario]\nseed = 99999999999999999999\nreplications = = 2\n");
  CHECK_THAT(told, Contains("test.toml:3:8: error: 99999999999999999999 is too large for a whole "
                            "number of 64 bits") &&
                       Contains("test.toml:4:16: error: not TOML"));
}

TEST_CASE("a key that stands twice has the caret under it") {
  CHECK_THAT(faults_of_text("schema = 1\n[scenario]\nseed = 1\n  seed = [\n  2 ]\n"),
             Contains("test.toml:4:3: error: not TOML") && Contains("\n      seed = [\n      ^"));
  CHECK_THAT(faults_of_text("x = { b = \"b\", b = 1 }\n"), Contains("test.toml:1:16: error: "));
  // A quoted key too, whatever stands in it, and it is named as it is written.
  CHECK_THAT(faults_of_text("a = 1\n  \"\\u0061\" = [\n2 ]\n"),
             Contains("test.toml:2:3: error: not TOML: Error while parsing key-value pair: cannot "
                      "redefine existing integer '\"\\u0061\"'\n"));
  CHECK_THAT(faults_of_text("x = [ { y.\"b, {c=\" = 1, y . 'b, {c=' = 1 } ]\n"),
             Contains("test.toml:1:25: error: ") && Contains("integer 'y . 'b, {c=''\n"));
  CHECK_THAT(faults_of_text("''=1\n\"\"=2"), Contains("test.toml:2:1: error: "));
  // A table that does has it where its header is.
  CHECK_THAT(faults_of_text("schema=1\n[a]\nb=1\n[a]\nc=2\n"), Contains("test.toml:4:1: error: "));
}

TEST_CASE("an override that is a number out of range, has a comment or names no table is told so") {
  CHECK(override_fault("scenario.seed=99999999999999999999") ==
        "99999999999999999999 is too large for a whole number of 64 bits");
  CHECK_FALSE(faults_of({}, {"resource.crane.units=5#b"}).empty());
  CHECK_THAT(faults_of({}, {"sit.depot.keep_rounds=1"}),
             Contains("there is no table \"sit\"; did you mean \"site\"?"));
}

TEST_CASE("a law whose mean its field does not take is warned of") {
  const auto warned = [](const std::string& law) {
    std::string text;
    for (const Diagnostic& warning :
         warnings(load_base("[consumer.guns]\nsite = \"depot\"\nmunition = \"shell\"\nunmet = "
                            "\"lost\"\ndemand_per_day = " +
                            law + "\n")))
      text += format(warning);
    return text;
  };
  CHECK_THAT(
      warned("{ dist = \"normal\", mean = -5, sd = 1 }"),
      Contains(":24:44: warning: consumer \"guns\": demand_per_day: a mean of -5 is below 0, the "
               "least that is drawn; the law is conditioned on that and has another mean"));
  CHECK_THAT(
      warned("[ { from = 2024-01-01, value = { dist = \"normal\", mean = -0.5, sd = 1 } } ]"),
      Contains("a mean of -0.5 is below 0"));
  CHECK(warned("{ dist = \"normal\", mean = 5, sd = 10 }").empty());
}
