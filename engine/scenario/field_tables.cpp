#include "field_tables.hpp"

namespace railhead {

std::span<const TableForm> entity_tables() {
  static const TableForm kTables[] = {
      {"scenario", "what is run: span of time, seed, replications", scenario_fields()},
      {"reference", "where a number comes from", reference_fields()},
      {"parameter", "an uncertain input, drawn once per replication (epistemic)",
       parameter_fields()},
      {"correlation", "a Gaussian copula between the draws of parameters", correlation_fields()},
      {"profile", "a function of time, for use in expressions", profile_fields()},
      {"munition", "a kind of round", munition_fields()},
      {"origin", "whose rounds they are; stock is tracked by origin", origin_fields()},
      {"site", "a place that holds stock", site_fields()},
      {"line", "a production line", line_fields()},
      {"resource", "a server with one queue: a dock, a crane, a pool of railcars",
       resource_fields()},
      {"route", "a way from one site to another, step by step", route_fields()},
      {"shipment", "a programme of shipments", shipment_fields()},
      {"consumer", "artillery that fires from a site's stock", consumer_fields()},
      {"replenishment", "how a site is supplied on demand", replenishment_fields()},
      {"disruption", "a strike, a closure, an outage, an embargo, a surge", disruption_fields()},
      {"window", "a span of time that metrics are also given for", window_fields()},
      {"observation", "what was seen, for overlays and scoring", observation_fields()},
      {"cost", "cost rates of the munition of the same id", cost_fields()},
      {"check", "a condition over metrics; run ends with exit code 4 where it fails",
       check_fields()},
  };
  return kTables;
}

std::span<const Field> scenario_fields() {
  static constexpr Field kFields[] = {
      {.key = "title", .doc = "name for the reader"},
      {.key = "question", .doc = "what the analyst wants to know"},
      {.key = "note", .doc = "remark for the reader"},
      {.key = "cite", .form = Form::cite, .doc = "references"},
      {.key = "start", .form = Form::date, .doc = "the clock starts here", .required = true},
      {.key = "end", .form = Form::date, .doc = "the clock ends here; or horizon_days"},
      {.key = "horizon_days",
       .form = Form::number,
       .doc = "length of the run; or end",
       .unit = "days",
       .range = kPositive},
      {.key = "warmup_days",
       .form = Form::number,
       .doc = "statistics start after everything of that instant",
       .unit = "days",
       .fallback = "0",
       .range = kNotNegative},
      {.key = "seed",
       .form = Form::integer,
       .doc = "of all random numbers",
       .fallback = "1",
       .range = kCountRange},
      {.key = "replications",
       .form = Form::integer,
       .doc = "independent runs",
       .fallback = "1000",
       .range = {1, 1e12}},
      {.key = "max_events",
       .form = Form::integer,
       .doc = "a replication with more events is refused; what flows at an instant counts as one "
              "for every eight lines, consumers or replenishments",
       .fallback = "10000000",
       .range = {1, 2e9}},  // sequence numbers have 32 bits
      {.key = "record_every_days",
       .form = Form::number,
       .doc = "grid of the trajectories, start and end included; changes no metric",
       .unit = "days",
       .fallback = "1",
       .range = kPositive},
  };
  return kFields;
}

std::span<const Field> reference_fields() {
  static constexpr Field kFields[] = {
      {.key = "author", .doc = "who wrote it"},
      {.key = "date", .form = Form::date, .doc = "when it was published"},
      {.key = "url", .doc = "where it is found"},
      {.key = "grade", .doc = "Admiralty code: reliability A-F, credibility 1-6"},
  };
  return kFields;
}

std::span<const Field> parameter_fields() {
  static constexpr Field kFields[] = {
      {.key = "value",
       .form = Form::once,
       .doc = "central value, or an expression over other parameters; by default the mean of the "
              "uncertainty"},
      {.key = "uncertainty",
       .form = Form::law,
       .doc = "the law it is drawn from, once per replication"},
      {.key = "unit", .doc = "for the reader"},
  };
  return kFields;
}

std::span<const Field> correlation_fields() {
  static constexpr Field kFields[] = {
      {.key = "parameters",
       .form = Form::references,
       .doc = "uncertain parameters",
       .required = true,
       .words = "parameter"},
      {.key = "rho",
       .form = Form::rho,
       .doc = "one correlation for all pairs, or the full matrix",
       .required = true},
  };
  return kFields;
}

std::span<const Field> profile_fields() {
  static constexpr Field kFields[] = {
      {.key = "steps",
       .form = Form::steps,
       .doc =
           "entries { from, value, interpolate = \"linear\" } in order of time; 0 before the first",
       .required = true},
      {.key = "shift_days",
       .form = Form::once,
       .doc = "all dates move by this",
       .unit = "days",
       .fallback = "0"},
  };
  return kFields;
}

std::span<const Field> munition_fields() {
  static constexpr Field kFields[] = {
      {.key = "mass_kg",
       .form = Form::once,
       .doc = "one round as packed",
       .unit = "kg",
       .range = kPositive},
      {.key = "rounds_per_container",
       .form = Form::once,
       .doc = "rounds in a container",
       .unit = "rounds",
       .range = kPositive},
      {.key = "rounds_per_railcar",
       .form = Form::once,
       .doc = "rounds in a railcar",
       .unit = "rounds",
       .range = kPositive},
  };
  return kFields;
}

std::span<const Field> origin_fields() {
  static constexpr Field kFields[] = {
      {.key = "dud_fraction",
       .form = Form::level_or_amounts,
       .doc = "share that fails to work; one number or a table by munition",
       .fallback = "0",
       .range = kFraction,
       .element = Form::level},
  };
  return kFields;
}

std::span<const Field> site_fields() {
  static constexpr Field kFields[] = {
      {.key = "role",
       .form = Form::word,
       .doc = "for the reader and the report",
       .words = "plant|depot|railhead|port|front"},
      {.key = "stock",
       .form = Form::stock,
       .doc = "initial stock, by munition and origin",
       .unit = "rounds",
       .range = kRoundsRange},
      {.key = "capacity_rounds",
       .form = Form::once,
       .doc = "what does not fit waits outside, in order of arrival",
       .unit = "rounds",
       .range = kRoundsRange},
      {.key = "keep_rounds",
       .form = Form::level,
       .doc = "shipments and replenishments drawn from this site leave at least this",
       .unit = "rounds",
       .fallback = "0",
       .range = kRoundsRange},
      {.key = "issue",
       .form = Form::word,
       .doc = "in which order lots leave",
       .fallback = "fifo",
       .words = "fifo|lifo|proportional"},
      {.key = "allocation",
       .form = Form::word,
       .doc = "sharing among replenishments that are short at one instant",
       .fallback = "in-order",
       .words = "in-order|proportional"},
  };
  return kFields;
}

std::span<const Field> cost_fields() {
  static constexpr Field kFields[] = {
      {.key = "holding_per_round_day",
       .form = Form::once,
       .doc = "per round on hand and day",
       .fallback = "0",
       .range = kCostRange},
      {.key = "backlog_per_round_day",
       .form = Form::once,
       .doc = "per round of backlog and day",
       .fallback = "0",
       .range = kCostRange},
      {.key = "order_fixed",
       .form = Form::once,
       .doc = "per replenishment order",
       .fallback = "0",
       .range = kCostRange},
      {.key = "order_per_round",
       .form = Form::once,
       .doc = "per round sent",
       .fallback = "0",
       .range = kCostRange},
  };
  return kFields;
}

std::span<const Field> window_fields() {
  static constexpr Field kFields[] = {
      {.key = "from", .form = Form::date, .doc = "start"},
      {.key = "until", .form = Form::date, .doc = "end, exclusive"},
      {.key = "every",
       .form = Form::word,
       .doc = "instead: one window a calendar month, named 2024-01",
       .words = "month"},
  };
  return kFields;
}

std::span<const Field> observation_fields() {
  static constexpr Field kFields[] = {
      {.key = "metric",
       .doc = "a selector, such as containers_departed{shipment=dprk-rail}",
       .required = true},
      {.key = "at",
       .form = Form::date,
       .doc = "cumulative to here; by default the window's end or the run's"},
      {.key = "value", .form = Form::moment_or_number, .doc = "what was seen", .required = true},
      {.key = "low", .form = Form::moment_or_number, .doc = "lower end of the range"},
      {.key = "high", .form = Form::moment_or_number, .doc = "upper end of the range"},
      {.key = "kind",
       .form = Form::word,
       .doc = "the value itself, a lower or an upper bound",
       .fallback = "point",
       .words = "point|floor|ceiling"},
  };
  return kFields;
}

std::span<const Field> check_fields() {
  static constexpr Field kFields[] = {
      {.key = "expr",
       .doc = "min, max, mean, sd or p05 … p95 over the replications of metrics, with + - * / < <= "
              "> >= == != and, or, not",
       .required = true},
  };
  return kFields;
}

}  // namespace railhead
