package dev.tally.edl.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tally.edl.model.Attribute;
import dev.tally.edl.model.AttributeType;
import dev.tally.edl.model.DimensionClass;
import dev.tally.edl.model.EnumType;
import dev.tally.edl.model.EventType;
import dev.tally.edl.model.Presence;
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
            .filter(type -> type != AttributeType.ENUM && type != AttributeType.TIMESTAMP)
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
