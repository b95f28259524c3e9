package dev.tally.edl.gate;

import dev.tally.edl.registry.Tree;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;

/** A made-up source tree, and what people do to such trees. */
final class EditedTree {
  static final String COMMON = "common.proto";
  private static final List<String> TEAMS = List.of("growth", "ops", "search");
  private static final List<String> TYPES = List.of("int64", "string", "double", "bool");
  private static final int FILES = 9;

  private static final String SHARED =
      """
      syntax = "proto3";
      package common;
      import "tally/edl.proto";
      enum Gender { GENDER_UNSPECIFIED = 0; FEMALE = 1; MALE = 2; }
      message Place {
        string city = 1;
        // Two letters.
        string country = 2 [(tally.field) = { dimension: MEDIUM }];
      }
      """;

  private final Random random;
  private Map<String, String> texts = new TreeMap<>();
  private int names;

  EditedTree(Random random) {
    this.random = random;
    texts.put(COMMON, SHARED);
    for (int i = 0; i < FILES; i++) {
      String team = TEAMS.get(i % TEAMS.size());
      texts.put(team + "/edl.yaml", "owners: [" + team + "]\n");
      texts.put("%s/f%d.proto".formatted(team, i), file(team, i));
    }
  }

  Tree tree() {
    return Tree.of(texts);
  }

  /** Takes the last edit back, or any other state. */
  void restore(Tree tree) {
    texts = new TreeMap<>(tree.texts());
  }

  private static String file(String team, int i) {
    return """
        syntax = "proto3";
        package %1$s.f%2$d;
        import "tally/edl.proto";
        import "google/protobuf/timestamp.proto";
        import "common.proto";
        """
            .formatted(team, i)
        + event("Seen" + i)
        + event("Done" + i);
  }

  private static String event(String name) {
    return """

        // It happened.
        message %s {
          option (tally.event) = { owner: "x" };
          option (tally.metric) = { name: "count", count: {}, by: "gender", filter: "place.country != 'NO'" };
          option (tally.alert) = { metric: "count", by: "gender", band: { direction: DOWN } };
          int64 user_id = 1;
          common.Gender gender = 2 [(tally.field) = { dimension: SMALL }];
          common.Place place = 3;
          google.protobuf.Timestamp time = 4 [(tally.field) = { event_time: true }];
          // end
        }
        """
        .formatted(name);
  }

  /** One edit; what it did. */
  String edit() {
    String path = any(".proto");
    String text = texts.getOrDefault(path, "");
    int kind = random.nextInt(13);
    switch (kind) {
      case 0 -> texts.put(path, text.replaceFirst("int64 user_id", "int64 person_" + names++));
      case 1 -> texts.put(path, text.replaceFirst("  // end\n", attribute() + "  // end\n"));
      case 2 -> texts.put(path, text.replaceFirst("dimension: SMALL", "dimension: MEDIUM"));
      case 3 -> texts.put(path, "\n// Moved down.\n" + text);
      case 4 -> move(path);
      case 5 -> texts.remove(path);
      case 6 -> texts.put(path, withoutLastMessage(text));
      case 7 -> shared("MALE = 2;", "MALE = 2; OTHER_%d = %d;".formatted(names, 3 + names++));
      case 8 ->
          shared(
              "string city = 1;",
              "string city = 1; int32 size_%d = %d;".formatted(names, 9 + names++));
      case 9 -> shared("FEMALE = 1", random.nextBoolean() ? "WOMAN = 1" : "FEMALE = 7");
      case 10 -> texts.put(any("edl.yaml"), policy());
      default -> texts.put(path, broken(text));
    }
    return "edit %d of %s".formatted(kind, path);
  }

  private String attribute() {
    int number = 10 + names++;
    return "  %s email_%d = %d;%n"
        .formatted(TYPES.get(random.nextInt(TYPES.size())), number, number);
  }

  private void move(String path) {
    texts.put(
        path.replace(".proto", "_moved%d.proto".formatted(names++)),
        String.valueOf(texts.remove(path)));
  }

  private static String withoutLastMessage(String text) {
    int comment = text.lastIndexOf("\n// It happened.");
    return comment < 0 ? text : text.substring(0, comment);
  }

  private void shared(String from, String to) {
    texts.computeIfPresent(COMMON, (_, text) -> text.replace(from, to));
  }

  private String policy() {
    String level = random.nextBoolean() ? "error" : "off";
    String waiver =
        """
        waivers:
          - {rule: FIELD_RENAMED, subject: growth.f0.Seen0.user_id, reason: r, author: ann, expires: %s}
        """
            .formatted(random.nextBoolean() ? "2026-06-02" : "2026-05-01");
    return "owners: [%s]\nlint: {ATTRIBUTE_DESCRIPTION: %s, PII_CLASS: %s}\n%s"
        .formatted(
            TEAMS.get(random.nextInt(TEAMS.size())),
            level,
            level,
            random.nextBoolean() ? waiver : "");
  }

  private String broken(String text) {
    return switch (random.nextInt(4)) {
      case 0 -> text.replaceFirst("int64 user_id = 1;", "int64 user_id = ;");
      case 1 -> text.replaceFirst("common.Gender", "common.Absent");
      case 2 -> text.replaceFirst("metric: \"count\"", "metric: \"coumt\"");
      default -> text.replaceFirst("import \"common.proto\";", "import \"growth/f0.proto\";");
    };
  }

  /** Of files with such an end, the shared one left out. */
  private String any(String end) {
    List<String> paths = new ArrayList<>(texts.keySet());
    paths.removeIf(path -> !path.endsWith(end) || path.equals(COMMON));
    return Optional.of(paths)
        .filter(all -> !all.isEmpty())
        .map(all -> all.get(random.nextInt(all.size())))
        .orElse("growth/f0.proto");
  }
}
