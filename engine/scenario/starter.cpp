#include "railhead/scenario/starter.hpp"

namespace railhead {

std::string_view starter_scenario() {
  return R"toml(# A scenario to start from: one depot, one front, a factory and a programme of shipments.
# Every table and field is explained in the manual, scenarios/README.md. Try:
#   railhead check my.toml
#   railhead run my.toml
#   railhead run my.toml --set parameter.fire_rate=9000
schema = 1

[scenario]
title = "My first scenario"
question = "How long does the front's stock last, and do the shipments arrive in time?"
start = 2024-01-01
end = 2024-07-01
seed = 1                  # same file, same seed: same results
replications = 1000

# Where numbers come from. Cite them from any entity: cite = ["guess"].
[reference.guess]
title = "Own assumption"
grade = "F6"              # Admiralty code: reliability A-F, credibility 1-6

# An uncertain input: drawn once per replication.
[parameter.fire_rate]
value = 6_000
uncertainty = { dist = "pert", low = 4_000, mode = 6_000, high = 9_000 }
unit = "rounds/day"
cite = ["guess"]

[munition.152mm]
mass_kg = 73
rounds_per_railcar = 792
cite = ["guess"]

# Whose rounds they are: stock is tracked by origin to the day it is fired.
[origin.domestic]
[origin.imported]
dud_fraction = 0.1
cite = ["guess"]

[site.border]
role = "railhead"

[site.depot]
role = "depot"
stock = { 152mm = { domestic = 400_000 } }
cite = ["guess"]

[site.front]
role = "front"
stock = { 152mm = { domestic = 60_000 } }
cite = ["guess"]

# A factory next to the depot. A law { dist = … } is drawn afresh every day.
[line.factory]
site = "depot"
munition = "152mm"
origin = "domestic"
output_per_day = { dist = "normal", mean = 2_500, cv = 0.1 }
failure = { up_days = { dist = "exponential", mean = 60 }, down_days = { dist = "exponential", mean = 5 } }
cite = ["guess"]

# A server with a queue: trains wait here when it is busy.
[resource.border-crane]
units = 1

[route.border-depot]
from = "border"
to = "depot"
train_railcars = 50
cite = ["guess"]
[[route.border-depot.step]]
use = "border-crane"
service_days = { dist = "uniform", low = 1, high = 3 }
[[route.border-depot.step]]
transit_days = { dist = "triangular", low = 8, mode = 11, high = 20 }
mode = "rail"

[shipment.imports]
route = "border-depot"
origin = "imported"
cargo = { 152mm = 35_000 }
first = 2024-01-10
every_days = 15
cite = ["guess"]

# Artillery that fires from the front's stock; expressions use parameters by name.
[consumer.artillery]
site = "front"
munition = "152mm"
demand_per_day = { dist = "normal", mean = "fire_rate", cv = 0.2 }
unmet = "lost"
ration = [ { below_days = 5, fraction = 0.5 } ]
cite = ["guess"]

# The front is supplied from the depot: up to 20 days of fire, ordered every day.
[replenishment.front]
site = "front"
munition = "152mm"
from = "depot"
lead_time_days = { dist = "uniform", low = 2, high = 5 }
policy = "days-of-supply"
target_days = 20
cite = ["guess"]

# What could go wrong: with a chance of one in three, a strike on the depot in spring.
[disruption.strike]
kind = "stock-loss"
target = "depot"
at = { dist = "uniform", low = 2024-03-01, high = 2024-05-01 }
fraction = { dist = "uniform", low = 0.2, high = 0.6 }
probability = 0.33
cite = ["guess"]

[check.stock_is_never_negative]
expr = "min(stock_min{site=front}) >= 0"
)toml";
}

}  // namespace railhead
