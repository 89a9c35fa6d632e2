#include "railhead/results/store.hpp"

#include <cmath>

#include "railhead/base/hash.hpp"

#include "store_impl.hpp"
#include "store_schema.hpp"
#include "store_seal.hpp"
#include "store_write.hpp"

namespace railhead {
namespace {

constexpr double kLargestExact = 0x1p53;

void bind_response(Statement& statement, int index, bool whole, double value) {
  if (whole && value == std::floor(value) && std::abs(value) <= kLargestExact)
    statement.bind(index, static_cast<std::int64_t>(value));
  else
    statement.bind(index, value);
}

}  // namespace

std::int64_t point_key(const std::string& label) {
  return static_cast<std::int64_t>(hash64(label) >> 1U);
}

bool is_whole(const MetricInfo& metric) {
  if (metric.kind == MetricKind::instant || metric.kind == MetricKind::flag) return true;
  if (metric.kind != MetricKind::amount || metric.text.ends_with("_mean")) return false;
  if (metric.name == MetricName::effective || metric.name == MetricName::duds) return false;
  return metric.unit == "rounds" || metric.unit == "orders" || metric.unit == "shipments" ||
         metric.unit == "trains";
}

ResultStore::ResultStore(const std::string& path, double patience_seconds)
    : impl_(std::make_unique<Impl>(path, patience_seconds)) {}

ResultStore::~ResultStore() = default;

void ResultStore::write_head(const StoreHead& head, const std::vector<StorePoint>& points) {
  const auto guarded = impl_->guard();
  Database& database = impl_->database;
  impl_->commit();
  const bool is_new = !impl_->has_head();
  impl_->begin();
  if (is_new) {
    database.execute("PRAGMA application_id = " + std::to_string(kStoreApplication) +
                     "; PRAGMA user_version = " + std::to_string(kStoreVersion));
    database.execute(store_tables(head.responses));
  }
  write_small_tables(database, head);
  write_points(database, points);
  if (is_new) database.execute(store_views(head));
  write_seals(database);
  impl_->commit();
  impl_->prepare();
}

void ResultStore::add_runs(std::int64_t point, std::span<const RunRecord> records) {
  const auto guarded = impl_->guard();
  impl_->begin();
  Statement& insert = *impl_->insert;
  for (const RunRecord& record : records) {
    insert.bind(1, point)
        .bind(2, static_cast<std::int64_t>(record.replication))
        .bind(3, static_cast<std::int64_t>(record.digest));
    for (std::size_t i = 0; i < impl_->whole.size(); ++i)
      bind_response(insert, static_cast<int>(i) + 4, impl_->whole[i], record.metrics[i]);
    insert.run();
  }
  if (impl_->commit_is_due()) impl_->commit();
}

void ResultStore::commit() {
  const auto guarded = impl_->guard();
  impl_->commit();
}

void ResultStore::end_point(std::int64_t point, const Network& network,
                            const MetricEnsemble& metrics, const TrajectoryEnsemble* trajectories) {
  const auto guarded = impl_->guard();
  impl_->begin();
  Database& database = impl_->database;
  write_summaries(database, point, network, metrics);
  if (trajectories != nullptr) write_quantiles(database, point, network, *trajectories);
  Statement row{database,
                "UPDATE points SET seed = ?, start = ?, \"end\" = ?, statistics_from = ?, "
                "replications = ? WHERE point_key = ?"};
  row.bind(1, static_cast<std::int64_t>(network.seed))
      .bind(2, std::int64_t{network.start.time_since_epoch().count()})
      .bind(3, std::int64_t{network.end.time_since_epoch().count()})
      .bind(4, std::int64_t{network.statistics_from.time_since_epoch().count()})
      .bind(5, static_cast<std::int64_t>(metrics.runs()))
      .bind(6, point)
      .run();
  if (impl_->commit_is_due()) impl_->commit();
}

}  // namespace railhead
