#include "railhead/base/hash.hpp"

#include <set>

#include "tests/support/catch.hpp"

using namespace railhead;

TEST_CASE("SHA-256 gives the known answers of FIPS 180-4") {
  CHECK(sha256_hex("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  CHECK(sha256_hex("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq") ==
        "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
  CHECK(sha256_hex("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  CHECK(sha256_hex(std::string(1'000'000, 'a')) ==
        "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST_CASE("SHA-256 pads texts of every length about a block's end") {
  std::set<std::string> digests;
  for (std::size_t length = 50; length <= 70; ++length)
    digests.insert(sha256_hex(std::string(length, 'x')));
  CHECK(digests.size() == 21);
}

TEST_CASE("the digest's first 64 bits are the splitmix64 sequence's known answers") {
  // The first outputs of splitmix64 from seed 0 are mix64 of multiples of 2^64 / golden ratio.
  CHECK(mix64(0x9E3779B97F4A7C15U) == 0xE220A8397B1DCDAFU);
  CHECK(mix64(2 * 0x9E3779B97F4A7C15U) == 0x6E789E6AA1B965F4U);
}

TEST_CASE("the order and the borders of what is hashed count") {
  const auto of = [](auto... parts) {
    Hash64 hash;
    (hash.add(parts), ...);
    return hash.value();
  };
  CHECK(of(std::uint64_t{1}, std::uint64_t{2}) != of(std::uint64_t{2}, std::uint64_t{1}));
  CHECK(of("ab", "c") != of("a", "bc"));
  CHECK(of("") != of());
  CHECK(of(0.0) != of(-0.0));
  CHECK(of(std::uint64_t{0}) != of(std::uint64_t{0}, std::uint64_t{0}));
  CHECK(of("abcdefgh") != of("abcdefghi"));
}

TEST_CASE("hashes are the same in every build") {
  CHECK(to_hex(0x0123456789ABCDEFU) == "0123456789abcdef");
  CHECK(hash64("site.tikhoretsk", 1) == hash64("site.tikhoretsk", 1));
  CHECK(hash64("site.tikhoretsk", 1) != hash64("site.tikhoretsk", 2));
  CHECK(hash64("site.tikhoretsk", 1) != hash64("site.tikhoretsK", 1));
}
