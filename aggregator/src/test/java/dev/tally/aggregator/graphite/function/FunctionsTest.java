package dev.tally.aggregator.graphite.function;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tally.aggregator.graphite.expression.ExpressionParser;
import dev.tally.aggregator.graphite.expression.PathPattern;
import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Against values worked out by hand after Graphite's documentation. */
class FunctionsTest {
  private static final double NULL = Double.NaN;

  /** Four minutes, from 600 s. */
  private static final TimeRange RANGE = new TimeRange(600, 840);

  /** Value of a series at a time; nothing before 0. */
  private interface Shape {
    double at(long time);
  }

  private record Stored(long step, Shape shape) {}

  private static final Map<String, Stored> STORED =
      new TreeMap<>(
          Map.of(
              "a.x.1m", new Stored(60, time -> time / 60.0),
              "a.y.1m", new Stored(60, time -> time == 660 ? NULL : 100),
              "a.z.1m", new Stored(60, time -> NULL),
              "a.x.2m", new Stored(120, time -> time / 6.0),
              "a.huge.all", new Stored(6_000_000, time -> 1)));

  private static List<TimeSeries> fetch(PathPattern pattern, TimeRange range) {
    return STORED.entrySet().stream()
        .filter(e -> Pattern.matches(pattern.regex(), e.getKey()))
        .map(e -> stored(pattern, e.getKey(), e.getValue(), range))
        .toList();
  }

  private static TimeSeries stored(
      PathPattern pattern, String name, Stored stored, TimeRange range) {
    long start = range.gridStart(stored.step());
    double[] values = new double[(int) range.gridSize(stored.step())];
    for (int i = 0; i < values.length; i++) {
      values[i] = stored.shape().at(start + i * stored.step());
    }
    return new TimeSeries(
        name,
        pattern.text(),
        Map.of("name", name, "zone", name.contains("x") ? "X" : "other"),
        start,
        stored.step(),
        values);
  }

  private static List<TimeSeries> evaluate(String target) {
    return new Evaluation(
            FunctionsTest::fetch, Instant.ofEpochSecond(RANGE.until()), ZoneOffset.UTC)
        .evaluate(ExpressionParser.parse(target), RANGE);
  }

  private static TimeSeries one(String target) {
    List<TimeSeries> all = evaluate(target);
    assertThat(all).hasSize(1);
    return all.getFirst();
  }

  private static void assertSeries(
      TimeSeries series, String name, long start, long step, double... values) {
    assertThat(series.name()).isEqualTo(name);
    assertThat(series.start()).isEqualTo(start);
    assertThat(series.step()).isEqualTo(step);
    assertThat(series.values()).as(Arrays.toString(series.values())).containsExactly(values);
  }

  @Test
  void aPathIsItsSeries() {
    assertSeries(one("a.x.1m"), "a.x.1m", 600, 60, 10, 11, 12, 13);
    assertThat(evaluate("a.*.1m"))
        .extracting(TimeSeries::name)
        .containsExactly("a.x.1m", "a.y.1m", "a.z.1m");
    assertThat(evaluate("none.*")).isEmpty();
  }

  @Test
  void alias() {
    assertSeries(one("alias(a.x.1m,'X, here')"), "X, here", 600, 60, 10, 11, 12, 13);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "aliasByNode(a.x.1m,1);x",
        "aliasByNode(a.x.1m,2,0);1m.a",
        "aliasByNode(a.x.1m,-1);1m",
        "aliasByNode(a.x.1m,7);''",
        "aliasByNode(scale(a.x.1m,2),1);x",
        "aliasByNode(sumSeries(a.x.1m,a.y.1m),1);x",
        "aliasByNode(a.x.1m,'zone',1);X.x",
        "aliasByNode(alias(a.x.1m,'p.q)'),0);p",
      })
  void aliasByNode(String target, String name) {
    assertThat(one(target).name()).isEqualTo(name);
  }

  @Test
  void sumSeriesLeavesNullsOut() {
    assertSeries(
        one("sumSeries(a.x.1m,a.y.1m)"), "sumSeries(a.x.1m,a.y.1m)", 600, 60, 110, 11, 112, 113);
    assertSeries(one("sumSeries(a.*.1m)"), "sumSeries(a.*.1m)", 600, 60, 110, 11, 112, 113);
    assertSeries(one("sumSeries(a.z.1m)"), "sumSeries(a.z.1m)", 600, 60, NULL, NULL, NULL, NULL);
    assertThat(evaluate("sumSeries(none.*)")).isEmpty();
    assertThat(one("sum(a.x.1m)").tags())
        .containsEntry("aggregatedBy", "sum")
        .containsEntry("zone", "X");
    assertThat(one("sum(a.x.1m,a.y.1m)").tags())
        .containsEntry("name", "sumSeries(a.x.1m,a.y.1m)")
        .doesNotContainKey("zone");
  }

  @Test
  void averageSeriesIsOverValuesThatAreThere() {
    assertSeries(one("averageSeries(a.*.1m)"), "averageSeries(a.*.1m)", 600, 60, 55, 11, 56, 56.5);
  }

  @Test
  void differentResolutionsMeetOnTheCoarser() {
    assertSeries(
        one("sumSeries(a.x.1m,a.x.2m)"),
        "sumSeries(a.x.1m,a.x.2m)",
        600,
        120,
        10.5 + 100,
        12.5 + 120);
  }

  @Test
  void scale() {
    assertSeries(one("scale(a.x.1m,0.5)"), "scale(a.x.1m,0.5)", 600, 60, 5, 5.5, 6, 6.5);
    assertThat(one("scale(a.x.1m,1e6)").name()).isEqualTo("scale(a.x.1m,1e+06)");
    assertThat(one("scale(a.x.1m,0.00001234567)").name()).isEqualTo("scale(a.x.1m,1.23457e-05)");
    assertThat(one("scale(a.x.1m,100)").name()).isEqualTo("scale(a.x.1m,100)");
  }

  @Test
  void summarize() {
    assertSeries(
        one("summarize(a.x.1m,'2min')"),
        "summarize(a.x.1m, \"2min\", \"sum\")",
        600,
        120,
        21,
        25,
        NULL);
    // 600 is not a multiple of 180: the first bucket begins at 540.
    assertSeries(
        one("summarize(a.x.1m,'3min','max')"),
        "summarize(a.x.1m, \"3min\", \"max\")",
        540,
        180,
        11,
        13);
    assertSeries(
        one("summarize(a.y.1m,'2min','avg',true)"),
        "summarize(a.y.1m, \"2min\", \"avg\", true)",
        600,
        120,
        100,
        100);
    assertSeries(
        one("summarize(a.y.1m,'1min',func='last')"),
        "summarize(a.y.1m, \"1min\", \"last\")",
        600,
        60,
        100,
        NULL,
        100,
        100,
        NULL);
  }

  @Test
  void timeShift() {
    assertSeries(
        one("timeShift(a.x.1m,'5min')"), "timeShift(a.x.1m, \"-5min\")", 600, 60, 5, 6, 7, 8);
    assertSeries(
        one("timeShift(a.x.1m,'+1h')"), "timeShift(a.x.1m, \"+1h\")", 600, 60, 70, 71, 72, 73);
    assertSeries(
        one("timeShift(scale(a.x.1m,2),'5min')"),
        "timeShift(scale(a.x.1m,2), \"-5min\")",
        600,
        60,
        10,
        12,
        14,
        16);
  }

  @Test
  void movingAverageLooksBackBeyondTheRange() {
    assertSeries(one("movingAverage(a.x.1m,3)"), "movingAverage(a.x.1m,3)", 600, 60, 8, 9, 10, 11);
    assertSeries(
        one("movingAverage(a.x.1m,'3min')"),
        "movingAverage(a.x.1m,\"3min\")",
        600,
        60,
        8,
        9,
        10,
        11);
    assertSeries(
        one("movingAverage(a.y.1m,2,1)"), "movingAverage(a.y.1m,2)", 600, 60, 100, 100, NULL, NULL);
    assertSeries(
        one("movingAverage(a.y.1m,1)"), "movingAverage(a.y.1m,1)", 600, 60, 100, 100, NULL, 100);
    assertThat(evaluate("movingAverage(none.*,3)")).isEmpty();
  }

  @Test
  void limitAndHighestMax() {
    assertThat(evaluate("limit(a.*.1m,2)"))
        .extracting(TimeSeries::name)
        .containsExactly("a.x.1m", "a.y.1m");
    assertThat(evaluate("highestMax(a.*.1m,2)"))
        .extracting(TimeSeries::name)
        .containsExactly("a.y.1m", "a.x.1m");
    assertThat(evaluate("highestMax(a.*.1m,n=3)"))
        .extracting(TimeSeries::name)
        .containsExactly("a.y.1m", "a.x.1m", "a.z.1m");
    assertThat(evaluate("limit(a.*.1m,0)")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "nope(a.x.1m); unknown function 'nope'; there are alias,",
        "alias(a.x.1m); function alias needs the argument 'newName'",
        "alias(a.x.1m,5); function alias needs a text in quotes for 'newName'",
        "alias(a.x.1m,'a','b'); function alias takes at most 2 arguments, not 3",
        "alias(a.x.1m,name='b'); function alias has no parameter 'name'",
        "aliasByNode(a.x.1m); function aliasByNode needs the argument 'nodes'",
        "aliasByNode(a.x.1m,b.c); function aliasByNode takes numbers, and names of tags",
        "scale(a.x.1m,'two'); function scale needs a number for 'factor'",
        "scale(5,2); 5 stands where a path or a function of series is expected",
        "sumSeries(); function sumSeries needs the argument 'seriesLists'",
        "summarize(a.x.1m,'hourly'); function summarize needs an interval as in '10min'",
        "summarize(a.x.1m,'0min'); function summarize needs an interval as in '10min'",
        "summarize(a.x.1m,'1h','mode'); function summarize has no aggregation 'mode'",
        "summarize(a.x.1m,'1h','sum','yes'); function summarize needs true or false for 'alignToFrom'",
        "movingAverage(a.x.1m,0); function movingAverage needs a window of 1 to 10000 points",
        "movingAverage(a.x.1m,10001); function movingAverage needs a window of 1 to 10000 points",
        "movingAverage(a.x.1m,a.b); function movingAverage needs a number of points",
        "holtWintersForecast(a.x.1m,'1d','999999999y'); function holtWintersForecast is given a number or an interval that is too large",
        "limit(a.x.1m,1.5); function limit needs a whole number for 'n'",
        "limit(a.x.1m,-1); function limit needs a number of series that is not negative",
      })
  void mistakesAreTheCallers(String target, String message) {
    assertThatThrownBy(() -> evaluate(target))
        .isInstanceOfSatisfying(
            TallyException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.REQUEST_INVALID))
        .hasMessageContaining(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "hitcount(a.huge.all,'1s'); function hitcount makes 6000000 points, of at most 5000000",
        "summarize(a.huge.all,'1s'); function summarize makes 6000001 points, of at most 5000000",
        "aliasSub(alias(a.x.1m,'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!'),'(a|aa)+\\1$',''); takes too long",
        "applyByNode(a.x.1m,0,'applyByNode(%.x.1m,0,\"scale(%.x.1m,2)\")'); ``",
      })
  void whatIsTooMuchIsRefused(String target, String message) {
    if (message.isEmpty()) {
      assertThat(evaluate(target)).hasSize(1);
      return;
    }
    assertThatThrownBy(() -> evaluate(target))
        .isInstanceOfSatisfying(
            TallyException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.QUERY_LIMIT))
        .hasMessageContaining(message);
  }

  @Test
  void aPatternMayNotGoTooDeep() {
    String name = "ab".repeat(40_000);
    assertThatThrownBy(() -> evaluate("grep(alias(a.x.1m,'" + name + "'),'^(a|b)*\\1c')"))
        .isInstanceOf(TallyException.class)
        .hasMessageContaining("takes too long");
  }

  @Test
  void aCallMakesOnlySoManySeries() {
    String paths = "a.x.1m,".repeat(Budget.SERIES_PER_CALL_MAX);
    assertThat(evaluate("group(" + paths.substring(0, paths.length() - 1) + ")"))
        .hasSize(Budget.SERIES_PER_CALL_MAX);
    assertThatThrownBy(() -> evaluate("group(" + paths + "a.x.1m)"))
        .isInstanceOf(TallyException.class)
        .hasMessageContaining("makes 10001 series, of at most 10000");
  }

  @Test
  void aPathIsReadOncePerRange() {
    AtomicInteger reads = new AtomicInteger();
    Evaluation evaluation =
        new Evaluation(
            (pattern, range) -> {
              reads.incrementAndGet();
              return fetch(pattern, range);
            },
            Instant.ofEpochSecond(RANGE.until()),
            ZoneOffset.UTC);
    evaluation.evaluate(ExpressionParser.parse("divideSeries(a.x.1m,sumSeries(a.x.1m))"), RANGE);
    evaluation.evaluate(ExpressionParser.parse("a.x.1m"), RANGE);
    assertThat(reads).hasValue(1);
    evaluation.evaluate(ExpressionParser.parse("movingAverage(a.x.1m,2)"), RANGE);
    assertThat(reads).hasValue(2);
  }

  @Test
  void eventsAreCountedPerSecond() {
    SeriesSource source =
        new SeriesSource() {
          @Override
          public List<TimeSeries> fetch(PathPattern pattern, TimeRange range) {
            return List.of();
          }

          @Override
          public List<TimeSeries> fetchTagged(
              List<String> expressions, String pathExpression, TimeRange range) {
            return List.of(
                TimeSeries.made(
                    pathExpression, range.from(), 60, new double[] {expressions.size()}));
          }

          @Override
          public long[] events(List<String> tags, TimeRange range) {
            return tags.isEmpty() ? new long[] {601, 601, 603} : new long[] {602};
          }
        };
    Evaluation evaluation =
        new Evaluation(source, Instant.ofEpochSecond(RANGE.until()), ZoneOffset.UTC);
    TimeSeries all = evaluation.evaluate(ExpressionParser.parse("events('*')"), RANGE).getFirst();
    assertThat(all.name()).isEqualTo("events(\"*\")");
    assertThat(all.values()).hasSize(240).startsWith(NULL, 2, NULL, 1, NULL);
    assertThat(all.consolidation()).isEqualTo(Reduction.SUM);
    TimeSeries deploys =
        evaluation.evaluate(ExpressionParser.parse("events('deploy','web')"), RANGE).getFirst();
    assertThat(deploys.name()).isEqualTo("events(\"deploy\", \"web\")");
    assertThat(deploys.values()).startsWith(NULL, NULL, 1, NULL);
    assertThat(evaluation.evaluate(ExpressionParser.parse("sum(seriesByTag('a=b','c=~d'))"), RANGE))
        .extracting(TimeSeries::name)
        .containsExactly("sumSeries(seriesByTag('a=b','c=~d'))");
  }

  @Test
  void seriesAreNotFoundByTagWhereTheSourceCanNot() {
    assertThatThrownBy(() -> evaluate("seriesByTag('a=b')"))
        .hasMessageContaining("seriesByTag('a=b'): series are not found by tag here");
    assertThatThrownBy(() -> evaluate("events('a')"))
        .hasMessageContaining("no events are kept here");
  }
}
