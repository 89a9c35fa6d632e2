// Reads a source tree and says where it breaks the table of layers.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace railhead::architecture {

// The faults of one source file of a layer, each "line: what is wrong". Requires: a known layer.
std::vector<std::string> faults_of_source(std::string_view layer, std::string_view text);

// The faults of all *.hpp and *.cpp under root/include/railhead and root/engine, each
// "path:line: what is wrong", in order of path.
std::vector<std::string> faults_of_tree(const std::filesystem::path& root);

}  // namespace railhead::architecture
