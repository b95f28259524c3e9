package dev.tally.edl.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is said of an event type's fields and options that do not fit. */
class OptionProblemsTest {
  @TempDir Path directory;
  private EdlFolder folder;

  @BeforeEach
  void folder() {
    folder = new EdlFolder(directory);
  }

  @Test
  void fieldsThatCannotBeStored() {
    folder.assertProblems(
        """
        message M { string s = 1; }
        message Loop { string s = 1; Loop again = 2; }
        map<string, M> by_name = 2;
        Loop loop = 3;
        google.protobuf.Timestamp good = 4;
        """,
        "2:35: field 'loop.again' of shop.A makes shop.A.Loop contain itself",
        "3:16: field 'by_name' of shop.A is a map of messages; write a repeated message with a"
            + " field for the key");
  }

  @Test
  void wellKnownTypesAndGroups() {
    folder.write(
        "a.proto",
        """
        syntax = "proto2";
        import "tally/edl.proto";
        import "google/protobuf/any.proto";
        message A {
          option (tally.event) = { owner: "x" };
          optional google.protobuf.Any what = 1;
          optional group Part = 2 { optional string s = 3; }
        }
        """);
    folder.write(
        "b.proto",
        """
        edition = "2023";
        import "tally/edl.proto";
        message B {
          option (tally.event) = { owner: "x" };
          message M { string s = 1; }
          M m = 1 [features.message_encoding = DELIMITED];
        }
        """);
    assertThat(folder.problems())
        .containsExactly(
            "a.proto:6:32: field 'what' of A is a google.protobuf.Any, which Tally does not store;"
                + " write the message itself, or a oneof of messages",
            "a.proto:7:18: field 'part' of A is a group; write a message field instead",
            "b.proto:6:5: field 'm' of B is a group; write a message field instead");
  }

  @Test
  void fieldOptionsThatDoNotFit() {
    folder.assertProblems(
        """
        string a = 1 [(tally.field) = { unit: "kg", scale: 1 }];
        double b = 2 [(tally.field) = { dimension: SMALL }];
        bytes c = 3 [(tally.field).dimension = LARGE];
        repeated string d = 4 [(tally.field) = { dimension: SMALL, required: true }];
        int32 e = 5 [(tally.field) = { scale: 10 }];
        int32 f = 6 [(tally.field) = { event_time: true }];
        google.protobuf.Timestamp g = 7 [(tally.field) = { event_time: true }];
        google.protobuf.Timestamp h = 8 [(tally.field) = { event_time: true }];
        oneof one { string i = 9 [(tally.field) = { required: true }]; }
        M j = 10 [(tally.field) = { pii: NONE }];
        message M { string k = 1 [(tally.field).required = true]; }
        map<string, string> l = 11 [(tally.field) = { unit: "kg" }];
        int64 m = 12 [(tally.field) = { scale: 2, dimension: SMALL }];
        int64 n = 13 [(tally.field) = { scale: 4294967295 }];
        """,
        "1:39: attribute 'a' of shop.A is no number, so that it has no unit",
        "1:52: attribute 'a' of shop.A is no number, so that it has no scale",
        "2:44: attribute 'b' of shop.A cannot be a dimension: only strings, integers, enums and"
            + " bools can",
        "3:14: attribute 'c' of shop.A cannot be a dimension: only strings, integers, enums and"
            + " bools can",
        "4:53: attribute 'd' of shop.A has any number of values, so that it cannot be a dimension",
        "4:70: attribute 'd' of shop.A has any number of values, so that it cannot be required",
        "5:39: attribute 'e' of shop.A has the scale 10; it can be 0 to 9",
        "6:44: attribute 'f' of shop.A is no google.protobuf.Timestamp, so that it cannot be the"
            + " event's time",
        "8:64: attribute 'h' of shop.A is a second event time beside 'g'",
        "9:55: attribute 'i' of shop.A is one of several, so that it cannot be required",
        "10:34: attribute 'j' of shop.A is a message; 'pii' is for its fields",
        "11:27: attribute 'j.k' of shop.A is required, but the message that holds it is not; make"
            + " that required too",
        "12:53: attribute 'l' of shop.A is a map, which has no 'unit'",
        "13:54: attribute 'm' of shop.A is a fixed-point number, so that it cannot be a dimension",
        "14:40: attribute 'n' of shop.A has the scale 4294967295; it can be 0 to 9");
  }

  @Test
  void maxValuesThatDoNotFit() {
    folder.assertProblems(
        """
        string a = 1 [(tally.field) = { dimension: SMALL, max_values: 11 }];
        string b = 2 [(tally.field) = { dimension: LARGE, max_values: 0 }];
        string c = 3 [(tally.field) = { max_values: 5 }];
        bool d = 4 [(tally.field).max_values = 1];
        int64 e = 5 [(tally.field) = { dimension: LARGE, max_values: 100000 }];
        E f = 6 [(tally.field).max_values = 4294967295];
        enum E { NO = 0; YES = 1; }
        """,
        "1:63: attribute 'a' of shop.A has the max_values 11; of a SMALL dimension it can be 1 to"
            + " 10",
        "2:63: attribute 'b' of shop.A has the max_values 0; of a LARGE dimension it can be 1 to"
            + " 100,000",
        "3:45: attribute 'c' of shop.A is no dimension, so that it has no 'max_values'",
        "4:13: attribute 'd' of shop.A has two values, so that 'max_values' says nothing",
        "6:10: attribute 'f' of shop.A has the max_values 4,294,967,295; of a SMALL dimension it"
            + " can be 1 to 10");
  }

  @Test
  void dedupKeysThatDoNotFit() {
    folder.write(
        "a.proto",
        EdlFolder.HEAD
            + """
            message A {
              option (tally.event) = {
                owner: "x", raw_retention: "47h"
                dedup_key: ["id", "ix", "id", "at"]
              };
              int64 id = 1;
              google.protobuf.Timestamp at = 2 [(tally.field).event_time = true];
            }
            message B {
              option (tally.event) = { owner: "x", dedup_key: ["m.n", "labels.key", "cents", "ratio"] };
              message M { string n = 1; }
              M m = 1;
              map<string, string> labels = 2;
              double cents = 3 [(tally.field).scale = 2];
              double ratio = 4;
            }
            message C {
              option (tally.event).owner = "x";
              option (tally.event).dedup_key = "times";
              repeated google.protobuf.Timestamp times = 1;
            }
            message D {
              option (tally.event) = { owner: "x", dedup_key: ["a", "b", "c", "d", "e"] };
            }
            """);
    assertThat(folder.problems())
        .map(EdlFolder::relative)
        .containsExactlyInAnyOrder(
            "2:17: the dedup_key of shop.A: repeats are found among the raw rows; it needs a"
                + " raw_retention of 2d or more, not 47h",
            "2:23: the dedup_key of shop.A: shop.A has no attribute 'ix'; did you mean 'id'?",
            "2:29: the dedup_key of shop.A: it names 'id' twice",
            "2:35: the dedup_key of shop.A: 'at' is the event's time, which is part of it anyway",
            "8:52: the dedup_key of shop.B: 'm.n' is in a nested message",
            "8:59: the dedup_key of shop.B: 'labels.key' has any number of values",
            "8:82: the dedup_key of shop.B: 'ratio' is a floating-point number, which is never sure"
                + " to be equal",
            "16:3: the dedup_key of shop.C: 'times' has any number of values",
            "21:72: the dedup_key of shop.D: it has more than 4 attributes");
  }

  @Test
  void attributesThatWouldCollide() {
    folder.assertProblems(
        """
        message M { string b = 1; }
        M a = 1;
        string a_b = 2;
        """,
        "3:8: attributes 'a.b' and 'a_b' of shop.A would be one in code and in paths; rename one");
  }

  @Test
  void nestedEventTypesAndStrayMetrics() {
    folder.assertProblems(
        """
          message Inner { option (tally.event) = { owner: "x" }; }
          message Stray { option (tally.metric) = { name: "m", count: {} }; }
        """,
        "1:19: event type shop.A.Inner: an event type is a top-level message",
        "2:11: shop.A.Stray has metrics or alerts and is no event type; add option (tally.event)");
  }

  @Test
  void alertsThatDoNotFit() {
    folder.assertProblems(
        """
        option (tally.metric) = { name: "m", count: {}, by: "ok", resolution: ["1h", "1d"] };
        option (tally.metric) = { name: "q", quantiles: { field: "n", levels: [0.5, 0.999] } };
        option (tally.alert) = { band: {} };
        option (tally.alert) = { metric: "n", band: {} };
        option (tally.alert) = { metric: "m" };
        option (tally.alert) = { metric: "m", band: {}, by: "n" };
        option (tally.alert) = { metric: "m", band: {}, resolution: "1m" };
        option (tally.alert) = { metric: "m", band: {}, statistic: "p50" };
        option (tally.alert) = { metric: "q", band: {}, statistic: "p99" };
        option (tally.alert) = { name: "A", metric: "q", band: { width: 0 }, for_points: 0 };
        option (tally.alert) = { name: "a", metric: "m", threshold: {}, notify: ["x", ""] };
        option (tally.alert) = { name: "b", metric: "m", threshold: { above: 1, below: 2 } };
        option (tally.alert) = { metric: "m", by: "ok", band: {} };
        option (tally.alert) = { metric: "m", by: "ok", threshold: { above: 1 } };
        int32 n = 1;
        bool ok = 2;
        """,
        "3:1: an alert of shop.A: it names no metric",
        "4:34: alert 'n' of shop.A: shop.A has no metric 'n'; did you mean 'm'?",
        "5:1: alert 'm' of shop.A: it says not when to fire; add band: {} or threshold: { above: …"
            + " }",
        "6:53: alert 'm' of shop.A: metric 'm' is not broken down by 'n'; add that to its 'by'",
        "7:61: alert 'm' of shop.A: metric 'm' has no resolution '1m', only 1h, 1d",
        "8:60: alert 'm' of shop.A: only quantiles, histograms and candles have statistics, and 'm'"
            + " has none",
        "9:60: alert 'q' of shop.A: metric 'q' has no statistic 'p99', only p50, p99_9",
        "10:32: alert 'A' of shop.A: the name 'A' is not lower_snake_case",
        "10:65: alert 'A' of shop.A: the band's width must be above 0",
        "10:82: alert 'A' of shop.A: for_points must be 1 to 1,000",
        "11:61: alert 'a' of shop.A: the threshold needs 'above', 'below' or both",
        "11:79: alert 'a' of shop.A: a notifier's name is empty",
        "12:61: alert 'b' of shop.A: every value is above 1.0 or below 2.0",
        "14:1: shop.A has two alerts 'm_by_ok'; give them names");
  }

  @Test
  void theNumberOfAttributesHasALimit() {
    String head = EdlFolder.HEAD + "message A {\n  option (tally.event) = { owner: \"x\" };\n";
    int max = EdlLimits.EVENT_TYPE_ATTRIBUTES_MAX;
    assertThat(folder.eventType(head + fields(max) + "}").attributes()).hasSize(max);
    assertThat(folder.problems(head + fields(max + 1) + "}"))
        .containsExactly("a.proto:8:9: shop.A has more than 1,000 attributes");
  }

  private static String fields(int count) {
    return IntStream.rangeClosed(1, count)
        .mapToObj(i -> "  int32 f%d = %d;%n".formatted(i, i))
        .collect(Collectors.joining());
  }

  @Test
  void nestingHasALimit() {
    int max = EdlLimits.NESTING_DEPTH_MAX;
    String head =
        EdlFolder.HEAD + "message A { option (tally.event) = { owner: \"x\" }; M0 m = 1; }\n";
    assertThat(folder.eventType(head + nested(max)).attributes())
        .singleElement()
        .satisfies(attribute -> assertThat(attribute.path()).hasSize(max + 1));
    assertThat(folder.problems(head + nested(max + 1)))
        .containsExactly(
            "a.proto:16:17: field 'm.m.m.m.m.m.m.m.m' of shop.A is nested deeper than 8");
  }

  private static String nested(int depth) {
    return IntStream.range(0, depth)
        .mapToObj(
            i ->
                i == depth - 1
                    ? "message M%d { string s = 1; }%n".formatted(i)
                    : "message M%d { M%d m = 1; }%n".formatted(i, i + 1))
        .collect(Collectors.joining());
  }

  @Test
  void retentionHasALimit() {
    String text =
        EdlFolder.HEAD
            + "message A { option (tally.event) = { owner: \"x\" raw_retention: \"%s\" }; }";
    assertThat(folder.eventType(text.formatted("3660d")).rawRetention())
        .isEqualTo(EdlLimits.RAW_RETENTION_MAX);
    assertThat(folder.problems(text.formatted("3661d")))
        .containsExactly(
            "a.proto:8:64: event type shop.A: raw_retention '3661d' is longer than 3660d");
  }
}
