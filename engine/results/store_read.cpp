#include <sqlite3.h>

#include "railhead/base/unknown.hpp"

#include "store_impl.hpp"

namespace railhead {
namespace {

double metric_of(const Database& database, const Statement& run, int column) {
  switch (run.type(column)) {
    case SQLITE_NULL: return kUnknown;
    case SQLITE_INTEGER:
    case SQLITE_FLOAT: return run.real(column);
    default:
      database.refuse_damaged("table runs, column " + run.name(column) +
                              ": expected a number, found a text");
  }
}

}  // namespace

std::vector<KeptPoint> ResultStore::points() const {
  const auto guarded = impl_->guard();
  std::vector<KeptPoint> points;
  if (!impl_->has_head()) return points;
  Statement rows{impl_->database, "SELECT label, scenario FROM points ORDER BY point"};
  while (rows.step()) points.push_back({rows.text(0), rows.text(1)});
  return points;
}

std::optional<StoreHead> ResultStore::head() const {
  const auto guarded = impl_->guard();
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

StorePointState ResultStore::state(std::int64_t point) const {
  const auto guarded = impl_->guard();
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
  const auto guarded = impl_->guard();
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
      record.metrics[i] = metric_of(impl_->database, rows, static_cast<int>(i) + 2);
    use(record);
  }
}

}  // namespace railhead
