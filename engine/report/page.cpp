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

const std::string& or_else(const std::string& text, const std::string& other) {
  return text.empty() ? other : text;
}

// Of the first scenario or, without any, the first study.
std::string title_of(const ReportInput& input) {
  if (!input.runs.empty()) return or_else(input.runs.front().title, input.runs.front().path);
  for (const ReportSolution& each : input.solutions) return or_else(each.of.title, each.of.path);
  for (const ReportSweep& each : input.sweeps) return or_else(each.of.title, each.of.path);
  const StudyIdentity& of = input.sensitivities.front().of;
  return or_else(of.title, of.path);
}

// Under the title: of a single thing how it was made, of several how many there are.
std::string provenance_of(const ReportInput& input) {
  const std::size_t things =
      input.runs.size() + input.sweeps.size() + input.sensitivities.size() + input.solutions.size();
  if (things > 1 && input.runs.size() > 1)
    return std::to_string(input.runs.size()) + " scenarios; baseline " +
           provenance_line(input.runs.front());
  if (!input.runs.empty()) return provenance_line(input.runs.front());
  if (!input.solutions.empty()) return provenance_line(input.solutions.front().of);
  if (!input.sweeps.empty()) return provenance_line(input.sweeps.front().of);
  return provenance_line(input.sensitivities.front().of);
}

void write_footer(JsonWriter& json, const ReportInput& input) {
  json.key("footer").begin_array();
  for (const ReportRun& run : input.runs)
    json.value(provenance_line(run) + ", digest of the runs " + run.digest);
  for (const ReportSolution& each : input.solutions) json.value(provenance_line(each.of));
  for (const ReportSweep& each : input.sweeps) json.value(provenance_line(each.of));
  for (const ReportSensitivity& each : input.sensitivities) json.value(provenance_line(each.of));
  json.end_array();
}

std::string content_json(const ReportInput& input) {
  JsonWriter json{0};
  Content content{json};
  References references{input};
  json.begin_object().key("sections").begin_array();
  content.begin_section("answer", "Answer");
  write_study_answers(content, input);
  if (!input.runs.empty()) write_answer(content, input.runs.front());
  content.end_section();
  write_studies(content, input, references);
  write_comparisons(content, input);
  for (std::size_t i = 0; i < input.runs.size(); ++i) {
    if (i == 0)
      write_outcome(content, input.runs[i], references);
    else
      write_variant(content, input.runs[i], "-" + std::to_string(i));
  }
  if (!input.runs.empty()) write_assumptions(content, input.runs.front(), references);
  json.end_array();
  write_references(json, references);
  json.key("columns").raw(content.columns().json());
  write_footer(json, input);
  return json.end_object().take();
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
  if (!report_available())
    throw Error(ExitCode::kRuntime,
                "this program was built without npm, hence without the report's charts; "
                "report --charts DIR writes their specifications all the same");
  std::string page;
  std::string_view rest = assets::page_html();
  const std::string title = escaped(title_of(input));
  put(page, rest, "<!--TITLE-->", title);
  put(page, rest, "/*STYLE*/", assets::page_css());
  put(page, rest, "<!--TITLE-->", title);
  put(page, rest, "<!--OF-->", escaped(provenance_of(input)));
  put(page, rest, "/*CONTENT*/", island(content_json(input)));
  put(page, rest, "/*CHARTS*/", assets::charts_js());
  put(page, rest, "/*PAGE*/", assets::page_js());
  page += rest;
  return page;
}

}  // namespace railhead
