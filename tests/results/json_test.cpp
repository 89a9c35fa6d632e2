#include "railhead/results/json.hpp"

#include <clocale>
#include <cmath>
#include <limits>

#include <boost/json.hpp>

#include "tests/support/catch.hpp"

using railhead::JsonWriter;

TEST_CASE("a document reads back as it was written") {
  JsonWriter json;
  json.begin_object().member("text", "a \"quoted\"\\\n\tline \x01 é");
  json.member("whole", 12).member("half", 0.5).member("yes", true);
  json.key("list").begin_array().value(1).value("two").begin_object().end_object().end_array();
  json.key("inner").begin_object().key("deep").begin_array().value(1.5).end_array().end_object();
  json.end_object();
  const auto read = boost::json::parse(json.text());
  CHECK(read.at("text").as_string() == "a \"quoted\"\\\n\tline \x01 é");
  CHECK(read.at("whole").as_int64() == 12);
  CHECK(read.at("half").as_double() == 0.5);
  CHECK(read.at("list").as_array().size() == 3);
  CHECK(read.at("inner").at("deep").at(0).as_double() == 1.5);
}

TEST_CASE("numbers are the shortest text that reads back to the same bits") {
  CHECK(railhead::number_text(0.1) == "0.1");
  CHECK(railhead::number_text(1e22) == "1e+22");
  CHECK(railhead::number_text(1234567) == "1234567");
  CHECK(railhead::number_text(-0.25) == "-0.25");
}

TEST_CASE("what JSON has no number for is null") {
  JsonWriter json;
  json.begin_array().value(std::nan("")).value(std::numeric_limits<double>::infinity());
  json.end_array();
  CHECK(boost::json::parse(json.text()) == boost::json::value({nullptr, nullptr}));
}
