#include "railhead/report/page.hpp"

#include "railhead/base/error.hpp"

#include "assets.hpp"
#include "content.hpp"

namespace railhead {
namespace {

// Inside a script element nothing may look like the end of it or like a comment.
std::string island(const std::string& json) {
  std::string text;
  text.reserve(json.size() + json.size() / 50);
  for (const char c : json) {
    if (c == '<')
      text += "\\u003c";
    else
      text += c;
  }
  return text;
}

std::string escaped(const std::string& text) {
  std::string html;
  for (const char c : text) {
    if (c == '<')
      html += "&lt;";
    else if (c == '>')
      html += "&gt;";
    else if (c == '&')
      html += "&amp;";
    else if (c == '"')
      html += "&quot;";
    else
      html += c;
  }
  return html;
}

void write_references(JsonWriter& json, const References& references) {
  json.key("references").begin_array();
  for (const ReportSource& each : references.cited()) {
    json.begin_object().member("id", each.id).member("title", each.title);
    json.member("author", each.author).member("date", each.date);
    json.member("url", each.url).member("grade", each.grade).end_object();
  }
  json.end_array();
}

std::string content_json(const ReportInput& input) {
  JsonWriter json{0};
  Content content{json};
  References references{input};
  const ReportRun& base = input.runs.front();
  json.begin_object().member("title", base.title.empty() ? base.path : base.title);
  json.key("sections").begin_array();
  content.begin_section("answer", "Answer");
  write_answer(content, base);
  content.end_section();
  write_comparisons(content, input);
  write_outcome(content, base, references);
  for (std::size_t i = 1; i < input.runs.size(); ++i)
    write_variant(content, input.runs[i], "-" + std::to_string(i));
  write_assumptions(content, base, references);
  json.end_array();
  write_references(json, references);
  json.key("columns").raw(content.columns().json());
  json.key("footer").begin_array();
  for (const ReportRun& run : input.runs)
    json.value(provenance_line(run) + ", digest of the runs " + run.digest);
  return json.end_array().end_object().take();
}

// The template in pieces, so that no text that is put in is ever searched for a mark.
void put(std::string& page, std::string_view& rest, std::string_view mark,
         std::string_view content) {
  const std::size_t at = rest.find(mark);
  ensure(at != std::string_view::npos, "the page's template lacks a mark");
  page += rest.substr(0, at);
  page += content;
  rest.remove_prefix(at + mark.size());
}

}  // namespace

bool report_available() {
  return !assets::charts_js().empty();
}

std::string report_page(const ReportInput& input) {
  ensure(!input.runs.empty(), "a report needs a run");
  if (!report_available())
    throw Error(ExitCode::kRuntime,
                "this program was built without npm, hence without the report's charts; "
                "report --charts DIR writes their specifications all the same");
  const ReportRun& base = input.runs.front();
  std::string page;
  std::string_view rest = assets::page_html();
  put(page, rest, "<!--TITLE-->", escaped(base.title.empty() ? base.path : base.title));
  put(page, rest, "/*STYLE*/", assets::page_css());
  put(page, rest, "/*CONTENT*/", island(content_json(input)));
  put(page, rest, "/*CHARTS*/", assets::charts_js());
  put(page, rest, "/*PAGE*/", assets::page_js());
  page += rest;
  return page;
}

}  // namespace railhead
