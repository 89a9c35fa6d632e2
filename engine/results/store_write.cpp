#include "store_write.hpp"

#include <string_view>

#include "store_database.hpp"

namespace railhead {

void write_small_tables(Database& database, const StoreHead& head) {
  Statement meta{database, "INSERT OR REPLACE INTO meta VALUES(?, ?)"};
  for (const auto& [name, value] : {std::pair{"engine", &head.engine},
                                    {"study", &head.study},
                                    {"method", &head.method},
                                    {"keep", &head.keep}})
    meta.bind(1, std::string_view{name}).bind(2, std::string_view{*value}).run();
  Statement factor{database, "INSERT OR IGNORE INTO factors VALUES(?, ?, ?)"};
  for (std::size_t i = 0; i < head.factors.size(); ++i)
    factor.bind(1, static_cast<std::int64_t>(i))
        .bind(2, std::string_view{head.factors[i].name})
        .bind(3, std::string_view{head.factors[i].path})
        .run();
  Statement response{database, "INSERT OR IGNORE INTO responses VALUES(?, ?, ?, ?)"};
  for (std::size_t i = 0; i < head.responses.size(); ++i)
    response.bind(1, static_cast<std::int64_t>(i))
        .bind(2, std::string_view{head.responses[i].metric})
        .bind(3, std::string_view{head.responses[i].unit})
        .bind(4, std::int64_t{head.responses[i].whole})
        .run();
  Statement scenario{database, "INSERT OR IGNORE INTO scenarios VALUES(?, ?, ?)"};
  for (const StoreScenario& each : head.scenarios)
    scenario.bind(1, std::string_view{each.sha256})
        .bind(2, std::string_view{each.path})
        .bind(3, std::string_view{each.toml})
        .run();
  database.execute("DELETE FROM inputs");
  Statement input{database, "INSERT OR REPLACE INTO inputs VALUES(?, ?)"};
  for (const StoreInput& each : head.inputs)
    input.bind(1, std::string_view{each.path}).bind(2, std::string_view{each.sha256}).run();
}

void write_points(Database& database, const std::vector<StorePoint>& points) {
  Statement point{database,
                  "INSERT INTO points(point_key, point, label, scenario) VALUES(?, ?, ?, ?) "
                  "ON CONFLICT(point_key) DO UPDATE SET point = excluded.point"};
  Statement level{database, "INSERT OR IGNORE INTO levels VALUES(?, ?, ?, ?)"};
  for (std::size_t i = 0; i < points.size(); ++i) {
    const std::int64_t key = point_key(points[i].label);
    point.bind(1, key)
        .bind(2, static_cast<std::int64_t>(i))
        .bind(3, std::string_view{points[i].label})
        .bind(4, std::string_view{points[i].scenario})
        .run();
    for (std::size_t factor = 0; factor < points[i].levels.size(); ++factor)
      level.bind(1, key)
          .bind(2, static_cast<std::int64_t>(factor))
          .bind(3, std::string_view{points[i].levels[factor].first})
          .bind(4, points[i].levels[factor].second)
          .run();
  }
}

void write_summaries(Database& database, std::int64_t point, const Network& network,
                     const MetricEnsemble& metrics) {
  Statement row{database,
                "INSERT OR REPLACE INTO summaries VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, "
                "?, ?, ?)"};
  for (std::size_t i = 0; i < metrics.metrics().size(); ++i) {
    const MetricSummary s = metrics.summary(i);
    row.bind(1, point).bind(2, std::string_view{to_string(network, metrics.metrics()[i])});
    row.bind(3, static_cast<std::int64_t>(s.n));
    int column = 4;
    for (const double figure : {s.mean, s.sd, s.half_width, s.low, s.high, s.min})
      row.bind(column++, figure);
    for (const double quantile : s.quantiles) row.bind(column++, quantile);
    row.bind(column, s.max).run();
  }
}

std::int64_t series_key(const Network& network, const Series& series) {
  std::string selector{to_string(series.name)};
  for (const auto& [key, id] : dimension_texts(network, series.of))
    selector.append(",").append(key).append("=").append(id);
  return point_key(selector);
}

namespace {

std::int64_t write_series(Database& database, const Network& network, const Series& series) {
  const auto dimensions = dimension_texts(network, series.of);
  const std::int64_t key = series_key(network, series);
  Statement row{database, "INSERT OR IGNORE INTO series VALUES(?, ?, ?, ?, ?, ?)"};
  row.bind(1, key).bind(2, to_string(series.name));
  int column = 3;
  for (const std::string_view wanted : {"site", "munition", "origin", "shipment"}) {
    row.bind_null(column);
    for (const auto& [dimension, id] : dimensions)
      if (dimension == wanted) row.bind(column, id);
    ++column;
  }
  row.run();
  return key;
}

}  // namespace

void write_quantiles(Database& database, std::int64_t point, const Network& network,
                     const TrajectoryEnsemble& trajectories) {
  Statement row{database,
                "INSERT OR REPLACE INTO quantiles VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"};
  for (std::size_t i = 0; i < trajectories.series().size(); ++i) {
    const std::int64_t key = write_series(database, network, trajectories.series()[i]);
    for (std::size_t instant = 0; instant < trajectories.grid().size(); ++instant) {
      row.bind(1, point).bind(2, key);
      row.bind(3, std::int64_t{trajectories.grid()[instant].time_since_epoch().count()});
      row.bind(4, trajectories.mean(i, instant));
      int column = 5;
      for (const double quantile : trajectories.quantiles(i, instant)) row.bind(column++, quantile);
      row.run();
    }
  }
}

}  // namespace railhead
