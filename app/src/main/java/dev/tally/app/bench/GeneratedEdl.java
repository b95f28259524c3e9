package dev.tally.app.bench;

import java.util.Map;
import java.util.TreeMap;

/**
 * Event types that were made up: twelve attributes, two metrics and an alert each. Nothing is to be
 * said of them.
 */
final class GeneratedEdl {
  private static final int MORE_ATTRIBUTES = 8;

  private static final String FIRST_VALUE = "  int64 value_0";

  private GeneratedEdl() {}

  /** By path. */
  static Map<String, String> files(int eventTypes, int files) {
    Map<String, String> texts = new TreeMap<>();
    texts.put(
        "generated/common.proto",
        """
        syntax = "proto3";
        package generated;
        enum Gender { GENDER_UNSPECIFIED = 0; FEMALE = 1; MALE = 2; }
        """);
    for (int file = 0; file < files; file++) {
      StringBuilder text = new StringBuilder(head(file));
      for (int i = file; i < eventTypes; i += files) {
        text.append(eventType(i));
      }
      texts.put(path(file), text.toString());
    }
    return texts;
  }

  static String path(int file) {
    return "generated/part%d.proto".formatted(file);
  }

  /**
   * With one more attribute of an event type.
   *
   * @param number of the change, from 0; each file has its turn
   */
  static Map<String, String> changed(Map<String, String> texts, int number) {
    String path = changedPath(texts, number);
    Map<String, String> changed = new TreeMap<>(texts);
    String added = "  int64 added_%d = 13; // One more.\n".formatted(number);
    changed.computeIfPresent(
        path, (_, text) -> text.replaceFirst(FIRST_VALUE, added + FIRST_VALUE));
    return changed;
  }

  /** Of the file that is changed. */
  static String changedPath(Map<String, String> texts, int number) {
    return path(number % (texts.size() - 1)); // beside the common one
  }

  private static String head(int file) {
    return """
    syntax = "proto3";
    package generated.part%d;
    import "tally/edl.proto";
    import "google/protobuf/timestamp.proto";
    import "generated/common.proto";
    """
        .formatted(file);
  }

  private static String eventType(int number) {
    StringBuilder more = new StringBuilder();
    for (int i = 0; i < MORE_ATTRIBUTES; i++) {
      more.append("  int64 value_%d = %d; // One more.%n".formatted(i, i + 5));
    }
    return """

    // Somebody did something.
    message Event%d {
      option (tally.event) = { owner: "growth", raw_retention: "30d" };
      option (tally.metric) = {
        name: "count", count: {}, by: "country,gender", by: "country", resolution: "1m", filter: "country != 'NO'"
      };
      option (tally.metric) = { name: "users", uniq: { field: "user_id" }, by: "country", windows: ["1d", "7d"] };
      option (tally.alert) = { metric: "count", by: "country", band: { direction: DOWN } };

      int64 user_id = 1 [(tally.field) = { pii: IDENTIFIER }];
      generated.Gender gender = 2 [(tally.field) = { dimension: SMALL }];
      // Where it was.
      string country = 3 [(tally.field) = { dimension: MEDIUM }];
      google.protobuf.Timestamp time = 4 [(tally.field) = { event_time: true }];
    %s}
    """
        .formatted(number, more);
  }
}
