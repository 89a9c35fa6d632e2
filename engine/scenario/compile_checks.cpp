#include "check_parser.hpp"
#include "compilation.hpp"

namespace railhead {

void compile_checks(Compilation& c) {
  c.for_each("check", [&](Reader& reader, std::uint32_t index) {
    Check check;
    check.id = std::string(c.names.ids("check")[index]);
    check.text = reader.text("expr");
    const Node* node = reader.node("expr");
    if (node == nullptr || node->as<std::string>() == nullptr) return;
    check.position = source_position(c.scenario.sources, node->position);
    ParseFault fault;
    auto code = parse_check(
        check.text, [&](std::string_view selector) { return parse_metric(c.network, selector); },
        fault);
    if (code) {
      check.code = std::move(*code);
    } else {
      Position at = node->position;
      if (check.text.find_first_of("\n\\\"") == std::string::npos) {
        at.column += static_cast<std::uint32_t>(fault.offset) + 1;
      }
      reader.fault_at(at, fault.message);
    }
    c.settings.checks.push_back(std::move(check));
  });
}

}  // namespace railhead
