#include "railhead/cli/program.hpp"

int main(int argc, char** argv) {
  return railhead::run_program(argc, argv);
}
