#include "railhead/experiment/strike.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "railhead/base/error.hpp"
#include "railhead/base/suggest.hpp"
#include "railhead/base/unknown.hpp"
#include "railhead/experiment/run_point.hpp"
#include "railhead/experiment/voi.hpp"
#include "railhead/random/law.hpp"
#include "railhead/results/replications.hpp"
#include "railhead/stats/paired.hpp"

#include "strike_moves.hpp"

namespace railhead {
namespace {

class Striker {
 public:
  Striker(const Scenario& scenario, const std::vector<std::string>& responses,
          const StrikeOptions& options)
      : scenario_(scenario),
        compiled_(compile(scenario, {options.seed, {}, false})),
        responses_(responses),
        options_(options),
        fields_(fields_by_reference(scenario)),
        moves_(scenario, options.alternatives) {}

  std::vector<Strike> run(std::vector<std::string> references) {
    const bool one = !references.empty();
    for (const std::string& reference : references) check(reference);
    if (!one)
      for (const auto& [reference, fields] : fields_) references.push_back(reference);
    if (references.empty())
      throw Error(ExitCode::kUsage, scenario_.path + ": no number cites a reference");
    moves_.check(fields_, references);
    if (options_.planned)
      options_.planned((1 + options_.decisions.size() + 3 * references.size()) *
                       options_.range.count);
    base_ = runs_of({});
    if (!options_.decisions.empty()) decide();
    std::vector<Strike> strikes;
    for (const std::string& reference : references) {
      Strike found = struck(reference);
      if (one || !found.moved.empty()) strikes.push_back(std::move(found));
    }
    std::stable_sort(strikes.begin(), strikes.end(),
                     [](const Strike& a, const Strike& b) { return a.reach > b.reach; });
    return strikes;
  }

 private:
  void check(const std::string& reference) const {
    std::vector<std::string_view> known;
    for (const Reference& each : compiled_.settings.references) known.push_back(each.id);
    if (std::find(known.begin(), known.end(), reference) == known.end())
      throw Error(ExitCode::kUsage, "reference \"" + reference + "\" is not defined" +
                                        did_you_mean(reference, known));
    if (!fields_.contains(reference))
      throw Error(ExitCode::kUsage, "no number cites reference \"" + reference + "\"");
  }

  // Gains of every decision in every replication, that of leaving all as it is first.
  void decide() {
    const Metric metric = parse_metric(compiled_.network, responses_.front());
    const double sign = more_is_worse(metric.name) ? -1.0 : 1.0;
    std::vector<ResponseMatrix> choices = {base_};
    for (const std::string& decision : options_.decisions) choices.push_back(runs_of({decision}));
    gains_.columns = choices.size();
    for (std::size_t row = 0; row < base_.rows; ++row)
      for (const ResponseMatrix& choice : choices)
        gains_.values.push_back(sign * choice.at(row, 0));
  }

  ResponseMatrix runs_of(const std::vector<std::string>& overrides) {
    PointRuns runs;
    runs.range = options_.range;
    runs.seed = options_.seed;
    runs.threads = options_.threads;
    runs.control.cancel = options_.control.cancel;
    if (options_.control.progress)
      runs.control.progress = [this](std::uint64_t more) {
        options_.control.progress(done_ + more);
      };
    ResponseMatrix matrix = run_point(with_overrides(scenario_, overrides), responses_, runs);
    if (matrix.rows < options_.range.count) throw Error(ExitCode::kInterrupted, "interrupted");
    done_ += matrix.rows;
    return matrix;
  }

  // No rows where the changed numbers are impossible in some replication.
  ResponseMatrix struck_runs(const std::vector<FieldOrigin>& fields, const Move& move,
                             Strike& strike) {
    const std::vector<std::string> overrides = moves_.overrides(fields, move, strike);
    try {
      return runs_of(overrides);
    } catch (const Error& error) {
      if (error.code() != ExitCode::kRuntime) throw;
      strike.fault = error.what();
      return {};
    }
  }

  Strike struck(const std::string& reference) {
    Strike strike;
    strike.reference = reference;
    for (const Reference& each : compiled_.settings.references)
      if (each.id == reference) strike.title = each.title;
    const std::vector<FieldOrigin>& fields = fields_.at(reference);
    const auto lower = struck_runs(fields, {1 / options_.factor, false}, strike);
    const auto higher = struck_runs(fields, {options_.factor, false}, strike);
    const auto widened = struck_runs(fields, {options_.factor, true}, strike);
    const Inputs scores = scores_of(fields);
    if (gains_.columns > 0) strike.worth_to_decision = expected_value_of_knowing(scores, gains_);
    for (std::size_t r = 0; r < responses_.size(); ++r) {
      StruckResponse response;
      response.lower = difference(lower, r);
      response.higher = difference(higher, r);
      response.widened = difference(widened, r);
      const Moments moments = moments_of(base_, r);
      response.base = moments.count() > 0 ? moments.mean() : kUnknown;
      response.sd = moments.sd();
      response.widened_sd = widened.rows == 0 ? kUnknown : moments_of(widened, r).sd();
      response.share = variance_explained(scores, base_.column(r));
      const double most = std::max(std::abs(response.lower.value), std::abs(response.higher.value));
      if (r == 0 && most > 0)
        strike.reach =
            moments.sd() > 0 ? most / moments.sd() : std::numeric_limits<double>::infinity();
      strike.responses.push_back(response);
    }
    return strike;
  }

  static Moments moments_of(const ResponseMatrix& runs, std::size_t response) {
    Moments moments;
    for (const double y : runs.column(response))
      if (!std::isnan(y)) moments.add(y);
    return moments;
  }

  Estimate difference(const ResponseMatrix& moved, std::size_t response) const {
    if (moved.rows == 0) return {kUnknown, kUnknown, kUnknown};
    PairedDifference pairs;
    for (std::size_t row = 0; row < moved.rows; ++row) {
      const double a = base_.at(row, response);
      const double b = moved.at(row, response);
      if (!std::isnan(a) && !std::isnan(b)) pairs.add(a, b);
    }
    const double reach = pairs.half_width();
    const double mean = pairs.count() > 0 ? pairs.mean() : kUnknown;
    return {mean, mean - reach, mean + reach};
  }

  // Of the uncertain parameters among the fields, in every replication the normal score of the
  // uniform that they are drawn from: knowing it is knowing the parameter.
  Inputs scores_of(const std::vector<FieldOrigin>& fields) const {
    const Network& network = compiled_.network;
    std::vector<ParameterId> parameters;
    for (const ParameterId id : network.parameters.ids()) {
      const std::string prefix = "parameter." + network.parameters[id].id + ".";
      const bool named = std::any_of(fields.begin(), fields.end(), [&](const FieldOrigin& field) {
        return field.path.starts_with(prefix);
      });
      if (named && network.parameters[id].uncertain) parameters.push_back(id);
    }
    Inputs scores{parameters.size(), {}};
    for (std::uint64_t k = 0; k < options_.range.count; ++k)
      for (const ParameterId id : parameters)
        scores.values.push_back(score(id, options_.range.first + k));
    return scores;
  }

  double score(ParameterId id, std::uint64_t replication) const {
    const Network& network = compiled_.network;
    const auto own = [&](ParameterId each) {
      return normal_quantile(uniform53(network.parameters[each].key, replication, 0));
    };
    for (const Correlation& correlation : network.correlations) {
      const auto& all = correlation.parameters;
      const auto found = std::find(all.begin(), all.end(), id);
      if (found == all.end()) continue;
      const auto row = static_cast<std::size_t>(found - all.begin());
      double z = 0;
      for (std::size_t j = 0; j <= row; ++j)
        z += correlation.cholesky[row * all.size() + j] * own(all[j]);
      return z;
    }
    return own(id);
  }

  const Scenario& scenario_;
  Compiled compiled_;
  const std::vector<std::string>& responses_;
  const StrikeOptions& options_;
  CitingFields fields_;
  StrikeMoves moves_;
  ResponseMatrix base_;
  Inputs gains_;  // a column a decision
  std::uint64_t done_ = 0;
};

}  // namespace

std::vector<Strike> strike(const Scenario& scenario, const std::vector<std::string>& references,
                           const std::vector<std::string>& responses,
                           const StrikeOptions& options) {
  return Striker{scenario, responses, options}.run(references);
}

}  // namespace railhead
