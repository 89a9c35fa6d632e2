// What ResultStore is made of: the one connection that writes, and the thread that commits when
// nobody else does.
#pragma once

#include <chrono>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "railhead/results/store.hpp"

#include "store_database.hpp"
#include "store_lock.hpp"

namespace railhead {

struct ResultStore::Impl {
  using Clock = std::chrono::steady_clock;

  // Opens the file, makes sure that it is a store or empty, and starts the clock of the commits.
  Impl(const std::string& path, double patience);
  // Commits, and leaves one file without a log beside it where no reader holds it.
  ~Impl();

  // For as long as a public member of ResultStore works. Throws what went wrong in a commit since.
  [[nodiscard]] std::unique_lock<std::mutex> guard();

  // All others require: guarded.
  bool has_head();
  void prepare();  // statements and columns, from the store's responses
  void begin();
  void commit();
  bool commit_is_due() const;

  StoreLock lock;
  Database database;
  std::vector<bool> whole;  // of the responses
  std::string columns;      // ", " and a name, for each
  std::optional<Statement> insert;
  bool open = false;  // a transaction
  Clock::time_point committed = Clock::now();

 private:
  void check_version();
  void commit_from_time_to_time();

  std::mutex mutex_;
  std::condition_variable wake_;
  bool closing_ = false;
  std::exception_ptr fault_;
  std::thread clock_;  // last: it uses all the others
};

}  // namespace railhead
