package dev.tally.aggregator.graphite.function;

import static java.util.Objects.requireNonNull;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The files of expressions: a line each, under the name of a range or of a reason in brackets. */
final class OracleRequests {
  private static final String FOLDER = "/dev/tally/aggregator/graphite/oracle/";

  /** From when until when, and in which zone. */
  enum Range {
    HOUR(OracleSeries.HOUR, OracleSeries.HOUR + 3_600, "UTC", 0),
    DAY(1_700_006_400, 1_700_006_400 + 86_400, "UTC", 0),
    /** Its beginning is on no grid. */
    ODD(OracleSeries.HOUR + 97, OracleSeries.HOUR + 97 + 2_400, "UTC", 0),
    BERLIN(OracleSeries.HOUR - 3_600, OracleSeries.HOUR + 7_200, "Europe/Berlin", 0),
    /** The request says how many values must be there for several to become one. */
    FILLED(OracleSeries.HOUR, OracleSeries.HOUR + 3_600, "UTC", 0.6);

    private final long from;
    private final long until;
    private final String zone;
    private final double xFilesFactor;

    Range(long from, long until, String zone, double xFilesFactor) {
      this.from = from;
      this.until = until;
      this.zone = zone;
      this.xFilesFactor = xFilesFactor;
    }

    TimeRange times() {
      return new TimeRange(from, until);
    }

    ZoneId zone() {
      return ZoneId.of(zone);
    }

    double xFilesFactor() {
      return xFilesFactor;
    }
  }

  record Request(Range range, String target) {
    @Override
    public String toString() {
      return range + " " + target;
    }
  }

  private OracleRequests() {}

  static List<Request> all() {
    List<Request> requests = new ArrayList<>();
    sections("expressions.txt")
        .forEach(
            (name, targets) ->
                targets.forEach(target -> requests.add(new Request(Range.valueOf(name), target))));
    return requests;
  }

  /** Requests as texts, and why they are answered otherwise. */
  static Map<String, String> differences() {
    Map<String, String> differences = new LinkedHashMap<>();
    sections("differences.txt")
        .forEach((reason, texts) -> texts.forEach(text -> differences.put(text, reason)));
    return differences;
  }

  private static Map<String, List<String>> sections(String file) {
    Map<String, List<String>> sections = new LinkedHashMap<>();
    String section = "";
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(
                requireNonNull(OracleRequests.class.getResourceAsStream(FOLDER + file)),
                StandardCharsets.UTF_8))) {
      for (String line : reader.lines().map(String::strip).toList()) {
        if (line.startsWith("[") && line.endsWith("]")) {
          section = line.substring(1, line.length() - 1);
        } else if (!line.isEmpty() && !line.startsWith("#")) {
          sections.computeIfAbsent(section, name -> new ArrayList<>()).add(line);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return sections;
  }
}
