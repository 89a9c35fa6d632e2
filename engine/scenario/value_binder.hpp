// Numeric fields of a document become Values of the network.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "railhead/model/network.hpp"
#include "railhead/scenario/fields.hpp"

#include "faults.hpp"
#include "names.hpp"

namespace railhead {

// What a field allows, and what it is called.
struct ValueRequest {
  std::string stream;   // "line.tula-152.output_per_day"
  std::string subject;  // "line \"tula-152\": output_per_day", for messages
  Range range;
  bool laws = true;
  bool steps = true;
  bool profiles = true;
  bool parameters = true;
  bool dates = false;       // dates stand for days since the network's start
  bool from_start = false;  // steps must begin at the start
};

class ValueBinder {
 public:
  ValueBinder(Network& network, const Names& names, Faults& faults)
      : network_(network), names_(names), faults_(faults) {}

  // None on a fault, which is then reported.
  ValueId value(const Node& node, const ValueRequest& request);
  std::optional<Argument> argument(const Node& node, const ValueRequest& request);
  std::optional<LawTemplate> law(const Node& node, const ValueRequest& request);
  // Appends to Network::steps; false on a fault.
  bool steps(const Node& list, const ValueRequest& request);  // requires: an array

  ValueId constant(double value, std::string stream);

  // The key of a stream; internal_fault where the name was given before, a fault where two names
  // have one key.
  StreamKey stream(const std::string& name, Position position);

 private:
  std::optional<LawTemplate> plain_or_law(const Node& node, const ValueRequest& request);
  std::optional<LawTemplate> law_of_table(const Node& node, const ValueRequest& request);
  bool law_arguments(const Node& node, const LawForm& form, const ValueRequest& request,
                     LawTemplate& law);
  bool law_lists(const Node& node, const LawForm& form, const ValueRequest& request,
                 LawTemplate& law);
  bool law_keys_known(const Node& node, const LawForm& form, const ValueRequest& request);
  bool law_is_possible(const Node& node, const LawForm& form, const ValueRequest& request,
                       const LawTemplate& law);
  bool in_range(double constant, Position position, const ValueRequest& request);
  bool step(const Node& entry, const ValueRequest& request, Step& step);
  std::optional<Argument> expression(const std::string& text, Position position,
                                     const ValueRequest& request);

  Network& network_;
  const Names& names_;
  Faults& faults_;
  std::unordered_map<std::string, ExpressionId> expressions_;  // by scope and text
  std::unordered_map<std::uint64_t, std::string> streams_;     // by key
};

// Whether the lists of a law hold constants alone, and the table that they then make.
bool all_constant(const TableTemplate& table);
TableFault fill(LawTable& table, const TableTemplate& from);

// "must be at least 0", …, for messages.
std::string range_text(const Range& range);

}  // namespace railhead
