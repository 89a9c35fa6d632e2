#include "store_impl.hpp"

#include "railhead/base/error.hpp"
#include "railhead/results/store_query.hpp"

#include "store_schema.hpp"
#include "store_seal.hpp"

namespace railhead {
namespace {

using namespace std::chrono_literals;

constexpr std::chrono::milliseconds kCommitEvery = 250ms;

}  // namespace

ResultStore::Impl::Impl(const std::string& path, double patience)
    : lock(require_plain_file(path), StoreUse::write, patience), database(path, false) {
  check_version();
  database.check_pages();
  refuse_broken(database);
  database.execute(
      "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON;");
  if (has_head()) prepare();
  clock_ = std::thread{[this] { commit_from_time_to_time(); }};
}

ResultStore::Impl::~Impl() {
  {
    const std::scoped_lock guarded{mutex_};
    closing_ = true;
  }
  wake_.notify_all();
  clock_.join();
  try {
    commit();
    insert.reset();
    database.be_patient(0.2);  // with readers, whose waiting for them would delay the end
    database.execute("PRAGMA journal_mode = DELETE");
  } catch (const Error&) {
    // A reader holds it, or the disk is full: the log stays and is read by whoever opens it next.
  }
}

std::unique_lock<std::mutex> ResultStore::Impl::guard() {
  std::unique_lock<std::mutex> guarded{mutex_};
  if (fault_) std::rethrow_exception(fault_);
  return guarded;
}

void ResultStore::Impl::check_version() {
  const std::int64_t application = database.number("PRAGMA application_id");
  const std::int64_t version = database.number("PRAGMA user_version");
  const bool empty = database.number("SELECT count(*) FROM sqlite_master") == 0;
  if (empty && application == 0) return;
  if (application != kStoreApplication)
    throw Error(ExitCode::kRuntime, database.path() + ": this is not a result store");
  if (version != kStoreVersion)
    throw Error(ExitCode::kRuntime, database.path() + ": a result store of version " +
                                        std::to_string(version) + "; this program writes version " +
                                        std::to_string(kStoreVersion));
}

bool ResultStore::Impl::has_head() {
  return database.has("meta");
}

void ResultStore::Impl::prepare() {
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

void ResultStore::Impl::begin() {
  if (open) return;
  database.execute("BEGIN IMMEDIATE");
  open = true;
}

void ResultStore::Impl::commit() {
  if (open) database.execute("COMMIT");
  open = false;
  committed = Clock::now();
}

bool ResultStore::Impl::commit_is_due() const {
  return open && Clock::now() - committed >= kCommitEvery;
}

void ResultStore::Impl::commit_from_time_to_time() {
  std::unique_lock<std::mutex> guarded{mutex_};
  while (!wake_.wait_for(guarded, kCommitEvery, [this] { return closing_; })) {
    if (fault_ || !commit_is_due()) continue;
    try {
      commit();
    } catch (const Error&) {
      fault_ = std::current_exception();
    }
  }
}

}  // namespace railhead
