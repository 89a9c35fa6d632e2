#include "railhead/results/run_reader.hpp"

#include <boost/json/src.hpp>

#include "railhead/base/error.hpp"
#include "railhead/results/files.hpp"

namespace railhead {
namespace {

namespace json = boost::json;

constexpr std::size_t kMostBytes = std::size_t{256} << 20U;

std::string text_of(const json::value& value) {
  const json::string& text = value.as_string();
  return {text.data(), text.size()};
}

// "name{key=id,…}", as a selector is written.
std::string selector_of(const json::object& metric) {
  std::string selector = text_of(metric.at("metric"));
  char separator = '{';
  for (const auto& [dimension, id] : metric.at("of").as_object()) {
    selector += separator + std::string{dimension} + "=" + text_of(id);
    separator = ',';
  }
  return separator == ',' ? selector + "}" : selector;
}

std::uint64_t whole_of(const json::value& value) {
  return value.to_number<std::uint64_t>();
}

std::vector<RecordedPart> parts_of(const json::object& document) {
  std::vector<RecordedPart> parts;
  for (const auto& [key, value] : document) {
    const std::string name{key};
    if (name == "manifest" || name == "variance") continue;
    if (name == "metrics") {
      for (const json::value& metric : value.as_array())
        parts.push_back({selector_of(metric.as_object()), json::serialize(metric)});
    } else if (name == "checks") {
      for (const json::value& check : value.as_array())
        parts.push_back({"check " + text_of(check.at("check")), json::serialize(check)});
    } else {
      parts.push_back({name, json::serialize(value)});
    }
  }
  return parts;
}

RecordedRun run_of(const json::object& document) {
  RecordedRun run;
  run.seed = whole_of(document.at("seed"));
  run.replications = whole_of(document.at("replications"));
  run.deterministic = document.contains("deterministic") && document.at("deterministic").as_bool();
  run.interrupted = document.contains("interrupted") && document.at("interrupted").as_bool();
  run.path = text_of(document.at("scenario").as_object().at("path"));
  if (document.contains("worst")) run.worst = text_of(document.at("worst").at("metric"));
  run.has_variance = document.contains("variance");
  for (const json::value& metric : document.at("metrics").as_array())
    run.metrics.push_back(selector_of(metric.as_object()));
  run.parts = parts_of(document);
  const json::object& manifest = document.at("manifest").as_object();
  run.version = text_of(manifest.at("version"));
  run.scenario = text_of(manifest.at("scenario"));
  run.manifest_seed = whole_of(manifest.at("seed"));
  run.quantile_error = manifest.at("trajectory_quantile_error").to_number<double>();
  for (const json::value& input : manifest.at("inputs").as_array())
    run.inputs.push_back({text_of(input.at("path")), text_of(input.at("sha256"))});
  const json::object& digests = manifest.at("digests").as_object();
  run.digests.every = whole_of(digests.at("every"));
  run.digests.values = parse_digests(text_of(digests.at("values")));
  const std::uint64_t every = run.digests.every;
  if (every == 0 || run.digests.values.size() != (run.replications + every - 1) / every)
    throw Error(ExitCode::kRuntime, "there are not as many digests as replications");
  return run;
}

}  // namespace

RecordedRun parse_run(const std::string& path, std::string_view text) {
  const auto refuse = [&](const std::string& what) {
    throw Error(ExitCode::kRuntime, path + ": " + what);
  };
  try {
    json::error_code fault;
    const json::value value = json::parse({text.data(), text.size()}, fault);
    if (fault) refuse("not the document of a run: " + fault.message());
    const json::object* document = value.if_object();
    const json::value* format = document == nullptr ? nullptr : document->if_contains("format");
    if (format == nullptr || *format != "railhead.run/1")
      refuse("this is no document of a run (\"format\": \"railhead.run/1\")");
    if (!document->contains("manifest"))
      refuse("the document has no manifest; `railhead run --out DIR` writes one");
    return run_of(*document);
  } catch (const Error& error) {
    if (std::string_view{error.what()}.starts_with(path)) throw;
    refuse(error.what());
  } catch (const boost::system::system_error& error) {
    refuse("not the document of a run: " + error.code().message());
  } catch (const std::exception& error) {
    refuse("not the document of a run: " + std::string{error.what()});
  }
  return {};
}

RecordedRun read_run(const std::string& path) {
  return parse_run(path, read_file(path, kMostBytes));
}

std::vector<RecordedPart> parts_of(std::string_view document) {
  return parts_of(json::parse({document.data(), document.size()}).as_object());
}

}  // namespace railhead
