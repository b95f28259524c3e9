package dev.tally.aggregator.graphite;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tally.aggregator.testing.GraphiteServer;
import dev.tally.aggregator.testing.HttpServer.Text;
import dev.tally.aggregator.testing.Orders;
import dev.tally.aggregator.testing.StoredPoints;
import dev.tally.edl.model.DimensionSet;
import dev.tally.storage.ClickHouse;
import dev.tally.storage.testing.EngineExtension;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.json.JsonMapper;

/** Everything that Grafana's data source sends, from {@code grafana-requests.txt}. */
@ExtendWith(EngineExtension.class)
class GrafanaRequestsTest {
  /** 2001-03-04T00:00:00Z. */
  private static final long MARCH_4 = 983_664_000;

  private static final Instant NOW = Instant.parse("2001-03-07T00:30:00Z");
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final GraphiteServer graphite;

  /**
   * @param is the answer, as JSON; empty where only parts are said
   * @param has parts of the answer
   */
  record Recorded(String method, String target, String body, String is, List<String> has) {
    @Override
    public String toString() {
      return (method + " " + target + " " + body).strip();
    }
  }

  GrafanaRequestsTest(ClickHouse clickHouse) {
    this.graphite = new GraphiteServer(clickHouse, NOW);
  }

  @BeforeAll
  static void write(ClickHouse clickHouse) {
    StoredPoints points = new StoredPoints(clickHouse);
    DimensionSet none = DimensionSet.OVERALL;
    points.write("orders", "", Orders.DAY, none, List.of(), 1, MARCH_4, 10, 21, Double.NaN, 40);
    points.write("orders", "", Orders.HOUR, none, List.of(), 1, MARCH_4, 1, 2, 3);
    for (String country : List.of("NO", "SE", "N.O", "")) {
      points.write(
          "orders", "", Orders.DAY, Orders.COUNTRY, List.of(country), 1, MARCH_4, 1.5, 2.25);
    }
    points.write("amounts", "p95", Orders.DAY, none, List.of(), 1, MARCH_4, 7);
  }

  @BeforeEach
  void note() {
    graphite
        .http()
        .exchange(
            "POST",
            "/events",
            "{\"what\":\"v2\",\"tags\":[\"deploy\",\"web\"],\"when\":983700000,\"data\":\"by CI\"}");
  }

  @AfterEach
  void close() {
    graphite.close();
  }

  static Stream<Recorded> recorded() throws IOException {
    List<Recorded> all = new ArrayList<>();
    try (InputStream in =
        requireNonNull(GrafanaRequestsTest.class.getResourceAsStream("grafana-requests.txt"))) {
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      text.lines()
          .filter(line -> !line.isBlank() && !line.startsWith("#"))
          .forEach(line -> add(all, line));
    }
    return all.stream();
  }

  private static void add(List<Recorded> all, String line) {
    String[] words = line.split(" ", 2);
    if (!words[0].equals(words[0].toLowerCase(Locale.ROOT))) {
      all.add(new Recorded(words[0], words[1], "", "", List.of()));
      return;
    }
    Recorded last = all.removeLast();
    List<String> has = new ArrayList<>(last.has());
    if (words[0].equals("has")) {
      has.add(words[1]);
    }
    all.add(
        new Recorded(
            last.method(),
            last.target(),
            words[0].equals("body") ? words[1] : last.body(),
            words[0].equals("is") ? words[1] : last.is(),
            has));
  }

  @ParameterizedTest
  @MethodSource("recorded")
  void grafanaIsAnswered(Recorded request) {
    Text answer = graphite.http().exchange(request.method(), request.target(), request.body());
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    request.has().forEach(part -> assertThat(answer.body()).contains(part));
    if (!request.is().isEmpty()) {
      assertThat(JSON.readTree(answer.body())).isEqualTo(JSON.readTree(request.is()));
    }
  }

  @Test
  void everyRequestSaysWhatItWants() throws IOException {
    assertThat(recorded()).hasSizeGreaterThan(25);
    assertThat(recorded()).allMatch(r -> !r.is().isEmpty() || !r.has().isEmpty());
  }
}
