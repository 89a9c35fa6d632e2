// A damaged result store can be read, or the damage is told in words. The first two bytes choose
// the place, a third of 0 cuts the file off there, and the rest is what stands there then.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <fstream>
#include <string>

#include <unistd.h>

#include "railhead/base/error.hpp"
#include "railhead/results/files.hpp"
#include "railhead/results/store.hpp"
#include "railhead/results/store_query.hpp"

#include "tests/fuzz/folder.hpp"

namespace {

std::string sound_store(const std::string& path) {
  {
    railhead::ResultStore store{path};
    railhead::StoreHead head;
    head.engine = "1";
    head.keep = "responses";
    head.factors = {{"f", "parameter.f"}};
    head.responses = {{"unmet", "rounds", true}, {"fill_rate", "share", false}};
    head.scenarios = {{"abc", "s.toml", "schema = 1\n"}};
    head.inputs = {{"s.toml", "abc"}};
    store.write_head(head, {{"f=1", "abc", {{"1", 1.0}}}, {"f=2", "abc", {{"2", 2.0}}}});
    railhead::RunRecord record;
    record.metrics = {3.0, 0.5};
    for (record.replication = 0; record.replication < 50; ++record.replication)
      store.add_runs(railhead::point_key("f=1"), {&record, 1});
  }
  return railhead::read_file(path, 1U << 24U);
}

void read_all(const std::string& path) {
  railhead::check_store(path);
  for (const char* table : {"meta", "scenarios", "inputs", "factors", "responses", "points",
                            "levels", "runs", "summaries", "v_tidy", "v_points"})
    railhead::query_store(path, std::string{"SELECT * FROM "} + table, 2.0,
                          {[](const auto&) {}, [](const auto&) {}});
  railhead::ResultStore store{path, 0.0};
  static_cast<void>(store.head());
  static_cast<void>(store.points());
  static_cast<void>(store.state(railhead::point_key("f=1")));
  store.read_runs(railhead::point_key("f=1"), 0, 50, [](const auto&) {});
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const railhead::fuzz::Folder folder;
  static const std::string sound = sound_store(folder.path("sound.db"));
  if (size < 3) return 0;
  const std::size_t at = (data[0] + 256U * data[1]) % sound.size();
  std::string bytes = sound;
  if (data[2] == 0) bytes.resize(at);
  bytes.replace(std::min(at, bytes.size()), size - 3, reinterpret_cast<const char*>(data) + 3,
                size - 3);
  const std::string path = folder.path("damaged.db");
  std::ofstream{path, std::ios::binary} << bytes;
  try {
    read_all(path);
  } catch (const railhead::Error&) {
    // The damage was told.
  }
  for (const char* more : {"-wal", "-shm", "-journal"}) unlink((path + more).c_str());
  return 0;
}
