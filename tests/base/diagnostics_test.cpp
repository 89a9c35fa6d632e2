#include "railhead/base/diagnostics.hpp"

#include "railhead/base/suggest.hpp"

#include "tests/support/catch.hpp"

using namespace railhead;

namespace {

Diagnostic fault(std::string file, std::uint32_t line, std::uint32_t column, std::string message,
                 std::string source_line = {}) {
  return {Severity::kError,
          {PositionKind::kFile, std::move(file), line, column},
          std::move(message),
          std::move(source_line)};
}

}  // namespace

TEST_CASE("a fault shows its place, its line and a caret") {
  CHECK(format(fault("north.toml", 41, 6, "site \"nroth\" is not defined", "to = \"nroth\"")) ==
        "north.toml:41:6: error: site \"nroth\" is not defined\n"
        "    to = \"nroth\"\n"
        "         ^");
  CHECK(format(fault("north.toml", 41, 0, "no column")) == "north.toml:41: error: no column");
  CHECK(format(fault("north.toml", 0, 0, "no line")) == "north.toml: error: no line");
}

TEST_CASE("the caret stands under the character, not the byte, and tabs do not move it") {
  CHECK(format(fault("a.toml", 1, 4, "x", "\tй=1")) ==
        "a.toml:1:4: error: x\n"
        "     й=1\n"
        "       ^");
}

TEST_CASE("of a very long line the part around the column is shown") {
  const std::string text = format(fault("a.toml", 1, 1'000, "x", std::string(5'000, 'a') + "b"));
  CHECK(text.size() < 300);
  CHECK(text.back() == '^');
}

TEST_CASE("control characters of a file do not reach the terminal") {
  CHECK(format(fault("a.toml", 1, 1, "x", "\x1b[31mred")).find('\x1b') == std::string::npos);
}

TEST_CASE("an override is said to be of the command line") {
  const Diagnostic override_fault{Severity::kWarning,
                                  {PositionKind::kCommandLine, "", 0, 6},
                                  "unknown site",
                                  "site.nroth.stock=0"};
  CHECK(format(override_fault) ==
        "command line: warning: unknown site\n"
        "    site.nroth.stock=0\n"
        "         ^");
}

TEST_CASE("faults are told in the order of the file, each once, overrides last") {
  Diagnostic of_command_line = fault("", 0, 1, "d");
  of_command_line.position.kind = PositionKind::kCommandLine;
  std::vector<Diagnostic> faults = {of_command_line, fault("a", 9, 1, "c"), fault("a", 2, 5, "b"),
                                    fault("a", 2, 1, "a"), fault("a", 2, 5, "b")};
  sort_by_position(faults);
  std::string order;
  for (const Diagnostic& each : faults) order += each.message;
  CHECK(order == "abcd");
}

TEST_CASE("all faults of a scenario come in one error with exit code 3") {
  const DiagnosticError error{{fault("a", 1, 1, "first"), fault("a", 2, 1, "second")}};
  CHECK(std::string{error.what()} == "a:1:1: error: first\na:2:1: error: second");
  CHECK(error.code() == ExitCode::kScenario);
  CHECK(has_errors(error.diagnostics()));
  CHECK_FALSE(has_errors({{Severity::kWarning, {}, "only a warning"}}));
}

TEST_CASE("an internal fault names itself and its text is made only when needed") {
  CHECK_THROWS_WITH(ensure(false, "clock went back"), "internal fault: clock went back");
  CHECK_THROWS_WITH(ensure(false, [] { return std::string{"at day 3"}; }),
                    "internal fault: at day 3");
  bool made = false;
  ensure(true, [&] {
    made = true;
    return "";
  });
  CHECK_FALSE(made);
}

TEST_CASE("a misspelt name finds the nearest") {
  CHECK(edit_distance("nroth", "north") == 1);
  CHECK(edit_distance("kitten", "sitting") == 3);
  CHECK(edit_distance("", "abc") == 3);
  const std::vector<std::string_view> names = {"capacity_rounds", "keep_rounds", "north", "stock"};
  CHECK(nearest_name("nroth", names) == "north");
  CHECK(nearest_name("capacity_round", names) == "capacity_rounds");
  CHECK(nearest_name("stok", names) == "stock");
  CHECK_FALSE(nearest_name("warehouse", names).has_value());
  CHECK_FALSE(nearest_name("xy", names).has_value());
  CHECK(did_you_mean("nroth", names) == "; did you mean \"north\"?");
  CHECK(did_you_mean("warehouse", names).empty());
}
