#pragma once

#include <string>

namespace railhead {

enum class StoreUse { write, verify };

// Keeps writers away from a store while it lives, and the one that writes keeps away who verifies;
// the system lets go of it when the process ends, however it ends. Other readers are not kept away.
// Made before the database is opened and gone after it is closed: closing any descriptor of a file
// drops SQLite's own locks on it.
class StoreLock {
 public:
  // Who writes makes the file where there is none. Throws Error (run-time) where it cannot, or
  // where another process holds it for longer than `patience_seconds`.
  StoreLock(const std::string& path, StoreUse use, double patience_seconds);
  ~StoreLock();
  StoreLock(const StoreLock&) = delete;
  StoreLock& operator=(const StoreLock&) = delete;

 private:
  int descriptor_ = -1;
};

}  // namespace railhead
