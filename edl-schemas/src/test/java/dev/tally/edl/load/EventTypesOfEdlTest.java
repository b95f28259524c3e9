package dev.tally.edl.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tally.edl.model.Aggregate;
import dev.tally.edl.model.AlertRule;
import dev.tally.edl.model.AlertRule.Detection;
import dev.tally.edl.model.Attribute;
import dev.tally.edl.model.AttributeType;
import dev.tally.edl.model.Delivery;
import dev.tally.edl.model.DimensionClass;
import dev.tally.edl.model.DimensionSet;
import dev.tally.edl.model.EdlFile;
import dev.tally.edl.model.EnumType;
import dev.tally.edl.model.EventType;
import dev.tally.edl.model.Filter;
import dev.tally.edl.model.Metric;
import dev.tally.edl.model.PiiClass;
import dev.tally.edl.model.Presence;
import dev.tally.edl.model.Shape;
import dev.tally.edl.registry.Fingerprint;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The model of sound EDL, feature by feature. */
class EventTypesOfEdlTest {
  @TempDir Path directory;
  private EdlFolder folder;

  @BeforeEach
  void folder() {
    folder = new EdlFolder(directory);
  }

  @Test
  void unsetOptionsHaveTheirDefaults() {
    EventType type =
        folder.eventType(
            EdlFolder.HEAD
                + """
                message Visit {
                  option (tally.event) = { owner: "web" };
                  option (tally.metric) = { name: "visits", count: {}, by: "country, is_new" };
                  option (tally.alert) = { metric: "visits", band: {} };
                  option (tally.alert) = { metric: "visits", by: "is_new, country", threshold: { above: 5 } };
                  string country = 1 [(tally.field).dimension = MEDIUM];
                  bool is_new = 2;
                }
                """);

    assertThat(type)
        .isEqualTo(
            new EventType(
                "shop.Visit",
                "",
                "web",
                Duration.ofDays(30),
                Delivery.AT_LEAST_ONCE,
                List.of(
                    attribute("country", 1, AttributeType.STRING, DimensionClass.MEDIUM),
                    attribute("is_new", 2, AttributeType.BOOL, DimensionClass.SMALL)),
                List.of(
                    new Metric(
                        "visits",
                        "",
                        new Aggregate.Count(),
                        Optional.empty(),
                        List.of(
                            DimensionSet.OVERALL, new DimensionSet(List.of("country", "is_new"))),
                        List.of(Duration.ofMinutes(1)),
                        List.of(),
                        "")),
                List.of(
                    new AlertRule(
                        "visits",
                        "visits",
                        "",
                        DimensionSet.OVERALL,
                        Duration.ofMinutes(1),
                        new Detection.Band(AlertRule.Direction.BOTH, 4),
                        AlertRule.Severity.WARNING,
                        List.of(),
                        1),
                    new AlertRule(
                        "visits_by_country_is_new",
                        "visits",
                        "",
                        new DimensionSet(List.of("country", "is_new")),
                        Duration.ofMinutes(1),
                        new Detection.Threshold(Optional.of(5.0), Optional.empty()),
                        AlertRule.Severity.WARNING,
                        List.of(),
                        1))));
  }

  private static Attribute attribute(
      String name, int number, AttributeType type, DimensionClass dimension) {
    return new Attribute(
        name,
        List.of(number),
        type,
        Shape.SINGULAR,
        Presence.OPTIONAL,
        Optional.empty(),
        dimension,
        PiiClass.UNSPECIFIED,
        "",
        0,
        false,
        false,
        "");
  }

  @Test
  void everyOptionIsRead() {
    EventType type =
        folder.eventType(
            EdlFolder.HEAD
                + """
                // A person finished
                //   signing up.
                message Registration {
                  option (tally.event) = {
                    owner: "growth" raw_retention: "36h" delivery: BEST_EFFORT
                  };
                  option (tally.metric) = {
                    name: "spent"
                    description: "What was paid."
                    quantiles: { field: "price", levels: [0.95, 0.5] }
                    filter: "price > 1.25 && gender in ('MALE', \\"FEMALE\\")"
                    by: ["gender", "country"]
                    resolution: ["1d", "1h"]
                    windows: ["4w", "7d"]
                  };
                  // People, not devices.
                  option (tally.metric) = { name: "users", uniq: { field: "user_id" }, unit: "users" };
                  option (tally.alert) = {
                    name: "spent_less", metric: "spent", statistic: "p95", by: "country"
                    resolution: "1h", band: { direction: DOWN, width: 3 }, severity: CRITICAL
                    notify: ["on_call", "mail"], for_points: 3
                  };

                  // Ours.
                  int64 user_id = 1 [(tally.field) = { pii: IDENTIFIER, required: true }];
                  Gender gender = 2; // As given.
                  string country = 3 [(tally.field) = { dimension: MEDIUM pii: QUASI_IDENTIFIER }];
                  double price = 4 [(tally.field) = { unit: "USD", scale: 2 }, deprecated = true];
                  google.protobuf.Timestamp at = 5 [(tally.field).event_time = true];
                }

                enum Gender {
                  GENDER_UNSPECIFIED = 0;
                  // Woman or girl.
                  FEMALE = 1;
                  MALE = 2;
                }
                """);

    assertThat(type.description()).isEqualTo("A person finished\n  signing up.");
    assertThat(type.rawRetention()).isEqualTo(Duration.ofHours(36));
    assertThat(type.delivery()).isEqualTo(Delivery.BEST_EFFORT);
    assertThat(type.eventTime().map(Attribute::name)).contains("at");

    Attribute userId = type.attribute("user_id").orElseThrow();
    assertThat(userId.pii()).isEqualTo(PiiClass.IDENTIFIER);
    assertThat(userId.presence()).isEqualTo(Presence.REQUIRED);
    assertThat(userId.description()).isEqualTo("Ours.");
    Attribute gender = type.attribute("gender").orElseThrow();
    assertThat(gender.description()).isEqualTo("As given.");
    assertThat(gender.dimension()).isEqualTo(DimensionClass.SMALL);
    assertThat(gender.enumType())
        .contains(
            new EnumType(
                "shop.Gender",
                List.of(
                    new EnumType.Value("GENDER_UNSPECIFIED", 0, ""),
                    new EnumType.Value("FEMALE", 1, "Woman or girl."),
                    new EnumType.Value("MALE", 2, ""))));
    assertThat(type.attribute("country").orElseThrow().pii()).isEqualTo(PiiClass.QUASI_IDENTIFIER);
    Attribute price = type.attribute("price").orElseThrow();
    assertThat(price.unit()).isEqualTo("USD");
    assertThat(price.scale()).isEqualTo(2);
    assertThat(price.deprecated()).isTrue();

    assertThat(type.metrics())
        .containsExactly(
            new Metric(
                "spent",
                "What was paid.",
                new Aggregate.Quantiles("price", List.of(0.5, 0.95)),
                Optional.of(
                    new Filter.And(
                        List.of(
                            new Filter.Compare(
                                "price", Filter.Operator.GREATER, new Filter.Literal.Numeric(1.25)),
                            new Filter.In(
                                "gender",
                                List.of(
                                    new Filter.Literal.Text("MALE"),
                                    new Filter.Literal.Text("FEMALE")))))),
                List.of(
                    DimensionSet.OVERALL,
                    new DimensionSet(List.of("gender")),
                    new DimensionSet(List.of("country"))),
                List.of(Duration.ofHours(1), Duration.ofDays(1)),
                List.of(Duration.ofDays(7), Duration.ofDays(28)),
                "USD"),
            new Metric(
                "users",
                "People, not devices.",
                new Aggregate.Uniq("user_id"),
                Optional.empty(),
                List.of(DimensionSet.OVERALL),
                List.of(Duration.ofMinutes(1)),
                List.of(),
                "users"));
    assertThat(type.alerts())
        .containsExactly(
            new AlertRule(
                "spent_less",
                "spent",
                "p95",
                new DimensionSet(List.of("country")),
                Duration.ofHours(1),
                new Detection.Band(AlertRule.Direction.DOWN, 3),
                AlertRule.Severity.CRITICAL,
                List.of("on_call", "mail"),
                3));
  }

  @Test
  void theDedupKeyIsRead() {
    EventType type =
        folder.eventType(
            EdlFolder.HEAD
                + """
                message Reading {
                  option (tally.event) = { owner: "x", dedup_key: ["sensor", "place"], dedup_key: "kind" };
                  int64 sensor = 1;
                  string kind = 2;
                  double place = 3 [(tally.field).scale = 2];
                }
                """);

    assertThat(type.dedupKey()).containsExactly("sensor", "place", "kind");
    assertThat(type.dedupAttributes())
        .extracting(Attribute::name)
        .containsExactly("sensor", "place", "kind");
    assertThat(Fingerprint.of(type)).isNotEqualTo(Fingerprint.of(type.withDedupKey(List.of())));
  }

  @Test
  void filesComeByPathWithTheirPackagesAndText() {
    String shared =
        """
        syntax = "proto3";
        package common;
        // Where it ran.
        message Device {
          // Of the maker.
          string model = 1 [(tally.field).dimension = LARGE];
        }
        import "tally/edl.proto";
        """;
    folder.write("common/device.proto", shared);
    folder.write(
        "a/b.proto",
        """
        syntax = "proto3";
        package a;
        option java_package = "org.example.a";
        import "tally/edl.proto";
        import "common/device.proto";
        message One { option (tally.event) = { owner: "x" }; common.Device device = 1; }
        message NoEvent { string s = 1; }
        message Two { option (tally.event).owner = "y"; option (tally.event).raw_retention = "1d"; }
        """);

    List<EdlFile> files = folder.files();
    assertThat(files).extracting(EdlFile::path).containsExactly("a/b.proto", "common/device.proto");
    assertThat(files).extracting(EdlFile::protoPackage).containsExactly("a", "common");
    assertThat(files).extracting(EdlFile::javaPackage).containsExactly("org.example.a", "common");
    assertThat(files.getLast().source()).isEqualTo(shared);
    assertThat(files.getFirst().eventTypes())
        .extracting(EventType::name)
        .containsExactly("a.One", "a.Two");
    assertThat(files.getFirst().eventTypes().getLast().rawRetention())
        .isEqualTo(Duration.ofDays(1));
    Attribute model =
        files.getFirst().eventTypes().getFirst().attribute("device.model").orElseThrow();
    assertThat(model.description()).isEqualTo("Of the maker.");
    assertThat(model.dimension()).isEqualTo(DimensionClass.LARGE);
  }

  @Test
  void everyAggregateIsReadAndHasItsUnit() {
    String of = "{ field: \"n\" }";
    EventType type =
        folder.eventType(
            EdlFolder.HEAD
                + """
                message A {
                  option (tally.event) = { owner: "x" };
                  option (tally.metric) = { name: "a", count: {} };
                  option (tally.metric) = { name: "b", sum: %1$s };
                  option (tally.metric) = { name: "c", avg: %1$s };
                  option (tally.metric) = { name: "d", min: %1$s };
                  option (tally.metric) = { name: "e", max: %1$s };
                  option (tally.metric) = { name: "f", uniq: %1$s };
                  option (tally.metric) = { name: "g", quantiles: { field: "n", levels: 0.5 } };
                  option (tally.metric) = { name: "h", first: %1$s };
                  option (tally.metric) = { name: "i", last: %1$s };
                  int32 n = 1 [(tally.field).unit = "kg"];
                }
                """
                    .formatted(of));

    assertThat(type.metrics())
        .extracting(Metric::aggregate)
        .containsExactly(
            new Aggregate.Count(),
            new Aggregate.Sum("n"),
            new Aggregate.Avg("n"),
            new Aggregate.Min("n"),
            new Aggregate.Max("n"),
            new Aggregate.Uniq("n"),
            new Aggregate.Quantiles("n", List.of(0.5)),
            new Aggregate.First("n"),
            new Aggregate.Last("n"));
    assertThat(type.metrics())
        .extracting(Metric::unit)
        .containsExactly("", "kg", "kg", "kg", "kg", "", "kg", "kg", "kg");
  }

  @Test
  void theSameTextGivesTheSameFingerprint() {
    String text =
        EdlFolder.HEAD + "message A { option (tally.event) = { owner: \"x\" }; string s = 1; }";
    assertThat(Fingerprint.of(folder.eventType(text)))
        .isEqualTo(Fingerprint.of(folder.eventType("\n\n" + text + "\n// more")))
        .isNotEqualTo(Fingerprint.of(folder.eventType(text.replace("s = 1", "s = 2"))));
  }
}
