package dev.tally.collector;

import com.google.protobuf.CodedOutputStream;
import dev.tally.collector.encode.Batches;
import dev.tally.edl.model.Attribute;
import dev.tally.edl.model.AttributeType;
import dev.tally.edl.model.Delivery;
import dev.tally.edl.model.DimensionClass;
import dev.tally.edl.model.EventType;
import dev.tally.edl.model.PiiClass;
import dev.tally.edl.model.Presence;
import dev.tally.edl.model.Revision;
import dev.tally.edl.model.Rule;
import dev.tally.edl.model.RuleKind;
import dev.tally.edl.model.Rules;
import dev.tally.edl.model.Shape;
import dev.tally.edl.model.TimeBounds;
import dev.tally.ingest.v1.Batch;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** A small event type and its events. */
public final class Samples {
  public static final Revision CLICKED =
      revision(
          1,
          "sample.Clicked",
          List.of(
              attribute("user_id", 1, AttributeType.INT64, DimensionClass.NONE, Presence.OPTIONAL),
              attribute(
                  "country", 2, AttributeType.STRING, DimensionClass.MEDIUM, Presence.REQUIRED),
              attribute("amount", 3, AttributeType.DOUBLE, DimensionClass.NONE, Presence.OPTIONAL),
              attribute("page", 4, AttributeType.STRING, DimensionClass.NONE, Presence.OPTIONAL)));

  /** As {@link #CLICKED}, best effort. */
  public static final Revision GLANCED =
      bestEffort(revision(2, "sample.Glanced", CLICKED.eventType().attributes()));

  private static final List<String> COUNTRIES = List.of("NO", "CZ", "US", "JP");

  private Samples() {}

  public static Revision revision(int id, String name, List<Attribute> attributes) {
    EventType type =
        new EventType(
            name,
            "",
            "tests",
            Duration.ofDays(30),
            Delivery.AT_LEAST_ONCE,
            attributes,
            List.of(),
            List.of());
    return new Revision(id, 1_000 + id, type, Instant.EPOCH);
  }

  private static Revision bestEffort(Revision revision) {
    EventType type = revision.eventType();
    return new Revision(
        revision.id(),
        revision.fingerprint(),
        new EventType(
            type.name(),
            type.description(),
            type.owner(),
            type.rawRetention(),
            Delivery.BEST_EFFORT,
            type.attributes(),
            type.metrics(),
            type.alerts()),
        revision.publishedAt());
  }

  public static Attribute attribute(
      String name, int number, AttributeType type, DimensionClass dimension, Presence presence) {
    return new Attribute(
        name,
        List.of(number),
        type,
        Shape.SINGULAR,
        presence,
        Optional.empty(),
        dimension,
        PiiClass.UNSPECIFIED,
        "",
        0,
        false,
        false,
        "");
  }

  /** Clicks of at most an hour ago and a minute ahead, on a page of at most 7 characters. */
  public static Revision bounded() {
    EventType type = CLICKED.eventType();
    return new Revision(
        3,
        1_003,
        new EventType(
                "sample.Bounded",
                type.description(),
                type.owner(),
                type.rawRetention(),
                type.delivery(),
                type.attributes().stream()
                    .map(
                        attribute ->
                            attribute.name().equals("page")
                                ? attribute.withRules(
                                    new Rules(
                                        Rules.Subject.SET,
                                        List.of(new Rule(RuleKind.MAX_LEN, "7"))))
                                : attribute)
                    .toList(),
                type.metrics(),
                type.alerts())
            .withTimeBounds(
                new TimeBounds(
                    Optional.of(Duration.ofHours(1)), Optional.of(Duration.ofMinutes(1)))),
        Instant.EPOCH);
  }

  public static byte[] clicked(long userId) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    CodedOutputStream out = CodedOutputStream.newInstance(bytes);
    try {
      out.writeInt64(1, userId);
      out.writeString(2, COUNTRIES.get((int) (userId % COUNTRIES.size())));
      out.writeDouble(3, userId / 8.0);
      out.writeString(4, "/page/" + userId % 1_000);
      out.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /** A batch of clicks by users (number - 1) × events + 0 … events - 1. */
  public static Batch batch(UUID producer, long number, int events) {
    Batch.Builder batch = Batches.batch(producer, number, List.of(CLICKED));
    for (int i = 0; i < events; i++) {
      batch.addEvents(Batches.event(0, clicked((number - 1) * events + i), 1_700_000_000_000L + i));
    }
    return batch.build();
  }
}
