#include "sensitivity_report.hpp"

namespace railhead {
namespace {

class Figures {
 public:
  Figures(const Study& study, const Sensitivity& found) : study_(study), found_(found) {}

  std::vector<AnalysisFigure> take() {
    for (const ResponseSensitivity& response : found_.responses) {
      selector_ = to_string(found_.network, response.metric);
      for (std::size_t s = 0; s < response.indices.size(); ++s) add_indices(response, s);
      add_lines("line", response.linear);
      add_lines("rank", response.rank);
      for (const Swing& swing : response.swings)
        add("factor", name_of(swing.factor), "swing to " + swing.level, swing.difference);
      if (!(response.split.variance > 0)) continue;
      add("variance", "", "epistemic", response.split.epistemic);
      add("variance", "", "aleatory", response.split.aleatory);
    }
    return std::move(figures_);
  }

 private:
  const std::string& name_of(std::size_t factor) const { return study_.factors[factor].name; }

  void add(const char* kind, const std::string& name, const std::string& figure,
           const Estimate& estimate) {
    figures_.push_back(
        {selector_, kind, name, figure, estimate.value, estimate.low, estimate.high});
  }

  void add_indices(const ResponseSensitivity& response, std::size_t s) {
    constexpr const char* kKinds[] = {"factor", "group", "reference", "chance"};
    const char* kind = kKinds[static_cast<std::size_t>(found_.sets[s].kind)];
    add(kind, found_.sets[s].name, "first", response.indices[s].first);
    add(kind, found_.sets[s].name, "total", response.indices[s].total);
  }

  void add_lines(const char* figure, const Regression& regression) {
    for (std::size_t i = 0; i < regression.coefficients.size(); ++i)
      add("factor", name_of(found_.columns[i]), figure, regression.coefficients[i]);
  }

  const Study& study_;
  const Sensitivity& found_;
  std::string selector_;
  std::vector<AnalysisFigure> figures_;
};

}  // namespace

std::vector<AnalysisFigure> sensitivity_figures(const Study& study, const Sensitivity& found) {
  return Figures{study, found}.take();
}

}  // namespace railhead
