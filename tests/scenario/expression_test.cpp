// The expression parser against trees that are known to be what they say.
#include <algorithm>
#include <memory>

#include <fmt/format.h>
#include <rapidcheck.h>

#include "support.hpp"
#include "tests/support/catch.hpp"

using namespace railhead;

namespace {

// A random expression: its text with as few parentheses as precedence allows, and its value.
struct Tree {
  std::string text;
  double value;
  int binding;  // 1 sum, 2 product, 3 sign, 4 atom
};

std::string within(const Tree& tree, int least) {
  return tree.binding >= least ? tree.text : '(' + tree.text + ')';
}

Tree random_tree(int depth) {
  const int choice = depth == 0 ? 0 : *rc::gen::inRange(0, 8);
  if (choice <= 1) {
    const int number = *rc::gen::inRange(1, 100);
    return {fmt::format("{}", number / 8.0), number / 8.0, 4};
  }
  const Tree a = random_tree(depth - 1);
  if (choice == 2) return {'-' + within(a, 3), -a.value, 3};
  const Tree b = random_tree(depth - 1);
  switch (choice) {
    case 3: return {within(a, 1) + " + " + within(b, 2), a.value + b.value, 1};
    case 4: return {within(a, 1) + "-" + within(b, 2), a.value - b.value, 1};
    case 5: return {within(a, 2) + " *" + within(b, 3), a.value * b.value, 2};
    case 6: return {"min( " + a.text + "," + b.text + ")", std::min(a.value, b.value), 4};
    default:
      return {"max(" + a.text + ", " + b.text + ", 1)", std::max({a.value, b.value, 1.0}), 4};
  }
}

}  // namespace

TEST_CASE("an expression has the value that its precedence says") {
  REQUIRE(rc::check("parse(print(tree)) == tree", [] {
    const Tree tree = random_tree(5);
    const std::string text = "[parameter.e]\nvalue = \"" + tree.text + "\"\n";
    const auto network = railhead::test::compile_base(text).network;
    const Argument& central = network.parameters[ParameterId{0}].central;
    RC_ASSERT(central.expression.is_none());
    RC_ASSERT(central.constant == tree.value);
  }));
}
