#pragma once

#include <string>
#include <vector>

namespace railhead {

// One figure of an analysis: an index, a root, a share. NaN where it has none.
struct AnalysisFigure {
  std::string response;  // selector
  std::string kind;      // factor, group, reference, chance, variance, root, curve
  std::string name;      // of the factor, the reference, …
  std::string figure;    // first, total, line, epistemic, …
  double value = 0, low = 0, high = 0;
};

// What a verb that analyses found.
struct StoredAnalysis {
  std::string verb;
  std::string question;  // what tells it from others of the verb: study or file, and options
  std::string engine;    // version
  std::string document;  // as --json prints it
  std::vector<AnalysisFigure> figures;
};

// Keeps an analysis in a result store, new or that of a sweep, instead of an earlier one of the
// same verb and question; all at once, or not at all. Tables `analyses` and `figures`, view
// `v_analyses` with a row for each figure. Throws as ResultStore does.
void keep_analysis(const std::string& path, const StoredAnalysis& analysis);

}  // namespace railhead
