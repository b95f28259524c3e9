package dev.tally.aggregator.carbon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tally.edl.model.DimensionSet;
import dev.tally.edl.model.SeriesName;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class SeriesPathTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = ' ',
      value = {
        "a a",
        "a.b.c a.b.c",
        "..a...b. a.b",
        "a-b.c_d.e:f.g/h a-b.c_d.e:f.g/h",
        "ünï.cödé ünï.cödé",
        "a.b=c.d a.b=c.d",
        "a.b;name=x a.b",
        "a;z=1;b=2;y=3 a;b=2;y=3;z=1",
        "a;b=1;b=2 a;b=2",
        "a..b;c=d..e,f a.b;c=d..e,f",
        // Carbon sorts pairs, and - comes before =.
        "a;b=1;b-c=2 a;b-c=2;b=1",
        "a;b=c=d a;b=c=d",
      })
  void aPathIsStoredInOneForm(String sent, String stored) throws RefusedException {
    SeriesPath path = SeriesPath.parse(sent);
    assertThat(path.text()).isEqualTo(stored);
    assertThat(SeriesPath.parse(path.text())).isEqualTo(path);
  }

  @Test
  void tagsAreKnown() throws RefusedException {
    SeriesPath path = SeriesPath.parse("disk.used;server=s1;rack=a1");
    assertThat(path.tags()).containsExactly("rack", "server");
    assertThat(path.values()).containsExactly("a1", "s1");
  }

  @ParameterizedTest(name = "{index}")
  @ValueSource(
      strings = {
        "",
        ".",
        "...",
        "a b",
        "a*",
        "a?",
        "a.[b]",
        "a{b}",
        "f(x)",
        "a'b",
        "a\"b",
        "a|b",
        "a,b",
        "a\\b",
        "a\u0007b",
        "a\uFFFDb",
        ";a=b",
        "a;",
        "a;b",
        "a;=b",
        "a;b=",
        "a;b=~c",
        "a;b!=c",
        "a;b,c=d",
        "a;b=c d",
        "a;b=c;",
      })
  void whatIsNoPathIsRefused(String sent) {
    assertThatThrownBy(() -> SeriesPath.parse(sent))
        .isInstanceOfSatisfying(
            RefusedException.class, e -> assertThat(e.refusal()).isEqualTo(Refusal.PATH));
  }

  @Test
  void pathsAndTagsHaveLimits() throws RefusedException {
    assertThat(SeriesPath.parse("p".repeat(CarbonLimits.PATH_LENGTH_MAX)).tags()).isEmpty();
    assertThatThrownBy(() -> SeriesPath.parse("p".repeat(CarbonLimits.PATH_LENGTH_MAX + 1)))
        .hasMessageContaining("1001 characters");
    assertThat(SeriesPath.parse(withTags(CarbonLimits.TAGS_MAX)).tags()).hasSize(50);
    assertThatThrownBy(() -> SeriesPath.parse(withTags(CarbonLimits.TAGS_MAX + 1)))
        .hasMessageContaining("51 tags");
  }

  private static String withTags(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> ";t%d=v".formatted(i))
        .collect(Collectors.joining("", "a", ""));
  }

  /** Of whatever event types may ever be published. */
  @Test
  void seriesOfEventTypesAreNobodyElses() {
    Random random = new Random(20_261_122);
    List<String> types = List.of("Order", "shop.Order", "a.b_c.D1.E2", "_x.y", "s.web01");
    List<String> metrics = List.of("orders", "p95", "a1_b2");
    List<String> statistics =
        List.of("", "p95", "p99_9", "le_-3", "le_inf", "over_7d", "p95_over_1d");
    List<Duration> resolutions =
        List.of(
            Duration.ofSeconds(10), Duration.ofMinutes(1), Duration.ofHours(6), Duration.ofDays(7));
    for (int round = 0; round < 2_000; round++) {
      List<String> attributes = List.of("country", "device.os").subList(0, random.nextInt(3));
      List<String> values = attributes.stream().map(any -> value(random)).toList();
      String path =
          SeriesName.path(
              any(types, random),
              any(metrics, random),
              any(statistics, random),
              any(resolutions, random),
              new DimensionSet(attributes),
              values);
      assertThatThrownBy(() -> SeriesPath.parse(path))
          .as(path)
          .isInstanceOfSatisfying(
              RefusedException.class,
              e -> assertThat(e.refusal()).isEqualTo(Refusal.RESERVED_PATH));
    }
  }

  private static <T> T any(List<T> of, Random random) {
    return of.get(random.nextInt(of.size()));
  }

  private static String value(Random random) {
    return random
        .ints(random.nextInt(4), 0, 0x3000)
        .mapToObj(Character::toString)
        .collect(Collectors.joining());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "servers.web01.cpu",
        "web.1m",
        "servers.web01.load.5",
        "servers.web01.load.1min",
        "servers.web01.cpu.5m.avg",
        "servers.web-01.load.5m",
        "old-metrics.shop.Order.orders.1m",
        "shop.Order.Orders.1m",
        "shop.Order.orders.01m",
        "shop.Order.orders.1m;a=b",
      })
  void whatNoEventTypeCanHaveIsTaken(String sent) throws RefusedException {
    assertThat(SeriesPath.parse(sent).text()).isEqualTo(sent);
  }
}
