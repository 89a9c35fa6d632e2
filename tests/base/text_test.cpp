#include "railhead/base/text.hpp"

#include "tests/support/catch.hpp"

using namespace railhead;

TEST_CASE("text that is shown holds nothing that could steer a terminal") {
  CHECK(shown("plain, and \xC3\xBC, \xE2\x82\xAC, \xF0\x9F\x9A\x82") ==
        "plain, and \xC3\xBC, \xE2\x82\xAC, \xF0\x9F\x9A\x82");
  CHECK(shown("a\x1b[31m\r\n\tb\x7f") == "a [31m   b ");
  CHECK(shown("\xC2\x9b\xC2\x85|\xC2\xa0|\xE2\x80\xA8\xE2\x80\xA9") == "  |\xC2\xa0|  ");
}

TEST_CASE("bytes that are no UTF-8 are shown as replacement characters") {
  const std::string bad = "\xEF\xBF\xBD";
  CHECK(shown("\xFF") == bad);
  CHECK(shown("\xC3") == bad);
  CHECK(shown("\xC0\xAF") == bad + bad);            // overlong
  CHECK(shown("\xED\xA0\x80") == bad + bad + bad);  // a surrogate
}

TEST_CASE("characters are counted, not bytes") {
  CHECK(character_count("") == 0);
  CHECK(character_count("\xC3\xBC\xE2\x82\xAC") == 2);
}
