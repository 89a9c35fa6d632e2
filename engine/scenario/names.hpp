// The ids that a document defines, by kind, in order of id (bytes): their ranks are the network's
// ids.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string_view>
#include <vector>

#include "railhead/scenario/document.hpp"

namespace railhead {

class Names {
 public:
  explicit Names(const Node& document);

  std::optional<std::uint32_t> find(std::string_view kind, std::string_view id) const;
  const std::vector<std::string_view>& ids(std::string_view kind) const;

 private:
  std::map<std::string_view, std::vector<std::string_view>> ids_;
};

}  // namespace railhead
