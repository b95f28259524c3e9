package dev.tally.aggregator.graphite.function;

import dev.tally.aggregator.graphite.function.OracleRequests.Request;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A graphite-web of Debian, in a process of its own. */
final class Oracle {
  private static final String PYTHON = "/usr/bin/python3";
  private static final String SCRIPT = "/dev/tally/aggregator/graphite/oracle/oracle.py";
  private static final long SECONDS_MAX = 120;
  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  private Oracle() {}

  static boolean isInstalled() throws IOException, InterruptedException {
    if (!Files.isExecutable(Path.of(PYTHON))) {
      return false;
    }
    Process process =
        new ProcessBuilder(PYTHON, "-c", "import django, graphite")
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    return process.waitFor() == 0;
  }

  /** See the script for the form of the answer. */
  static JsonNode ask(OracleSeries series, List<Request> requests, Path folder)
      throws IOException, InterruptedException, URISyntaxException {
    Path script = Path.of(Objects.requireNonNull(Oracle.class.getResource(SCRIPT)).toURI());
    Path question = folder.resolve("question.json");
    Path answer = folder.resolve("answer.json");
    Path errors = folder.resolve("errors.txt");
    try (OutputStream out = Files.newOutputStream(question);
        JsonGenerator json = MAPPER.createGenerator(out)) {
      write(json, series, requests);
    }
    Process process =
        new ProcessBuilder(PYTHON, script.toString())
            .redirectInput(question.toFile())
            .redirectOutput(answer.toFile())
            .redirectError(errors.toFile())
            .start();
    if (!process.waitFor(SECONDS_MAX, TimeUnit.SECONDS) || process.exitValue() != 0) {
      process.destroyForcibly();
      throw new IllegalStateException("graphite-web failed: " + Files.readString(errors));
    }
    return MAPPER.readTree(answer.toFile());
  }

  private static void write(JsonGenerator json, OracleSeries series, List<Request> requests) {
    json.writeStartObject();
    json.writeObjectPropertyStart("series");
    series
        .stored()
        .forEach(
            (name, stored) -> {
              json.writeObjectPropertyStart(name);
              json.writeNumberProperty("step", stored.step());
              json.writeNumberProperty("start", series.start());
              json.writeArrayPropertyStart("values");
              for (double value : stored.values()) {
                if (Double.isNaN(value)) {
                  json.writeNull();
                } else {
                  json.writeNumber(value);
                }
              }
              json.writeEndArray();
              json.writeEndObject();
            });
    json.writeEndObject();
    json.writeArrayPropertyStart("requests");
    for (Request request : requests) {
      json.writeStartObject();
      json.writeStringProperty("target", request.target());
      json.writeNumberProperty("from", request.range().times().from());
      json.writeNumberProperty("until", request.range().times().until());
      json.writeNumberProperty("now", request.range().times().until());
      json.writeStringProperty("tz", request.range().zone().getId());
      json.writeNumberProperty("xFilesFactor", request.range().xFilesFactor());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }
}
