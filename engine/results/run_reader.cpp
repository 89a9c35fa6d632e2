#include "railhead/results/run_reader.hpp"

#include <boost/json/src.hpp>

#include "railhead/base/error.hpp"
#include "railhead/results/files.hpp"

namespace railhead {
namespace {

namespace json = boost::json;

constexpr std::size_t kMostBytes = std::size_t{256} << 20U;

[[noreturn]] void refuse_member(std::string_view key, const std::string& wanted,
                                const json::value& found) {
  throw Error(ExitCode::kRuntime, "not the document of a run: \"" + std::string{key} +
                                      "\" must be " + wanted + ", found " +
                                      json::serialize(found).substr(0, 40));
}

const json::value& member(const json::object& of, std::string_view key) {
  const json::value* found = of.if_contains(key);
  if (found == nullptr)
    throw Error(ExitCode::kRuntime,
                "not the document of a run: \"" + std::string{key} + "\" is missing");
  return *found;
}

const json::object& object_of(const json::object& of, std::string_view key) {
  const json::value& found = member(of, key);
  if (!found.is_object()) refuse_member(key, "an object", found);
  return found.get_object();
}

const json::array& array_of(const json::object& of, std::string_view key) {
  const json::value& found = member(of, key);
  if (!found.is_array()) refuse_member(key, "an array", found);
  return found.get_array();
}

std::string text_of(std::string_view key, const json::value& value) {
  if (!value.is_string()) refuse_member(key, "a text", value);
  const json::string& text = value.get_string();
  return {text.data(), text.size()};
}

std::string text_of(const json::object& of, std::string_view key) {
  return text_of(key, member(of, key));
}

// "name{key=id,…}", as a selector is written.
std::string selector_of(const json::value& metric) {
  if (!metric.is_object()) refuse_member("metrics", "of objects", metric);
  std::string selector = text_of(metric.get_object(), "metric");
  char separator = '{';
  for (const auto& [dimension, id] : object_of(metric.get_object(), "of")) {
    selector += separator + std::string{dimension} + "=" + text_of(dimension, id);
    separator = ',';
  }
  return separator == ',' ? selector + "}" : selector;
}

std::uint64_t whole_of(const json::object& of, std::string_view key) {
  const json::value& found = member(of, key);
  json::error_code fault;
  const auto number = found.is_number() ? found.to_number<std::uint64_t>(fault) : 0;
  if (!found.is_number() || fault) refuse_member(key, "a whole number, not negative", found);
  return number;
}

double number_of(const json::object& of, std::string_view key) {
  const json::value& found = member(of, key);
  if (!found.is_number()) refuse_member(key, "a number", found);
  return found.to_number<double>();
}

bool flag_of(const json::object& of, std::string_view key) {
  const json::value* found = of.if_contains(key);
  if (found != nullptr && !found->is_bool()) refuse_member(key, "true or false", *found);
  return found != nullptr && found->get_bool();
}

std::vector<RecordedPart> parts_of(const json::object& document) {
  std::vector<RecordedPart> parts;
  for (const auto& [key, value] : document) {
    const std::string name{key};
    if (name == "manifest" || name == "variance") continue;
    if (name == "metrics") {
      for (const json::value& metric : array_of(document, key))
        parts.push_back({selector_of(metric), json::serialize(metric)});
    } else if (name == "checks") {
      for (const json::value& check : array_of(document, key)) {
        if (!check.is_object()) refuse_member(key, "of objects", check);
        parts.push_back({"check " + text_of(check.get_object(), "check"), json::serialize(check)});
      }
    } else {
      parts.push_back({name, json::serialize(value)});
    }
  }
  return parts;
}

RecordedRun run_of(const json::object& document) {
  RecordedRun run;
  run.seed = whole_of(document, "seed");
  run.replications = whole_of(document, "replications");
  run.deterministic = flag_of(document, "deterministic");
  run.interrupted = flag_of(document, "interrupted");
  run.path = text_of(object_of(document, "scenario"), "path");
  if (document.contains("worst")) run.worst = text_of(object_of(document, "worst"), "metric");
  run.has_variance = document.contains("variance");
  for (const json::value& metric : array_of(document, "metrics"))
    run.metrics.push_back(selector_of(metric));
  run.parts = parts_of(document);
  const json::object& manifest = object_of(document, "manifest");
  run.version = text_of(manifest, "version");
  run.scenario = text_of(manifest, "scenario");
  run.manifest_seed = whole_of(manifest, "seed");
  run.quantile_error = number_of(manifest, "trajectory_quantile_error");
  for (const json::value& input : array_of(manifest, "inputs")) {
    if (!input.is_object()) refuse_member("inputs", "of objects", input);
    run.inputs.push_back(
        {text_of(input.get_object(), "path"), text_of(input.get_object(), "sha256")});
  }
  const json::object& digests = object_of(manifest, "digests");
  run.digests.every = whole_of(digests, "every");
  run.digests.values = parse_digests(text_of(digests, "values"));
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
