#pragma once

#include <span>

#include "railhead/base/rounds.hpp"
#include "railhead/scenario/fields.hpp"

namespace railhead {

inline constexpr double kNoBound = std::numeric_limits<double>::infinity();
inline constexpr Range kNotNegative{0, kNoBound};
inline constexpr Range kPositive{0, kNoBound, true};
inline constexpr Range kFraction{0, 1};
inline constexpr Range kRoundsRange{0, kMostRounds - 1};  // whole rounds, below the bound
inline constexpr Range kRateRange{0, kMostRounds};        // of rounds a day
inline constexpr Range kCostRange{0, 1e15};               // no sum of so many leaves a double
inline constexpr Range kPriorityRange{-2147483648.0, 2147483647.0};
inline constexpr Range kCountRange{0, 9.2e18};

std::span<const TableForm> entity_tables();

// Parts of entity_tables(), by what they are about.
std::span<const Field> scenario_fields();
std::span<const Field> reference_fields();
std::span<const Field> parameter_fields();
std::span<const Field> correlation_fields();
std::span<const Field> profile_fields();
std::span<const Field> munition_fields();
std::span<const Field> origin_fields();
std::span<const Field> site_fields();
std::span<const Field> line_fields();
std::span<const Field> resource_fields();
std::span<const Field> route_fields();
std::span<const Field> shipment_fields();
std::span<const Field> consumer_fields();
std::span<const Field> replenishment_fields();
std::span<const Field> disruption_fields();
std::span<const Field> window_fields();
std::span<const Field> observation_fields();
std::span<const Field> cost_fields();
std::span<const Field> check_fields();

const TableForm& failure_form();

}  // namespace railhead
