#include "interrupt.hpp"

#include <csignal>

namespace railhead {
namespace {

// A signal handler reaches nothing but globals.
std::atomic<bool> signalled = false;
static_assert(std::atomic<bool>::is_always_lock_free);

void on_signal(int) {
  signalled = true;
}

void handle(int signal, void (*handler)(int), int flags) {
  struct sigaction action = {};
  action.sa_handler = handler;
  action.sa_flags = flags;
  sigemptyset(&action.sa_mask);
  sigaction(signal, &action, nullptr);
}

}  // namespace

InterruptWatch::InterruptWatch() {
  signalled = false;
  for (const int signal : {SIGINT, SIGTERM})
    handle(signal, on_signal, static_cast<int>(SA_RESETHAND));
}

InterruptWatch::~InterruptWatch() {
  for (const int signal : {SIGINT, SIGTERM}) handle(signal, SIG_DFL, 0);
}

const std::atomic<bool>& InterruptWatch::flag() const {
  return signalled;
}

}  // namespace railhead
