// Carries the precompiled header that the test programs share.
#include "tests/support/catch.hpp"
