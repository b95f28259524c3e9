package dev.tally.edl.load;

import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is said of an event type's metrics that do not fit. */
class MetricProblemsTest {
  @TempDir Path directory;
  private EdlFolder folder;

  @BeforeEach
  void folder() {
    folder = new EdlFolder(directory);
  }

  @Test
  void metricsThatDoNotFit() {
    folder.assertProblems(
        """
        option (tally.metric) = { count: {} };
        option (tally.metric) = { name: "Upper", count: {} };
        option (tally.metric) = { name: "none" };
        option (tally.metric) = { name: "twice", count: {} };
        option (tally.metric) = { name: "twice", count: {} };
        option (tally.metric) = { name: "b1", sum: {} };
        option (tally.metric) = { name: "b2", sum: { field: "numbr" } };
        option (tally.metric) = { name: "b3", avg: { field: "text" } };
        option (tally.metric) = { name: "b4", uniq: { field: "many" } };
        option (tally.metric) = { name: "b5", quantiles: { field: "number" } };
        option (tally.metric) = { name: "b6", quantiles: { field: "number", levels: [0.5, 1, 0.5] } };
        string text = 1;
        int32 number = 2;
        repeated string many = 3;
        """,
        "1:1: a metric of shop.A: it has no name",
        "2:33: metric 'Upper' of shop.A: the name 'Upper' is not lower_snake_case",
        "3:33: metric 'none' of shop.A: it has no aggregate; add one of count, sum, avg, stddev, min, max,"
            + " uniq, uniq_exact, top_k, histogram, quantiles, first, last, candle, ratio, rate",
        "5:33: shop.A has two metrics 'twice'",
        "6:44: metric 'b1' of shop.A: sum needs a field",
        "7:53: metric 'b2' of shop.A: shop.A has no attribute 'numbr'; did you mean 'number'?",
        "8:53: metric 'b3' of shop.A: avg needs a number, and 'text' is none",
        "9:54: metric 'b4' of shop.A: uniq needs one value per event, and 'many' has any number",
        "10:50: metric 'b5' of shop.A: quantiles need levels, such as [0.5, 0.95]",
        "11:83: metric 'b6' of shop.A: the level 1.0 is not between 0 and 1",
        "11:86: metric 'b6' of shop.A: it has the level 0.5 twice");
  }

  @Test
  void aggregatesThatDoNotFit() {
    folder.assertProblems(
        """
        option (tally.metric) = { name: "a1", count: { weight: "text" } };
        option (tally.metric) = { name: "a2", count: { weight: "number", probability: "number" } };
        option (tally.metric) = { name: "a3", sum: { field: "number", probability: "many" } };
        option (tally.metric) = { name: "a4", uniq_exact: { field: "text" } };
        option (tally.metric) = { name: "a5", top_k: { field: "number" } };
        option (tally.metric) = { name: "a6", top_k: { field: "ok", k: 0 } };
        option (tally.metric) = { name: "a7", top_k: { field: "ok", k: 1001 } };
        option (tally.metric) = { name: "a8", top_k: { field: "ok" }, by: "ok" };
        option (tally.metric) = { name: "a9", histogram: { field: "number" } };
        option (tally.metric) = { name: "b1", histogram: { field: "number", bounds: [1, 1, inf] } };
        option (tally.metric) = { name: "b2", histogram: { field: "text", bounds: 1 } };
        option (tally.metric) = { name: "b3", stddev: {} };
        string text = 1;
        int32 number = 2;
        repeated int32 many = 3;
        bool ok = 4;
        """,
        "1:56: metric 'a1' of shop.A: weight needs a number, and 'text' is none",
        "2:79: metric 'a2' of shop.A: an event's weight and its probability say the same; name one of them",
        "3:76: metric 'a3' of shop.A: probability needs one value per event, and 'many' has any number",
        "4:60: metric 'a4' of shop.A: uniq_exact needs a dimension, and 'text' is none; declare it as"
            + " one: (tally.field) = { dimension: … }; or take uniq",
        "5:55: metric 'a5' of shop.A: top_k needs a dimension, and 'number' is none; declare it as"
            + " one: (tally.field) = { dimension: … }, so that the number of its values has a bound",
        "6:64: metric 'a6' of shop.A: k must be 1 to 1,000",
        "7:64: metric 'a7' of shop.A: k must be 1 to 1,000",
        "8:67: metric 'a8' of shop.A: the dimension set 'ok' names the field of top_k, which stands"
            + " behind each set anyway",
        "9:50: metric 'a9' of shop.A: a histogram needs bounds, such as [15, 60]",
        "10:81: metric 'b1' of shop.A: bounds ascend, and 1.0 is not above 1.0",
        "10:84: metric 'b1' of shop.A: a bound is finite; there is one for infinity anyway",
        "11:59: metric 'b2' of shop.A: histogram needs a number, and 'text' is none",
        "12:47: metric 'b3' of shop.A: stddev needs a field");
  }

  @Test
  void derivedMetricsThatDoNotFit() {
    folder.assertProblems(
        """
        option (tally.metric) = { name: "r1", ratio: { of: "events", to: "evnts" } };
        option (tally.metric) = { name: "r2", ratio: { of: "events" } };
        option (tally.metric) = { name: "r3", ratio: { of: "events", to: "events" } };
        option (tally.metric) = { name: "r4", ratio: { of: "events", to: "lost" } };
        option (tally.metric) = { name: "r5", rate: { of: "r1" } };
        option (tally.metric) = { name: "r6", rate: { of: "most" } };
        option (tally.metric) = { name: "r7", ratio: { of: "levels", to: "events" } };
        option (tally.metric) = { name: "r8", rate: { of: "events" }, filter: "ok" };
        option (tally.metric) = { name: "r9", ratio: { of: "most", to: "events" }, by: "ok" };
        option (tally.metric) = { name: "s1", rate: { of: "events" }, resolution: ["1h", "1m"] };
        option (tally.metric) = { name: "s2", ratio: { of: "daily", to: "most" } };
        option (tally.metric) = { name: "s3", ratio: { of: "top", to: "events" } };
        option (tally.metric) = { name: "events", count: {}, by: "ok", resolution: ["1h", "1d"] };
        option (tally.metric) = { name: "daily", count: {}, resolution: "1d" };
        option (tally.metric) = { name: "most", max: { field: "n" }, resolution: "1h" };
        option (tally.metric) = { name: "levels", quantiles: { field: "n", levels: [0.5, 0.9] } };
        option (tally.metric) = { name: "top", top_k: { field: "ok" } };
        option (tally.metric) = { name: "lost", sum: {} };
        option (tally.alert) = { metric: "top", band: {} };
        int32 n = 1;
        bool ok = 2;
        """,
        "1:66: metric 'r1' of shop.A: shop.A has no metric 'evnts'; did you mean 'events'?",
        "2:46: metric 'r2' of shop.A: ratio needs a metric's name in 'to'",
        "3:66: metric 'r3' of shop.A: it divides 'events' by itself",
        "5:51: metric 'r5' of shop.A: 'r1' is computed of other metrics itself",
        "6:51: metric 'r6' of shop.A: a rate is of a count or a sum, and 'most' is of max",
        "7:52: metric 'r7' of shop.A: ratio needs one number, and 'levels' has p50, p90",
        "8:71: metric 'r8' of shop.A: it counts no events itself; filter the metrics that it is computed of",
        "9:80: metric 'r9' of shop.A: metric 'most' is not broken down by 'ok'; add that to its 'by'",
        "10:82: metric 's1' of shop.A: metric 'events' has no resolution '1m', only 1h, 1d",
        "11:33: metric 's2' of shop.A: its metrics daily and most have no resolution in common",
        "12:52: metric 's3' of shop.A: ratio needs one number, and 'top' has one per value",
        "18:46: metric 'lost' of shop.A: sum needs a field",
        "19:34: alert 'top' of shop.A: the series of 'top' come and go with the values; watch a count by 'ok'");
  }

  @Test
  void dimensionSetsAndTimesThatDoNotFit() {
    folder.assertProblems(
        """
        option (tally.metric) = { name: "a", count: {}, by: ["country", "text", "a, country"] };
        option (tally.metric) = { name: "b", count: {}, by: "", by: "country,country" };
        option (tally.metric) = { name: "c", count: {}, by: ["country, ok", "ok,country"] };
        option (tally.metric) = { name: "d", count: {}, resolution: ["1h", "7m", "1 d", "2d"] };
        option (tally.metric) = { name: "e", count: {}, resolution: "1h", windows: ["90m", "367d", "x"] };
        option (tally.metric) = { name: "f", count: {}, resolution: "1m", windows: ["1000m", "1001m", "7d"] };
        option (tally.metric) = { name: "g", top_k: { field: "country" }, windows: "7d" };
        option (tally.metric) = { name: "h", rate: { of: "i" }, windows: "7d" };
        option (tally.metric) = { name: "i", count: {} };
        string text = 1;
        string country = 2 [(tally.field).dimension = SMALL];
        bool ok = 3;
        """,
        "1:65: metric 'a' of shop.A: 'text' is no dimension; declare it as one: (tally.field) = {"
            + " dimension: … }",
        "1:73: metric 'a' of shop.A: shop.A has no attribute 'a'",
        "2:53: metric 'b' of shop.A: the dimension set is empty; the overall series exists always",
        "2:61: metric 'b' of shop.A: the dimension set 'country,country' names 'country' twice",
        "3:69: metric 'c' of shop.A: it has the dimension set 'ok,country' twice",
        "4:68: metric 'd' of shop.A: a day is no multiple of the resolution '7m'",
        "4:74: metric 'd' of shop.A: '1 d' is no duration; write a whole number and one of s, m, h, d, w",
        "4:81: metric 'd' of shop.A: a day is no multiple of the resolution '2d'",
        "5:77: metric 'e' of shop.A: the window '90m' is no multiple of the coarsest resolution, 1h",
        "5:84: metric 'e' of shop.A: the window '367d' is longer than 366d",
        "5:92: metric 'e' of shop.A: 'x' is no duration; write a whole number and one of s, m, h, d, w",
        "6:86: metric 'f' of shop.A: the window '1001m' has more than 1000 buckets of 1m; only one of"
            + " whole days may be that long",
        "7:76: metric 'g' of shop.A: top_k has no rolling windows",
        "8:66: metric 'h' of shop.A: rate has no rolling windows");
  }

  @Test
  void filtersThatDoNotFit() {
    folder.assertProblems(
        """
        option (tally.metric) = { name: "a", count: {}, filter: "n > 1 &" };
        option (tally.metric) = { name: "b", count: {}, filter: 'n > "x" || m == 1' };
        option (tally.metric) = {
          name: "c", count: {}
          filter: "n > 1 && "
                  "m == 1"
        };
        option (tally.metric) = { name: "d", count: {}, filter: "n > \\"x\\"" };
        int32 n = 1;
        """,
        "1:64: metric 'a' of shop.A: filter: unexpected '&'; write && for and",
        "2:62: metric 'b' of shop.A: filter: 'n' is a number; compare it with one",
        "2:69: metric 'b' of shop.A: shop.A has no attribute 'm'; did you mean 'n'?",
        "6:12: metric 'c' of shop.A: shop.A has no attribute 'm'; did you mean 'n'?",
        "8:57: metric 'd' of shop.A: filter: 'n' is a number; compare it with one");
  }

  @Test
  void listsInMetricsHaveLimits() {
    folder.assertProblems(
        """
        option (tally.metric) = { name: "a", count: {}, resolution: [%s] };
        option (tally.metric) = { name: "b", count: {}, windows: [%s] };
        option (tally.metric) = { name: "c", count: {}, by: [%s] };
        option (tally.metric) = { name: "d", count: {}, by: "%s" };
        option (tally.metric) = { name: "e", quantiles: { field: "n", levels: [%s] } };
        option (tally.metric) = { name: "%s", count: {} };
        option (tally.metric) = { name: "g", count: {}, filter: "%s" };
        option (tally.metric) = { name: "h", histogram: { field: "n", bounds: [%s] } };
        option (tally.metric) = { name: "i", top_k: { field: "b8" }, by: "b0,b1,b2,b3,b4,b5,b6,b7" };
        int32 n = 1;
        %s
        """
            .formatted(
                repeat("'1h'", EdlLimits.METRIC_RESOLUTIONS_MAX + 1),
                repeat("'1h'", EdlLimits.METRIC_WINDOWS_MAX + 1),
                repeat("'n'", EdlLimits.METRIC_DIMENSION_SETS_MAX + 1),
                IntStream.rangeClosed(0, EdlLimits.DIMENSION_SET_ATTRIBUTES_MAX)
                    .mapToObj(i -> "b" + i)
                    .collect(Collectors.joining(",")),
                IntStream.rangeClosed(1, EdlLimits.QUANTILE_LEVELS_MAX + 1)
                    .mapToObj(i -> "0." + i + "1")
                    .collect(Collectors.joining(",")),
                "f".repeat(EdlLimits.NAME_CHARS_MAX + 1),
                "n > 1" + " ".repeat(EdlLimits.FILTER_CHARS_MAX - 4),
                IntStream.rangeClosed(1, EdlLimits.HISTOGRAM_BOUNDS_MAX + 1)
                    .mapToObj(Integer::toString)
                    .collect(Collectors.joining(",")),
                IntStream.rangeClosed(0, EdlLimits.DIMENSION_SET_ATTRIBUTES_MAX)
                    .mapToObj(i -> "bool b%d = %d;".formatted(i, i + 2))
                    .collect(Collectors.joining(" "))),
        "1:62: metric 'a' of shop.A: it has more than 8 resolutions",
        "2:59: metric 'b' of shop.A: it has more than 8 windows",
        "3:54: metric 'c' of shop.A: it has more than 32 dimension sets",
        "4:53: metric 'd' of shop.A: a dimension set has more than 8 attributes",
        "5:72: metric 'e' of shop.A: it has more than 16 levels",
        "6:33: metric '%s' of shop.A: the name is longer than 64 characters"
            .formatted("f".repeat(EdlLimits.NAME_CHARS_MAX + 1)),
        "7:58: metric 'g' of shop.A: filter: the filter is longer than 4,096 characters",
        "8:72: metric 'h' of shop.A: it has more than 50 bounds",
        "9:66: metric 'i' of shop.A: a dimension set has more than 8 attributes, the field of top_k"
            + " among them");
  }

  private static String repeat(String item, int count) {
    return IntStream.range(0, count).mapToObj(i -> item).collect(Collectors.joining(","));
  }
}
