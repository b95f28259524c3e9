package dev.tally.edl.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tally.edl.model.Attribute;
import dev.tally.edl.model.EventType;
import dev.tally.edl.model.Presence;
import dev.tally.edl.model.Rule;
import dev.tally.edl.model.RuleKind;
import dev.tally.edl.model.Rules;
import dev.tally.edl.model.TimeBounds;
import dev.tally.edl.registry.EventTypeJson;
import dev.tally.edl.registry.Fingerprint;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rules and time bounds of EDL, sound ones and others. */
class RulesOfEdlTest {
  private static final String HEAD =
      EdlFolder.HEAD
          + "import \"buf/validate/validate.proto\"; import \"google/protobuf/duration.proto\";"
          + " import \"google/protobuf/wrappers.proto\";\nmessage A {\n";

  @TempDir Path directory;
  private EdlFolder folder;

  @BeforeEach
  void folder() {
    folder = new EdlFolder(directory);
  }

  private EventType read(String body) {
    return folder.eventType(HEAD + "option (tally.event) = { owner: \"x\" };\n" + body + "}\n");
  }

  /** Lines count from the first of the body. */
  private void assertProblems(String body, String... expected) {
    assertThat(folder.problems(HEAD + "option (tally.event) = { owner: \"x\" };\n" + body + "}\n"))
        .map(
            problem -> {
              String[] parts = problem.split(":", 3);
              return Integer.parseInt(parts[1]) - 10 + ":" + parts[2];
            })
        .containsExactlyInAnyOrder(expected);
  }

  private static Rules rules(EventType type, String attribute) {
    return type.attribute(attribute).map(Attribute::rules).orElseThrow();
  }

  @Test
  void rulesAreThoseOfProtovalidate() {
    EventType type =
        read(
            """
            optional string name = 1 [(buf.validate.field).string = {min_len: 3, pattern: "^a"}];
            uint64 size = 2 [(buf.validate.field).uint64.lt = 18446744073709551615];
            repeated int32 codes = 3 [
              (buf.validate.field).repeated = {min_items: 1, items: {int32: {in: [1, 2]}}}
            ];
            map<string, float> rates = 4 [(buf.validate.field).map = {
              max_pairs: 9, keys: {string: {email: true}}, values: {float: {gte: 0.5}}
            }];
            google.protobuf.Timestamp at = 5 [(buf.validate.field).timestamp = {
              within: {seconds: 90}, gt: {seconds: 1}
            }];
            bytes hash = 6 [(buf.validate.field) = {bytes: {const: "\\x01a"}, ignore: IGNORE_IF_ZERO_VALUE}];
            string plain = 7 [(buf.validate.field).ignore = IGNORE_ALWAYS, (buf.validate.field).string.len = 3];
            string strict = 8 [(buf.validate.field).string.email = false];
            """);
    assertThat(rules(type, "name"))
        .isEqualTo(
            new Rules(
                Rules.Subject.SET,
                List.of(new Rule(RuleKind.MIN_LEN, "3"), new Rule(RuleKind.PATTERN, "^a"))));
    assertThat(rules(type, "size"))
        .isEqualTo(
            new Rules(
                Rules.Subject.ALWAYS, List.of(new Rule(RuleKind.LT, "18446744073709551615"))));
    assertThat(rules(type, "codes").list())
        .containsExactly(new Rule(RuleKind.MIN_ITEMS, "1"), new Rule(RuleKind.IN, "1", "2"));
    assertThat(rules(type, "rates.key").list())
        .containsExactly(new Rule(RuleKind.MAX_PAIRS, "9"), new Rule(RuleKind.EMAIL));
    assertThat(rules(type, "rates.value").list()).containsExactly(new Rule(RuleKind.GTE, "0.5"));
    assertThat(rules(type, "at").list())
        .containsExactly(
            new Rule(RuleKind.GT, "1970-01-01T00:00:01Z"), new Rule(RuleKind.WITHIN, "PT1M30S"));
    assertThat(rules(type, "hash"))
        .isEqualTo(new Rules(Rules.Subject.NOT_ZERO, List.of(new Rule(RuleKind.CONST, "0161"))));
    assertThat(rules(type, "plain")).isEqualTo(Rules.NONE);
    assertThat(rules(type, "strict")).isEqualTo(Rules.NONE);
    assertThat(EventTypeJson.read(EventTypeJson.write(type))).isEqualTo(type);
  }

  @Test
  void elementsDurationsAndWrappers() {
    EventType type =
        read(
            """
            repeated Item items = 1 [(buf.validate.field).repeated = {min_items: 1, max_items: 9}];
            message Item {
              string sku = 1 [(buf.validate.field).string.min_len = 3];
              google.protobuf.DoubleValue price = 2 [(buf.validate.field).double.gte = 0];
              optional string note = 3 [(buf.validate.field).required = true];
            }
            google.protobuf.Duration took = 2 [(buf.validate.field).duration = {
              gt: {nanos: -500000000}, in: [{seconds: 90}, {seconds: 1, nanos: 1}]
            }];
            repeated google.protobuf.StringValue names = 3 [
              (buf.validate.field).repeated = {max_items: 2, items: {string: {prefix: "a"}}}
            ];
            """);
    assertThat(rules(type, "items.sku"))
        .isEqualTo(
            new Rules(
                Rules.Subject.ALWAYS,
                List.of(
                    new Rule(RuleKind.MIN_ITEMS, "1"),
                    new Rule(RuleKind.MAX_ITEMS, "9"),
                    new Rule(RuleKind.MIN_LEN, "3"))));
    assertThat(rules(type, "items.price"))
        .isEqualTo(new Rules(Rules.Subject.SET, List.of(new Rule(RuleKind.GTE, "0.0"))));
    assertThat(type.attribute("items.note").map(Attribute::presence)).contains(Presence.REQUIRED);
    assertThat(rules(type, "took").list())
        .containsExactly(
            new Rule(RuleKind.GT, "PT-0.5S"), new Rule(RuleKind.IN, "PT1M30S", "PT1.000000001S"));
    assertThat(rules(type, "names").list())
        .containsExactly(new Rule(RuleKind.MAX_ITEMS, "2"), new Rule(RuleKind.PREFIX, "a"));
    assertThat(EventTypeJson.read(EventTypeJson.write(type))).isEqualTo(type);
  }

  @Test
  void rulesOfRepeatedMessagesThatDoNotFit() {
    assertProblems(
        """
        message M { string i = 1; }
        message None {}
        repeated M a = 1 [(buf.validate.field).repeated.unique = true];
        repeated M b = 2 [(buf.validate.field).repeated.items.string.min_len = 1];
        repeated M c = 3 [(buf.validate.field) = {repeated: {min_items: 2}, ignore: IGNORE_IF_ZERO_VALUE}];
        repeated None d = 4 [(buf.validate.field).repeated.min_items = 1];
        repeated google.protobuf.Timestamp e = 5 [(buf.validate.field).repeated.unique = true];
        google.protobuf.Duration f = 6 [(buf.validate.field).duration = {gt: {seconds: 5}, lt: {seconds: 5}}];
        google.protobuf.Duration g = 7 [(buf.validate.field).timestamp.lt_now = true];
        """,
        "3:19: attribute 'a' of shop.A has the rule repeated.unique, which is for scalars and"
            + " enums",
        "4:18: attribute 'b' of shop.A is a message; 'items' is for its fields",
        "5:77: attribute 'c' of shop.A is a repeated message with 'ignore', which Tally does not"
            + " evaluate",
        "6:15: field 'd' of shop.A has rules, and nothing that Tally could count",
        "7:43: attribute 'e' of shop.A has the rule repeated.unique, which is for scalars and"
            + " enums",
        "8:33: attribute 'f' of shop.A has the rules gt PT5S and lt PT5S, which nothing fulfils",
        "9:32: attribute 'g' of shop.A has rules for timestamp; it is duration");
  }

  @Test
  void rulesAreContent() {
    EventType without = read("int32 a = 1;\n");
    EventType with = read("int32 a = 1 [(buf.validate.field).int32.gt = 0];\n");
    assertThat(Fingerprint.of(with)).isNotEqualTo(Fingerprint.of(without));
  }

  @Test
  void requiredIsRequired() {
    EventType type =
        read(
            """
            optional string a = 1 [(buf.validate.field).required = true];
            string b = 2 [(buf.validate.field).required = true];
            repeated string c = 3 [(buf.validate.field).required = true];
            M m = 4 [(buf.validate.field).required = true];
            message M { string d = 1 [(buf.validate.field).string.min_len = 1]; }
            """);
    assertThat(type.attribute("a").map(Attribute::presence)).contains(Presence.REQUIRED);
    assertThat(rules(type, "a")).isEqualTo(Rules.NONE);
    assertThat(type.attribute("b").map(Attribute::presence)).contains(Presence.REQUIRED);
    assertThat(rules(type, "b").list()).containsExactly(new Rule(RuleKind.NOT_ZERO));
    assertThat(rules(type, "c").list()).containsExactly(new Rule(RuleKind.MIN_ITEMS, "1"));
    assertThat(rules(type, "m.d").subject()).isEqualTo(Rules.Subject.ALWAYS);
  }

  @Test
  void rulesThatDoNotFit() {
    assertProblems(
        """
        int32 a = 1 [(buf.validate.field).int64.gt = 5];
        string b = 2 [(buf.validate.field).string = {min_len: 5, max_len: 3}];
        string c = 3 [(buf.validate.field).string.pattern = "(a"];
        string d = 4 [(buf.validate.field) = {string: {min_len: 1, uri: true}}];
        int32 e = 5 [(buf.validate.field).cel = {id: "x", expression: "this > 1"}];
        int32 f = 6 [(buf.validate.field).int32 = {gt: 5, lt: 5}];
        repeated int32 g = 7 [(buf.validate.field).int32.gt = 5];
        M h = 8 [(buf.validate.field).string.len = 5];
        message M { string i = 1; }
        string j = 9 [(buf.validate.field).string.pattern = "(a{100}){100}"];
        map<string, string> k = 10 [(buf.validate.field).map.keys.int32.gt = 1];
        int32 l = 11 [(buf.validate.field).int32 = {gt: 9, lt: 5}];
        """,
        "1:13: attribute 'a' of shop.A has rules for int64; it is int32",
        "2:15: attribute 'b' of shop.A has the rules min_len 5 and max_len 3, which nothing"
            + " fulfils",
        "3:15: attribute 'c' of shop.A has the rule string.pattern, which is none: missing closing"
            + " ) '(a'",
        "4:65: attribute 'd' of shop.A has the rule string.uri, which Tally does not evaluate",
        "5:13: attribute 'e' of shop.A has a rule in CEL, which Tally does not evaluate",
        "6:14: attribute 'f' of shop.A has the rules gt 5 and lt 5, which nothing fulfils",
        "7:22: attribute 'g' of shop.A has rules for int32; it is repeated",
        "8:9: attribute 'h' of shop.A is a message; 'string' is for its fields",
        "10:15: attribute 'j' of shop.A has the rule string.pattern, which repeats more than 1,000"
            + " times, counts multiplied",
        "11:28: attribute 'k' of shop.A has rules for int32; it is string");
  }

  @Test
  void rulesOverTheWholeMessageAreRefused() {
    assertProblems(
        """
        option (buf.validate.message).cel = {id: "x", expression: "this.a > 1"};
        int32 a = 1;
        oneof b { option (buf.validate.oneof).required = true; int32 c = 2; }
        """,
        "1:1: event type shop.A: (buf.validate.message) has rules over the whole message, which"
            + " Tally does not evaluate",
        "-1:9: oneof 'b' of shop.A is required by (buf.validate.oneof), which Tally does not"
            + " evaluate");
  }

  @Test
  void timeBounds() {
    EventType type =
        folder.eventType(
            HEAD
                + "option (tally.event) = { owner: \"x\", max_age: \"7d\", max_ahead: \"1h\" };\n"
                + "int32 a = 1; }");
    assertThat(type.timeBounds())
        .isEqualTo(
            new TimeBounds(Optional.of(Duration.ofDays(7)), Optional.of(Duration.ofHours(1))));
    assertThat(EventTypeJson.read(EventTypeJson.write(type))).isEqualTo(type);
    assertThat(read("int32 a = 1;\n").timeBounds()).isEqualTo(TimeBounds.NONE);
    assertThat(
            folder.problems(
                HEAD
                    + "option (tally.event) = { owner: \"x\", max_age: \"week\", max_ahead:"
                    + " \"36501d\" };\n"
                    + "int32 a = 1; }"))
        .containsExactly(
            "a.proto:10:47: event type shop.A: max_age 'week' is no duration; write a whole number"
                + " and one of s, m, h, d, w",
            "a.proto:10:66: event type shop.A: max_ahead '36501d' is longer than 36500d");
  }
}
