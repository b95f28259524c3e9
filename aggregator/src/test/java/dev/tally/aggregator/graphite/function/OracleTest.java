package dev.tally.aggregator.graphite.function;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tally.aggregator.graphite.function.OracleRequests.Request;
import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;

/** Every function against the graphite-web 1.1.8 that Debian packages, on the same points. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OracleTest {
  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  /** Random numbers are the same nowhere. */
  private static final Set<String> NOT_OFFERED = Set.of("randomWalk", "randomWalkFunction");

  private final OracleSeries series = new OracleSeries();
  private final List<Request> requests = OracleRequests.all();
  private JsonNode answer = MAPPER.nullNode();

  @BeforeAll
  void ask(@TempDir Path folder) throws Exception {
    assumeTrue(
        Oracle.isInstalled(),
        "graphite-web is not installed: apt-get install graphite-web graphite-carbon");
    answer = Oracle.ask(series, requests, folder);
  }

  @Test
  void everyRequestIsAnsweredAsByGraphite() {
    OracleComparison comparison = new OracleComparison(series);
    Map<String, String> differences = new LinkedHashMap<>();
    for (int i = 0; i < requests.size(); i++) {
      Request request = requests.get(i);
      comparison
          .difference(request, answer.get("answers").get(i))
          .ifPresent(difference -> differences.put(request.toString(), difference));
    }
    Map<String, String> known = OracleRequests.differences();
    Map<String, String> unknown = new LinkedHashMap<>(differences);
    unknown.keySet().removeAll(known.keySet());
    assertThat(unknown).as("not listed in differences.txt").isEmpty();
    known.keySet().removeAll(differences.keySet());
    assertThat(known).as("listed in differences.txt, but answered as by Graphite").isEmpty();
  }

  @Test
  void thereAreEnoughRequestsAndEveryFunctionIsInOne() {
    assertThat(requests.size()).isGreaterThanOrEqualTo(500);
    assertThat(requests).doesNotHaveDuplicates();
    Set<String> untested = new TreeSet<>(Functions.all().keySet());
    untested.removeIf(
        name -> requests.stream().anyMatch(request -> request.target().contains(name + "(")));
    assertThat(untested).containsExactly("events", "seriesByTag", "uniques");
  }

  @Test
  void functionsAreDescribedAsByGraphite() {
    JsonNode theirs = answer.get("functions");
    Set<String> names = new TreeSet<>();
    theirs.propertyNames().forEach(names::add);
    names.removeAll(NOT_OFFERED);
    Set<String> offered = new TreeSet<>(Functions.all().keySet());
    offered.remove("uniques"); // Tally's own
    assertThat(offered).containsExactlyInAnyOrderElementsOf(names);
    JsonNode ours = described();
    List<String> differences = new ArrayList<>();
    for (String name : names) {
      if (!ours.get(name).get("group").equals(theirs.get(name).get("group"))) {
        differences.add(name + " is in " + ours.get(name).get("group"));
      }
      JsonNode parameters = withoutIgnoredOptions(theirs.get(name).get("params"));
      for (int i = 0; i < parameters.size(); i++) {
        if (!parameters.get(i).toString().equals(ours.get(name).get("params").path(i).toString())) {
          differences.add(
              "%s %s is %s"
                  .formatted(name, parameters.get(i), ours.get(name).get("params").path(i)));
        }
      }
    }
    assertThat(differences).isEmpty();
  }

  /** True, false and null, which are options for old dashboards' sake, and mean nothing. */
  private static JsonNode withoutIgnoredOptions(JsonNode parameters) {
    for (JsonNode parameter : parameters) {
      if (parameter.path("options") instanceof ArrayNode options) {
        options.removeIf(option -> !option.isString());
      }
    }
    return parameters;
  }

  private static JsonNode described() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator json = MAPPER.createGenerator(bytes)) {
      FunctionList.writeAll(json, "");
    }
    return MAPPER.readTree(bytes.toByteArray());
  }
}
