package dev.tally.edl.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tally.edl.model.Attribute;
import dev.tally.edl.model.AttributeType;
import dev.tally.edl.model.DimensionClass;
import dev.tally.edl.model.EnumType;
import dev.tally.edl.model.EventType;
import dev.tally.edl.model.Presence;
import dev.tally.edl.registry.EventTypeJson;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The attributes of sound EDL, type by type and dialect by dialect. */
class AttributesOfEdlTest {
  @TempDir Path directory;
  private EdlFolder folder;

  @BeforeEach
  void folder() {
    folder = new EdlFolder(directory);
  }

  @Test
  void everyScalarTypeRepeatedAndInMaps() {
    StringBuilder text = new StringBuilder(EdlFolder.HEAD);
    text.append("message A {\n  option (tally.event) = { owner: \"x\" };\n");
    List<AttributeType> scalars =
        Arrays.stream(AttributeType.values())
            .filter(type -> type != AttributeType.ENUM)
            .filter(type -> type.compareTo(AttributeType.TIMESTAMP) < 0)
            .toList();
    List<String> expected = new ArrayList<>();
    int number = 1;
    for (AttributeType type : scalars) {
      String name = type.name().toLowerCase(Locale.ROOT);
      text.append("%s a_%s = %d;%n".formatted(name, name, number));
      expected.add("a_%s [%d] %s SINGULAR".formatted(name, number++, type));
      text.append("repeated %s b_%s = %d;%n".formatted(name, name, number));
      expected.add("b_%s [%d] %s REPEATED".formatted(name, number++, type));
      text.append("map<int32, %s> c_%s = %d;%n".formatted(name, name, number));
      expected.add("c_%s.key [%d, 1] INT32 MAP_KEY".formatted(name, number));
      expected.add("c_%s.value [%d, 2] %s MAP_VALUE".formatted(name, number++, type));
    }

    assertThat(folder.eventType(text + "}").attributes())
        .map(a -> "%s %s %s %s".formatted(a.name(), a.path(), a.type(), a.shape()))
        .containsExactlyElementsOf(expected);
  }

  @Test
  void nestedMessagesAndOneofsBecomeDottedAttributes() {
    EventType type =
        folder.eventType(
            EdlFolder.HEAD
                + """
                message A {
                  option (tally.event) = { owner: "x" };
                  message Screen { int32 width = 7; repeated int32 modes = 8; }
                  message Device {
                    string os = 1;
                    Screen screen = 2 [deprecated = true];
                    Screen second = 3;
                  }
                  string first = 9;
                  Device device = 5;
                  oneof way { string mail = 6; Device other = 4; }
                  optional int32 last = 11;
                  map<string, Kind> kinds = 12;
                }
                enum Kind { NONE = 0; }
                """);

    assertThat(type.attributes())
        .map(a -> a.name() + " " + a.path() + (a.deprecated() ? " deprecated" : ""))
        .containsExactly(
            "first [9]",
            "device.os [5, 1]",
            "device.screen.width [5, 2, 7] deprecated",
            "device.screen.modes [5, 2, 8] deprecated",
            "device.second.width [5, 3, 7]",
            "device.second.modes [5, 3, 8]",
            "mail [6]",
            "other.os [4, 1]",
            "other.screen.width [4, 2, 7] deprecated",
            "other.screen.modes [4, 2, 8] deprecated",
            "other.second.width [4, 3, 7]",
            "other.second.modes [4, 3, 8]",
            "last [11]",
            "kinds.key [12, 1]",
            "kinds.value [12, 2]");
    assertThat(type.attributes()).extracting(Attribute::presence).containsOnly(Presence.OPTIONAL);
    assertThat(type.attribute("kinds.value").flatMap(Attribute::enumType))
        .map(EnumType::name)
        .contains("shop.Kind");
  }

  @Test
  void repeatedMessagesAreParallelArrays() {
    EventType type =
        folder.eventType(
            EdlFolder.HEAD
                + """
                import "google/protobuf/wrappers.proto";
                message A {
                  option (tally.event) = { owner: "x" };
                  message Size { int32 width = 7; }
                  message Item {
                    string sku = 1 [(tally.field).required = true];
                    Size size = 2 [(tally.field).required = true];
                    google.protobuf.StringValue note = 3;
                    bool gift = 4;
                    google.protobuf.Timestamp packed = 6;
                  }
                  message Cart { repeated Item items = 9; string id = 1; }
                  repeated Item items = 5 [deprecated = true];
                  Cart cart = 2;
                }
                """);
    assertThat(type.attributes())
        .map(AttributesOfEdlTest::line)
        .containsExactly(
            "items.sku [5, 1] STRING REPEATED REQUIRED in 1 deprecated",
            "items.size.width [5, 2, 7] INT32 REPEATED OPTIONAL in 1 deprecated",
            "items.note [5, 3, 1] STRING REPEATED OPTIONAL in 1 wrapped deprecated",
            "items.gift [5, 4] BOOL REPEATED OPTIONAL in 1 deprecated",
            "items.packed [5, 6] TIMESTAMP REPEATED OPTIONAL in 1 deprecated",
            "cart.items.sku [2, 9, 1] STRING REPEATED REQUIRED in 2",
            "cart.items.size.width [2, 9, 2, 7] INT32 REPEATED OPTIONAL in 2",
            "cart.items.note [2, 9, 3, 1] STRING REPEATED OPTIONAL in 2 wrapped",
            "cart.items.gift [2, 9, 4] BOOL REPEATED OPTIONAL in 2",
            "cart.items.packed [2, 9, 6] TIMESTAMP REPEATED OPTIONAL in 2",
            "cart.id [2, 1] STRING SINGULAR OPTIONAL");
    assertThat(type.attributes()).noneMatch(Attribute::isDimension);
    assertThat(EventTypeJson.read(EventTypeJson.write(type))).isEqualTo(type);
  }

  private static String line(Attribute a) {
    return "%s %s %s %s %s%s%s%s"
        .formatted(
            a.name(),
            a.path(),
            a.type(),
            a.shape(),
            a.presence(),
            a.isOfElements() ? " in " + a.elementDepth() : "",
            a.wrapped() ? " wrapped" : "",
            a.deprecated() ? " deprecated" : "");
  }

  @Test
  void wellKnownTypes() {
    EventType type =
        folder.eventType(
            EdlFolder.HEAD
                + """
                import "google/protobuf/duration.proto";
                import "google/protobuf/wrappers.proto";
                import "google/protobuf/struct.proto";
                message A {
                  option (tally.event) = { owner: "x", dedup_key: ["id", "took"] };
                  option (tally.metric) = { name: "m", avg: { field: "took" }, filter: "took > 0.5" };
                  google.protobuf.Duration took = 1;
                  repeated google.protobuf.Duration laps = 2;
                  repeated google.protobuf.Timestamp marks = 3;
                  map<string, google.protobuf.Duration> waits = 4;
                  google.protobuf.StringValue id = 5 [(tally.field) = { dimension: SMALL }];
                  google.protobuf.BoolValue yes = 6;
                  repeated google.protobuf.Int64Value codes = 7;
                  google.protobuf.DoubleValue d = 8; google.protobuf.FloatValue f = 9;
                  google.protobuf.UInt64Value u = 10; google.protobuf.Int32Value i = 11;
                  google.protobuf.UInt32Value v = 12; google.protobuf.BytesValue b = 13;
                  google.protobuf.Struct more = 14;
                }
                """);
    assertThat(type.attributes())
        .map(AttributesOfEdlTest::line)
        .containsExactly(
            "took [1] DURATION SINGULAR OPTIONAL",
            "laps [2] DURATION REPEATED OPTIONAL",
            "marks [3] TIMESTAMP REPEATED OPTIONAL",
            "waits.key [4, 1] STRING MAP_KEY OPTIONAL",
            "waits.value [4, 2] DURATION MAP_VALUE OPTIONAL",
            "id [5, 1] STRING SINGULAR OPTIONAL wrapped",
            "yes [6, 1] BOOL SINGULAR OPTIONAL wrapped",
            "codes [7, 1] INT64 REPEATED OPTIONAL in 1 wrapped",
            "d [8, 1] DOUBLE SINGULAR OPTIONAL wrapped",
            "f [9, 1] FLOAT SINGULAR OPTIONAL wrapped",
            "u [10, 1] UINT64 SINGULAR OPTIONAL wrapped",
            "i [11, 1] INT32 SINGULAR OPTIONAL wrapped",
            "v [12, 1] UINT32 SINGULAR OPTIONAL wrapped",
            "b [13, 1] BYTES SINGULAR OPTIONAL wrapped",
            "more [14] STRUCT SINGULAR OPTIONAL");
    assertThat(type.attributes())
        .filteredOn(a -> a.type() == AttributeType.DURATION)
        .allSatisfy(a -> assertThat(a.scale()).isEqualTo(6))
        .allSatisfy(a -> assertThat(a.unit()).isEqualTo("seconds"));
    assertThat(EventTypeJson.read(EventTypeJson.write(type))).isEqualTo(type);
  }

  @Test
  void whatHasNoParallelArraysAndWhatIsNotStored() {
    folder.assertProblems(
        """
        repeated Item items = 1;
        message Item {
          repeated string tags = 1;
          map<string, int32> counts = 2;
          repeated Part parts = 3;
          google.protobuf.Timestamp at = 4 [(tally.field).event_time = true];
          string kind = 5 [(tally.field).dimension = SMALL];
          Item item = 6;
          optional int32 weight = 7;
        }
        message Part { string name = 1; }
        map<string, Part> by_name = 2;
        repeated Part named = 3 [(tally.field).required = true];
        Self self = 4;
        message Self { repeated Self more = 1; string a = 2; }
        """,
        "3:19: field 'items.tags' of shop.A has many values in each element of a repeated message,"
            + " for which there are no parallel arrays; make the element an event type of its own,"
            + " or write the values in one string",
        "4:22: field 'items.counts' of shop.A has many values in each element of a repeated"
            + " message, for which there are no parallel arrays; make the element an event type of"
            + " its own, or write the values in one string",
        "5:17: field 'items.parts' of shop.A has many values in each element of a repeated message,"
            + " for which there are no parallel arrays; make the element an event type of its own,"
            + " or write the values in one string",
        "6:37: attribute 'items.at' of shop.A has any number of values, so that it cannot be the"
            + " event's time",
        "7:20: attribute 'items.kind' of shop.A has any number of values, so that it cannot be a"
            + " dimension",
        "8:8: field 'items.item' of shop.A makes shop.A.Item contain itself",
        "12:19: field 'by_name' of shop.A is a map of messages; write a repeated message with a"
            + " field for the key",
        "13:26: attribute 'named' of shop.A has any number of values, so that it cannot be"
            + " required",
        "15:30: field 'self.more' of shop.A makes shop.A.Self contain itself");
  }

  @Test
  void wellKnownTypesThatAreNotStored() {
    assertThat(
            folder.problems(
                EdlFolder.HEAD
                    + """
                    import "google/protobuf/any.proto";
                    import "google/protobuf/empty.proto";
                    import "google/protobuf/field_mask.proto";
                    import "google/protobuf/struct.proto";
                    import "google/protobuf/duration.proto";
                    message A {
                      option (tally.event) = { owner: "x" };
                      google.protobuf.Value a = 1;
                      repeated google.protobuf.Struct g = 7;
                      repeated M h = 8;
                      message M { google.protobuf.Struct i = 1; }
                      google.protobuf.Any b = 2;
                      google.protobuf.Empty c = 3;
                      repeated google.protobuf.FieldMask d = 4;
                      google.protobuf.Duration e = 5 [(tally.field) = { unit: "s", scale: 2 }];
                      google.protobuf.Duration f = 6 [(tally.field) = { dimension: SMALL }];
                    }
                    """))
        .map(problem -> problem.replaceAll("^a.proto:[0-9]+:[0-9]+: ", ""))
        .containsExactlyInAnyOrder(
            "field 'a' of shop.A is a google.protobuf.Value, which Tally does not store; write a"
                + " Struct, or a string with the JSON text",
            "field 'g' of shop.A is a Struct, one of many; write a string with the JSON text",
            "field 'h.i' of shop.A is a Struct, one of many; write a string with the JSON text",
            "field 'b' of shop.A is a google.protobuf.Any, which Tally does not store; write the"
                + " message itself, or a oneof of messages",
            "field 'c' of shop.A is a google.protobuf.Empty, which Tally does not store; write a"
                + " bool",
            "field 'd' of shop.A is a google.protobuf.FieldMask, which Tally does not store; write"
                + " a repeated string",
            "attribute 'e' of shop.A is a Duration, which is in seconds",
            "attribute 'e' of shop.A is a Duration, which is stored in microseconds",
            "attribute 'f' of shop.A cannot be a dimension: only strings, integers, enums and bools"
                + " can");
  }

  /** Their fields are unknown to the event type, as to any reader that does not know them. */
  @Test
  void extensionsAreNoAttributes() {
    folder.write(
        "a.proto",
        """
        syntax = "proto2";
        package shop;
        import "tally/edl.proto";
        message A {
          option (tally.event) = { owner: "x" };
          optional string own = 1;
          reserved 2, 5 to 9;
          reserved "old";
          extensions 100 to 199;
          extend A { optional int32 inside = 100; }
        }
        extend A { repeated string outside = 101; }
        """);
    assertThat(folder.files().getFirst().eventTypes().getFirst().attributes())
        .extracting(Attribute::name)
        .containsExactly("own");
  }

  @Test
  void requiredInEveryDialect() {
    folder.write(
        "proto2.proto",
        """
        syntax = "proto2";
        import "tally/edl.proto";
        message P2 {
          option (tally.event) = { owner: "x" };
          message M { required string in_message = 1; }
          required string always = 1;
          optional string maybe = 2;
          optional M optional_message = 3;
          required M required_message = 4;
        }
        """);
    folder.write(
        "proto3.proto",
        """
        syntax = "proto3";
        import "tally/edl.proto";
        message P3 {
          option (tally.event) = { owner: "x" };
          message M { string in_message = 1 [(tally.field).required = true]; }
          string always = 1 [(tally.field).required = true];
          string maybe = 2;
          M required_message = 4 [(tally.field).required = true];
        }
        """);
    folder.write(
        "editions.proto",
        """
        edition = "2023";
        import "tally/edl.proto";
        message E {
          option (tally.event) = { owner: "x" };
          string always = 1 [features.field_presence = LEGACY_REQUIRED];
          string too = 2 [(tally.field).required = true];
          string maybe = 3 [features.field_presence = IMPLICIT];
        }
        """);

    assertThat(folder.files().stream().flatMap(f -> f.eventTypes().stream()))
        .flatMap(EventType::attributes)
        .filteredOn(a -> a.presence() == Presence.REQUIRED)
        .extracting(Attribute::name)
        .containsExactly(
            "always",
            "too",
            "always",
            "required_message.in_message",
            "always",
            "required_message.in_message");
  }

  @Test
  void enumsAreOfTheClassThatHoldsTheirValues() {
    assertThat(enumOf(10)).isEqualTo(DimensionClass.SMALL);
    assertThat(enumOf(11)).isEqualTo(DimensionClass.MEDIUM);
    assertThat(enumOf(1_000)).isEqualTo(DimensionClass.MEDIUM);
    assertThat(enumOf(1_001)).isEqualTo(DimensionClass.LARGE);
  }

  @Test
  void aDimensionHasAsManyValuesAsItSays() {
    EventType type =
        folder.eventType(
            EdlFolder.HEAD
                + """
                message A {
                  option (tally.event) = { owner: "x" };
                  string plain = 1;
                  string by_class = 2 [(tally.field) = { dimension: MEDIUM }];
                  string own = 3 [(tally.field) = { dimension: LARGE, max_values: 50 }];
                }
                """);
    assertThat(type.attributes()).extracting(Attribute::valuesMax).containsExactly(0, 1_000, 50);
  }

  private DimensionClass enumOf(int values) {
    String constants =
        IntStream.range(0, values)
            .mapToObj(i -> "V%d = %d;".formatted(i, i))
            .collect(Collectors.joining(" "));
    return folder
        .eventType(
            EdlFolder.HEAD
                + "message A { option (tally.event) = { owner: \"x\" }; E e = 1; }\nenum E { "
                + constants
                + " }")
        .attributes()
        .getFirst()
        .dimension();
  }
}
