#include "railhead/results/store.hpp"

#include <chrono>
#include <cmath>
#include <string_view>

#include "railhead/base/error.hpp"
#include "railhead/base/hash.hpp"

#include "store_database.hpp"
#include "store_lock.hpp"
#include "store_schema.hpp"
#include "store_write.hpp"

namespace railhead {
namespace {

using Clock = std::chrono::steady_clock;
using namespace std::chrono_literals;

constexpr Clock::duration kCommitEvery = 250ms;
constexpr double kLargestExact = 0x1p53;

void bind_response(Statement& statement, int index, bool whole, double value) {
  if (whole && value == std::floor(value) && std::abs(value) <= kLargestExact)
    statement.bind(index, static_cast<std::int64_t>(value));
  else
    statement.bind(index, value);
}

double nullable(const Statement& statement, int column) {
  return statement.is_null(column) ? std::nan("") : statement.real(column);
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

struct ResultStore::Impl {
  Impl(const std::string& path, double patience) : lock(path, patience), database(path, false) {
    check_version();
    database.execute(
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;"
        "PRAGMA foreign_keys = ON;");
    if (has_head()) prepare();
  }

  void check_version() {
    const std::int64_t application = database.number("PRAGMA application_id");
    const std::int64_t version = database.number("PRAGMA user_version");
    const bool empty = database.number("SELECT count(*) FROM sqlite_master") == 0;
    if (empty && application == 0) return;
    if (application != kStoreApplication)
      throw Error(ExitCode::kRuntime, database.path() + ": this is not a result store");
    if (version != kStoreVersion)
      throw Error(ExitCode::kRuntime,
                  database.path() + ": a result store of version " + std::to_string(version) +
                      "; this program writes version " + std::to_string(kStoreVersion));
  }

  bool has_head() {
    return database.number("SELECT count(*) FROM sqlite_master WHERE name = 'meta'") == 1;
  }

  void prepare() {
    whole.clear();
    Statement responses{database, "SELECT whole, metric FROM responses ORDER BY response"};
    std::string names;
    std::string places;
    while (responses.step()) {
      whole.push_back(responses.integer(0) != 0);
      names += ", " + sql_name(responses.text(1));
      places += ", ?";
    }
    columns = names;
    insert.emplace(database, "INSERT OR IGNORE INTO runs(point_key, replication, digest" + names +
                                 ") VALUES(?, ?, ?" + places + ")");
  }

  void begin() {
    if (open) return;
    database.execute("BEGIN IMMEDIATE");
    open = true;
  }
  void commit() {
    if (open) database.execute("COMMIT");
    open = false;
    committed = Clock::now();
  }

  StoreLock lock;
  Database database;
  std::vector<bool> whole;  // of the responses
  std::string columns;      // ", " and a name, for each
  std::optional<Statement> insert;
  bool open = false;
  Clock::time_point committed = Clock::now();
};

ResultStore::ResultStore(const std::string& path, double patience_seconds)
    : impl_(std::make_unique<Impl>(path, patience_seconds)) {}

ResultStore::~ResultStore() {
  try {
    impl_->commit();
    // Without the log beside it the store is one file again.
    impl_->insert.reset();
    impl_->database.execute("PRAGMA journal_mode = DELETE");
  } catch (const Error&) {
    // A reader holds it, or the disk is full: the log stays and is read by whoever opens it next.
  }
}

std::vector<std::string> ResultStore::labels() const {
  std::vector<std::string> labels;
  if (!impl_->has_head()) return labels;
  Statement rows{impl_->database, "SELECT label FROM points ORDER BY point"};
  while (rows.step()) labels.push_back(rows.text(0));
  return labels;
}

std::optional<StoreHead> ResultStore::head() const {
  if (!impl_->has_head()) return std::nullopt;
  Database& database = impl_->database;
  StoreHead head;
  Statement meta{database, "SELECT name, value FROM meta"};
  while (meta.step()) {
    const std::string name = meta.text(0);
    if (name == "engine") head.engine = meta.text(1);
    if (name == "study") head.study = meta.text(1);
    if (name == "method") head.method = meta.text(1);
    if (name == "keep") head.keep = meta.text(1);
  }
  Statement factors{database, "SELECT name, path FROM factors ORDER BY factor"};
  while (factors.step()) head.factors.push_back({factors.text(0), factors.text(1)});
  Statement responses{database, "SELECT metric, unit, whole FROM responses ORDER BY response"};
  while (responses.step())
    head.responses.push_back({responses.text(0), responses.text(1), responses.integer(2) != 0});
  Statement scenarios{database, "SELECT sha256, path, toml FROM scenarios ORDER BY path"};
  while (scenarios.step())
    head.scenarios.push_back({scenarios.text(0), scenarios.text(1), scenarios.text(2)});
  Statement inputs{database, "SELECT path, sha256 FROM inputs ORDER BY path"};
  while (inputs.step()) head.inputs.push_back({inputs.text(0), inputs.text(1)});
  return head;
}

void ResultStore::write_head(const StoreHead& head, const std::vector<StorePoint>& points) {
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
  impl_->commit();
  impl_->prepare();
}

StorePointState ResultStore::state(std::int64_t point) const {
  StorePointState state;
  Statement runs{impl_->database, "SELECT max(replication) FROM runs WHERE point_key = ?"};
  runs.bind(1, point);
  if (runs.step() && !runs.is_null(0)) state.runs = static_cast<std::uint64_t>(runs.integer(0)) + 1;
  Statement ended{impl_->database, "SELECT replications FROM points WHERE point_key = ?"};
  ended.bind(1, point);
  if (ended.step()) state.ended = static_cast<std::uint64_t>(ended.integer(0));
  return state;
}

void ResultStore::read_runs(std::int64_t point, std::uint64_t first, std::uint64_t count,
                            const std::function<void(const RunRecord&)>& use) const {
  Statement rows{impl_->database, "SELECT replication, digest" + impl_->columns +
                                      " FROM runs WHERE point_key = ? AND replication >= ? AND "
                                      "replication < ? ORDER BY replication"};
  rows.bind(1, point)
      .bind(2, static_cast<std::int64_t>(first))
      .bind(3, static_cast<std::int64_t>(first + count));
  RunRecord record;
  record.metrics.resize(impl_->whole.size());
  while (rows.step()) {
    record.replication = static_cast<std::uint64_t>(rows.integer(0));
    record.digest = static_cast<std::uint64_t>(rows.integer(1));
    for (std::size_t i = 0; i < record.metrics.size(); ++i)
      record.metrics[i] = nullable(rows, static_cast<int>(i) + 2);
    use(record);
  }
}

void ResultStore::add_runs(std::int64_t point, std::span<const RunRecord> records) {
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
  if (Clock::now() - impl_->committed >= kCommitEvery) impl_->commit();
}

void ResultStore::commit() {
  impl_->commit();
}

void ResultStore::end_point(std::int64_t point, const Network& network,
                            const MetricEnsemble& metrics, const TrajectoryEnsemble* trajectories) {
  impl_->begin();
  Database& database = impl_->database;
  write_summaries(database, point, network, metrics);
  if (trajectories != nullptr) write_quantiles(database, point, network, *trajectories);
  Statement row{database,
                "UPDATE points SET seed = ?, start = ?, \"end\" = ?, replications = ? "
                "WHERE point_key = ?"};
  row.bind(1, static_cast<std::int64_t>(network.seed))
      .bind(2, std::int64_t{network.start.time_since_epoch().count()})
      .bind(3, std::int64_t{network.end.time_since_epoch().count()})
      .bind(4, static_cast<std::int64_t>(metrics.runs()))
      .bind(5, point)
      .run();
  if (Clock::now() - impl_->committed >= kCommitEvery) impl_->commit();
}

}  // namespace railhead
