// What numeric fields become.
#include <fmt/format.h>

#include "railhead/scenario/fields.hpp"

#include "support.hpp"
#include "tests/support/catch.hpp"

using namespace railhead;
using railhead::test::compile_base;
using railhead::test::faults_of;

namespace {

const std::string kRoute =
    "[route.r]\nfrom = \"depot\"\nto = \"front\"\n[[route.r.step]]\ntransit_days = ";

// The network of a route with one transit step of that duration, and its value.
struct Travel {
  explicit Travel(const std::string& text) : network(compile_base(kRoute + text).network) {
    const Route& route = network.routes[RouteId{0}];
    value = network.values[std::get<TravelStep>(route.steps.at(0)).days];
  }
  const Step& step(std::uint32_t i = 0) const { return network.steps.at(value.first_step + i); }
  const LawTemplate& law(std::uint32_t i = 0) const { return step(i).law; }
  const Expression& expression() const { return network.expressions[law().a[0].expression]; }
  Network network;
  Value value;
};

Instant day(int of_january) {
  return std::chrono::sys_days{std::chrono::year{2024} / 1 / of_january};
}

}  // namespace

TEST_CASE("a number is a constant in force at all times") {
  const Travel travel("12.5");
  CHECK(travel.value.step_count == 1);
  CHECK(travel.step().from == Instant::min());
  CHECK(travel.law().kind == LawKind::constant);
  CHECK(travel.law().a[0].constant == 12.5);
  CHECK(travel.law().a[0].expression.is_none());
  CHECK_FALSE(travel.value.random);
  CHECK_FALSE(travel.value.varies);
  CHECK_FALSE(travel.value.per_replication);
  CHECK(travel.value.low == 0);
  CHECK(travel.value.name == "route.r.step.1.transit_days");
  CHECK(travel.value.key == stream_key(travel.network.seed, travel.value.name));
}

TEST_CASE("a plain value may say where it comes from") {
  const Travel travel("{ value = 3, cite = [\"assumed\"], note = \"a guess\" }");
  CHECK(travel.law().a[0].constant == 3);
}

TEST_CASE("an expression without names is a constant") {
  CHECK(Travel("\"2 * (3 + 4) - 1_0 / 4\"").law().a[0].constant == 11.5);
  CHECK(Travel("\"max(1, 7, 3) - min(2, 5)\"").law().a[0].constant == 5);
  CHECK(Travel("\"--1.5e1\"").law().a[0].constant == 15);
}

TEST_CASE("an expression is postfix code over parameters and profiles") {
  const Travel travel("\"2 * rate ^ 2 + tempo\"");
  const auto& code = travel.expression().code;
  const OpCode expected[] = {OpCode::constant, OpCode::parameter, OpCode::constant, OpCode::power,
                             OpCode::multiply, OpCode::profile,   OpCode::add};
  REQUIRE(code.size() == std::size(expected));
  for (std::size_t i = 0; i < code.size(); ++i) CHECK(code[i].code == expected[i]);
  CHECK(travel.expression().depth == 3);
  CHECK(travel.expression().uses_parameters);
  CHECK(travel.expression().profiles == std::vector<ProfileId>{ProfileId{0}});
  CHECK(travel.expression().text == "2 * rate ^ 2 + tempo");
  CHECK(travel.value.per_replication);
  CHECK_FALSE(travel.value.varies);  // the profile goes in steps
}

TEST_CASE("a power binds to the right and before the sign") {
  const Travel travel("\"-rate ^ 2 ^ 3\"");
  const auto& code = travel.expression().code;
  const OpCode expected[] = {OpCode::parameter, OpCode::constant, OpCode::constant,
                             OpCode::power,     OpCode::power,    OpCode::negate};
  REQUIRE(code.size() == std::size(expected));
  for (std::size_t i = 0; i < code.size(); ++i) CHECK(code[i].code == expected[i]);
}

TEST_CASE("a law keeps its arguments and is conditioned on the field's range") {
  const Travel travel("{ dist = \"normal\", mean = \"rate\", cv = 0.2, min = 1 }");
  CHECK(travel.law().kind == LawKind::normal);
  CHECK(travel.law().second_is_cv);
  CHECK(travel.law().a[1].constant == 0.2);
  CHECK(travel.law().min.constant == 1);
  CHECK(travel.value.random);
  CHECK(travel.value.per_replication);
  CHECK(travel.value.low == 0);
}

TEST_CASE("a law of lists has a table") {
  const Travel travel("{ dist = \"discrete\", values = [1, \"rate\"], weights = [2, 1] }");
  REQUIRE(travel.law().table == 0);
  const TableTemplate& table = travel.network.tables.at(0);
  CHECK(table.kind == LawKind::discrete);
  CHECK(table.first.at(0).constant == 1);
  CHECK_FALSE(table.first.at(1).expression.is_none());
  CHECK(table.second.at(0).constant == 2);
  CHECK(travel.value.per_replication);
}

TEST_CASE("every law of the list is known") {
  for (const char* law :
       {"dist = \"constant\", value = 1", "dist = \"uniform\", low = 1, high = 2",
        "dist = \"triangular\", low = 1, mode = 2, high = 3",
        "dist = \"pert\", low = 1, mode = 2, high = 3", "dist = \"normal\", mean = 1, sd = 2",
        "dist = \"lognormal\", mean = 1, cv = 2", "dist = \"exponential\", mean = 1",
        "dist = \"erlang\", shape = 2, mean = 1", "dist = \"gamma\", mean = 1, sd = 2",
        "dist = \"weibull\", shape = 1, scale = 2", "dist = \"beta\", mean = 0.5, sd = 0.1",
        "dist = \"beta\", mean = 5, sd = 1, low = 2, high = 9", "dist = \"poisson\", mean = 1",
        "dist = \"binomial\", n = 5, p = 0.5",
        "dist = \"discrete\", values = [1, 2], weights = [1, 1]",
        "dist = \"empirical\", values = [3, 1, 2]",
        "dist = \"quantiles\", p = [0, 0.5, 1], x = [1, 2, 5]"}) {
    INFO(law);
    CHECK(faults_of(kRoute + "{ " + law + " }").empty());
  }
  CHECK(law_forms().size() == 16);
}

TEST_CASE("steps in time follow one another, and a linear one makes the field vary") {
  const Travel travel(
      "[ { from = 2024-01-05, value = 5, interpolate = \"linear\" }, { from = "
      "2024-01-09T12:00:00Z, value = \"rate\" } ]");
  CHECK(travel.value.step_count == 2);
  CHECK(travel.step(0).from == day(5));
  CHECK(travel.step(0).linear);
  CHECK(travel.step(1).from == day(9) + std::chrono::hours{12});
  CHECK_FALSE(travel.step(1).linear);
  CHECK(travel.value.varies);
  CHECK(travel.value.per_replication);
}

TEST_CASE("a profile that is linear, even through another one, makes a field vary") {
  const std::string profiles =
      "[profile.ramp]\nsteps = [ { from = 2024-01-01, value = 0, interpolate = \"linear\" }, { "
      "from = 2024-01-31, value = 1 } ]\n"
      "[profile.scaled]\nsteps = [ { from = 2024-01-01, value = \"2 * ramp\" } ]\nshift_days = "
      "\"rate / 10\"\n";
  const auto network = compile_base(profiles + kRoute + "\"scaled\"").network;
  const Value& value =
      network.values[std::get<TravelStep>(network.routes[RouteId{0}].steps.at(0)).days];
  CHECK(value.varies);
  CHECK(value.per_replication);
  CHECK(network.profiles[ProfileId{1}].linear);
  CHECK(network.profiles[ProfileId{1}].per_replication);
  CHECK_FALSE(network.profiles[ProfileId{0}].per_replication);
}

TEST_CASE("profiles that read one another without end are refused before they run") {
  std::string text = "[profile.p0]\nsteps = [ { from = 2024-01-01, value = 1 } ]\n";
  for (int i = 1; i < 60; ++i) {
    text +=
        fmt::format("[profile.p{}]\nsteps = [ {{ from = 2024-01-01, value = \"p{} + p{}\" }} ]\n",
                    i, i - 1, i - 1);
  }
  CHECK(faults_of(text).find("profiles read one another too often") != std::string::npos);
}

TEST_CASE("parameters are evaluated after those that they read") {
  const auto network = compile_base(
                           "[parameter.a]\nvalue = \"b + rate\"\n[parameter.b]\nvalue = "
                           "\"c\"\n[parameter.c]\nvalue = 1\n")
                           .network;
  std::vector<std::string> order;
  for (const ParameterId id : network.parameter_order) order.push_back(network.parameters[id].id);
  CHECK(order == std::vector<std::string>{"c", "b", "rate", "a"});
  CHECK(network.parameters[ParameterId{3}].uncertain);
}

TEST_CASE("a parameter without a central value has that of its uncertainty's mean") {
  const auto network =
      compile_base("[parameter.z]\nuncertainty = { dist = \"uniform\", low = 2, high = 4 }\n")
          .network;
  CHECK(network.parameters[ParameterId{1}].central.constant == Approx(3));
  const auto listed = compile_base(
                          "[parameter.z]\nuncertainty = { dist = \"discrete\", values = [2, 8], "
                          "weights = [2, 1] }\n")
                          .network;
  CHECK(listed.parameters[ParameterId{1}].central.constant == Approx(4));
}

TEST_CASE("parameters may go together entirely, or one against the other") {
  for (const double rho : {1.0, -1.0}) {
    const auto network =
        compile_base(fmt::format("[parameter.b]\nvalue = 1\nuncertainty = {{ dist = \"uniform\", "
                                 "low = 0, high = 2 }}\n"
                                 "[correlation.k]\nparameters = [\"rate\", \"b\"]\nrho = {}\n",
                                 rho))
            .network;
    REQUIRE(network.correlations.size() == 1);
    CHECK(network.correlations[0].cholesky == std::vector<double>{1, 0, rho, 0});
  }
}

TEST_CASE("a correlation is kept as the lower triangle of its factor") {
  const auto network =
      compile_base(
          "[parameter.b]\nvalue = 1\nuncertainty = { dist = \"uniform\", low = 0, high = 2 }\n"
          "[correlation.k]\nparameters = [\"rate\", \"b\"]\nrho = 0.6\n")
          .network;
  REQUIRE(network.correlations.size() == 1);
  const auto& l = network.correlations[0].cholesky;
  CHECK(l.at(0) == 1);
  CHECK(l.at(1) == 0);
  CHECK(l.at(2) == 0.6);
  CHECK(l.at(3) == Approx(0.8));
  CHECK(network.correlations[0].parameters ==
        std::vector<ParameterId>{ParameterId{1}, ParameterId{0}});
}

TEST_CASE("an occurrence may be drawn between dates") {
  const auto network = compile_base(
                           "[disruption.d]\nkind = \"stock-loss\"\ntarget = \"depot\"\n"
                           "at = { dist = \"uniform\", low = 2024-01-11, high = 2024-01-21 }\n")
                           .network;
  const Disruption& disruption = network.disruptions[DisruptionId{0}];
  const LawTemplate& law = network.steps.at(network.values[disruption.at].first_step).law;
  CHECK(law.a[0].constant == 10);
  CHECK(law.a[1].constant == 20);
}

TEST_CASE("the seed changes every stream and nothing else") {
  const auto scenario = railhead::test::load_base(kRoute + "3");
  const auto a = compile(scenario).network;
  CompileOptions options;
  options.seed = 7;
  const auto b = compile(scenario, options).network;
  CHECK(a.seed == 1);
  CHECK(b.seed == 7);
  REQUIRE(a.values.size() == b.values.size());
  for (const ValueId id : a.values.ids()) {
    CHECK(a.values[id].name == b.values[id].name);
    CHECK_FALSE(a.values[id].key == b.values[id].key);
  }
}
