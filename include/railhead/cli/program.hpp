#pragma once

namespace railhead {

// The program `railhead`: parses the command line, does what it asks, and returns what the shell
// gets (see ExitCode). Every error is told on the standard error; nothing is thrown.
int run_program(int argc, char** argv);

}  // namespace railhead
