#pragma once

#include <string>

#include "railhead/model/network.hpp"

namespace railhead {

// Throws Error: more events than Network::max_events, the last one being `last`.
[[noreturn]] void refuse_events(const Network& network, const std::string& last);

}  // namespace railhead
