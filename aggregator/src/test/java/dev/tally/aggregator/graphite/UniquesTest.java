package dev.tally.aggregator.graphite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tally.aggregator.testing.GraphiteServer;
import dev.tally.aggregator.testing.HttpServer.Answer;
import dev.tally.storage.ClickHouse;
import dev.tally.storage.testing.EngineExtension;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** Against sets: so few users are counted exactly. */
@ExtendWith(EngineExtension.class)
class UniquesTest {
  /** 2001-03-04T00:00:00Z. */
  private static final long MARCH_4 = 983_664_000;

  private static final long DAY_S = 86_400;
  private static final int DAYS = 12;
  private static final Instant NOW = Instant.parse("2001-03-16T00:00:00Z");
  private static final List<Visit> VISITS = visits();

  private final GraphiteServer graphite;

  private record Visit(int day, String country, String channel, String user) {}

  UniquesTest(ClickHouse clickHouse) {
    this.graphite = new GraphiteServer(clickHouse, NOW);
  }

  private static List<Visit> visits() {
    Random random = new Random(7);
    List<Visit> visits = new ArrayList<>();
    for (int i = 0; i < 400; i++) {
      int day = random.nextInt(DAYS);
      if (day != 5) { // nobody came
        visits.add(
            new Visit(
                day,
                List.of("NO", "SE", "").get(random.nextInt(3)),
                List.of("app", "web").get(random.nextInt(2)),
                "u" + random.nextInt(60)));
      }
    }
    return visits;
  }

  @BeforeAll
  static void write(ClickHouse clickHouse) {
    Map<List<Object>, Set<String>> states = new HashMap<>();
    for (Visit visit : VISITS) {
      state(states, visit, "", List.of());
      state(states, visit, "country", List.of(visit.country()));
      state(states, visit, "device.channel,country", List.of(visit.channel(), visit.country()));
    }
    states.forEach(
        (key, users) ->
            clickHouse.execute(
                """
                INSERT INTO states_uniq (event, metric, resolution, dimension_set, bucket,
                  dimension_values, run, uniq)
                SELECT 'shop.Order', 'buyers', 86400, {set:String},
                  toDateTime({bucket:UInt32}, 'UTC'), {values:Array(String)}, 1,
                  uniqState(arrayJoin({users:Array(String)}))""",
                Map.of(
                    "set",
                    key.get(0),
                    "values",
                    key.get(1),
                    "bucket",
                    MARCH_4 + (int) key.get(2) * DAY_S,
                    "users",
                    users),
                Map.of()));
  }

  private static void state(
      Map<List<Object>, Set<String>> states, Visit visit, String set, List<String> values) {
    states
        .computeIfAbsent(List.of(set, values, visit.day()), key -> new HashSet<>())
        .add(visit.user());
  }

  @AfterEach
  void close() {
    graphite.close();
  }

  private Answer uniques(String arguments) {
    return graphite
        .http()
        .get(
            "/render",
            "target",
            "uniques('shop.Order.buyers'%s)".formatted(arguments),
            "from",
            String.valueOf(MARCH_4),
            "until",
            String.valueOf(MARCH_4 + DAYS * DAY_S));
  }

  private static void check(JsonNode series, int days, String country, String channel) {
    for (int day = 0; day < DAYS; day++) {
      Set<String> users = new HashSet<>();
      for (Visit visit : VISITS) {
        if (visit.day() > day - days
            && visit.day() <= day
            && visit.country().matches(country)
            && visit.channel().matches(channel)) {
          users.add(visit.user());
        }
      }
      JsonNode point = series.get("datapoints").get(day);
      assertThat(point.get(1).asLong()).isEqualTo(MARCH_4 + day * DAY_S);
      assertThat(point.get(0).isNull() ? 0 : point.get(0).asInt()).isEqualTo(users.size());
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "``;shop.Order.buyers.1d;1;.*;.*",
        ",window='7d';shop.Order.buyers.7d.1d;7;.*;.*",
        ",'','3d','country=NO';shop.Order.buyers.3d.1d;3;NO;.*",
        ",'','28d','country!=NO','device.channel=~a','resolution=1d';shop.Order.buyers.28d.1d;28;|SE;app",
        ",'',None,'device.channel=web';shop.Order.buyers.1d;1;.*;web",
      })
  void oneSeries(String arguments, String name, int days, String country, String channel) {
    Answer answer = uniques(arguments);
    assertThat(answer.status()).as(answer.body().toString()).isEqualTo(200);
    assertThat(answer.body()).hasSize(1);
    assertThat(answer.body().get(0).get("target").asString()).isEqualTo(name);
    check(answer.body().get(0), days, country, channel);
  }

  @Test
  void aSeriesPerValue() {
    Answer answer = uniques(",by='country',window='7d'");
    assertThat(answer.body()).hasSize(3);
    check(answer.body().get(0), 7, "", ".*");
    check(answer.body().get(1), 7, "NO", ".*");
    check(answer.body().get(2), 7, "SE", ".*");
    assertThat(answer.body().get(1).get("tags").toString())
        .isEqualTo(
            "{\"by\":\"country\",\"country\":\"NO\",\"event\":\"shop.Order\",\"metric\":\"buyers\","
                + "\"name\":\"shop.Order.buyers.7d.1d.country.NO\",\"resolution\":\"1d\",\"statistic\":\"7d\"}");
    Answer channels = uniques(",by='device.channel'");
    assertThat(channels.body().get(0).get("target").asString())
        .isEqualTo("shop.Order.buyers.1d.device_channel.app");
    check(channels.body().get(0), 1, ".*", "app");
    check(channels.body().get(1), 1, ".*", "web");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        ",'user';no states of uniques that tell this",
        ",'','36h';no states of uniques that tell this",
        ",'','7d','resolution=1h';no states of uniques that tell this",
        ",'','2000d';QUERY_LIMIT: a window of 2000 buckets of 1d is too long: at most 1000",
        ",'','-7d';needs a window of some time",
      })
  void whatStatesDoNotTellIsSaid(String arguments, String message) {
    Answer answer = uniques(arguments);
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.body().asString()).contains(message);
  }
}
