#include "content.hpp"

#include <algorithm>

namespace railhead {

void Content::begin_section(const std::string& id, const std::string& title) {
  json_.begin_object().member("id", id).member("title", title);
  json_.key("blocks").begin_array();
}

void Content::end_section() {
  json_.end_array().end_object();
}

void Content::paragraph(const std::string& text, const char* kind) {
  json_.begin_object().member("kind", kind).member("text", text).end_object();
}

void Content::table(const std::string& caption, const std::vector<std::string>& head,
                    const std::vector<Row>& rows, TableLook look) {
  if (rows.empty()) return;
  json_.begin_object().member("kind", "table").member("caption", caption);
  json_.member("folded", look == TableLook::folded);
  json_.member("beside", look == TableLook::beside).key("head").begin_array();
  for (const std::string& name : head) json_.value(name);
  json_.end_array().key("rows").begin_array();
  for (const Row& row : rows) {
    json_.begin_array();
    for (const Cell& cell : row) {
      if (cell.value.empty() && cell.notes.empty() && !cell.missing) {
        json_.value(cell.text);
        continue;
      }
      json_.begin_object().member("t", cell.text);
      if (!cell.value.empty()) json_.member("v", cell.value);
      if (cell.missing) json_.member("missing", true);
      if (!cell.notes.empty()) {
        json_.key("notes").begin_array();
        for (const std::size_t note : cell.notes) json_.value(note);
        json_.end_array();
      }
      json_.end_object();
    }
    json_.end_array();
  }
  json_.end_array().end_object();
}

void Content::chart(const Chart& chart, const std::string& caption) {
  json_.begin_object().member("kind", "chart").member("id", chart.id);
  json_.member("title", chart.title).member("summary", chart.summary);
  json_.member("caption", caption).member("height", chart.height);
  json_.key("spec").raw(chart.spec).key("data").raw(columns_.refer(chart)).end_object();
}

std::vector<std::size_t> References::numbers(const std::vector<std::string>& ids) {
  std::vector<std::size_t> numbers;
  for (const std::string& id : ids) {
    auto found = std::find_if(cited_.begin(), cited_.end(),
                              [&](const ReportSource& each) { return each.id == id; });
    if (found == cited_.end()) {
      ReportSource source;
      source.id = id;
      for (const ReportRun& run : input_.runs)
        for (const ReportSource& each : run.sources)
          if (each.id == id && source.title.empty()) source = each;
      for (const ReportSensitivity& study : input_.sensitivities)
        for (const ReportSource& each : study.sources)
          if (each.id == id && source.title.empty()) source = each;
      found = cited_.insert(cited_.end(), source);
    }
    numbers.push_back(static_cast<std::size_t>(found - cited_.begin()) + 1);
  }
  return numbers;
}

std::string provenance_line(const ReportRun& run) {
  std::string line = run.path + ", " + std::to_string(run.replications) +
                     (run.replications == 1 ? " replication" : " replications") + ", seed " +
                     std::to_string(run.seed) + ", railhead " + run.version;
  if (run.deterministic) line += ", deterministic";
  return line + ", scenario SHA-256 " + run.sha256.substr(0, 12);
}

}  // namespace railhead
