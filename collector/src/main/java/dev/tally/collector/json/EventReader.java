package dev.tally.collector.json;

import dev.tally.collector.encode.EventLimits;
import dev.tally.edl.model.Revision;
import dev.tally.edl.registry.Catalog;
import dev.tally.error.ErrorCode;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.util.TokenBuffer;

/**
 * Reads events, {@code {"event", "time", "id", "attributes"}}, one after the other, each into the
 * protobuf bytes of its event type's latest revision. Attributes are read as they come; only those
 * that come before {@code event} are kept until the type is known. One thread.
 */
public final class EventReader {
  private final JsonPlans plans;
  private final Catalog catalog;
  private final @Nullable InstantSource receipt;
  private final AttributesReader attributes = new AttributesReader();

  private @Nullable JsonPlan plan;
  private @Nullable Instant time;
  private String id = "";
  private boolean hasAttributes;
  private @Nullable TokenBuffer early;

  /** Of an event's form only: what it makes of an event does not depend on when. */
  public EventReader(JsonPlans plans, Catalog catalog) {
    this(plans, catalog, null);
  }

  /**
   * @param receipt by which events are held to the rules and time bounds of their types; null to
   *     leave that to the collector
   */
  public EventReader(JsonPlans plans, Catalog catalog, @Nullable InstantSource receipt) {
    this.plans = plans;
    this.catalog = catalog;
    this.receipt = receipt;
  }

  /**
   * An event whose payload has been written.
   *
   * @param time when it happened; null when it does not say
   * @param id empty when it has none
   */
  public record Read(Revision revision, @Nullable Instant time, String id) {}

  /**
   * Reads the event that the parser stands at, and leaves the parser at its end, whatever is wrong
   * with the event.
   *
   * @param out gets the payload; nothing when this throws
   * @throws JacksonException when it is no JSON, or over a limit of JSON
   */
  public Read read(JsonParser parser, WireBuffer out) throws EventProblem {
    if (parser.currentToken() != JsonToken.START_OBJECT) {
      parser.skipChildren();
      throw EventProblem.malformed("an event must be an object");
    }
    int depth = parser.streamReadContext().getNestingDepth();
    int start = out.size();
    try {
      return readObject(parser, out);
    } catch (EventProblem problem) {
      out.truncate(start);
      skipToEnd(parser, depth);
      throw problem;
    }
  }

  private static void skipToEnd(JsonParser parser, int depth) {
    while (parser.currentToken() != null
        && !(parser.currentToken() == JsonToken.END_OBJECT
            && parser.streamReadContext().getNestingDepth() < depth)) {
      parser.nextToken();
    }
  }

  private Read readObject(JsonParser parser, WireBuffer out) throws EventProblem {
    plan = null;
    time = null;
    id = "";
    hasAttributes = false;
    early = null;
    attributes.begin();
    int start = out.size();
    while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
      field(parser.currentName(), parser, out);
    }
    JsonPlan known = plan;
    if (known == null) {
      throw EventProblem.malformed("\"event\" is missing: the name of its event type");
    }
    readEarly(known, out);
    if (time != null) {
      checkTime(known, time);
      attributes.eventTime(known, time, out);
    }
    attributes.requireAll(known);
    if (out.size() - start > EventLimits.EVENT_BYTES_MAX) {
      throw new EventProblem(
          ErrorCode.EVENT_TOO_LARGE,
          "",
          (out.size() - start) + " bytes; at most " + EventLimits.EVENT_BYTES_MAX);
    }
    if (receipt != null) {
      long nowMs = receipt.millis();
      known.check(out, start, time == null ? nowMs : time.toEpochMilli(), nowMs);
    }
    return new Read(known.revision(), time, id);
  }

  private static void checkTime(JsonPlan plan, Instant time) throws EventProblem {
    long ms = time.toEpochMilli();
    if (ms < EventLimits.TIME_MIN_MS || ms > EventLimits.TIME_MAX_MS) {
      throw EventProblem.invalid("", "event time " + time + " is not in the years 1900 to 2299");
    }
    if (ms == 0 && plan.eventTime().isEmpty()) {
      throw EventProblem.invalid("", "event time 0 says nothing: leave \"time\" out");
    }
  }

  private void field(String name, JsonParser parser, WireBuffer out) throws EventProblem {
    parser.nextToken();
    switch (name) {
      case "event" -> eventType(text(name, parser));
      case "time" -> time(parser);
      case "id" -> id(parser);
      case "attributes" -> attributes(parser, out);
      default ->
          throw EventProblem.malformed(
              "there is no field \"" + name + "\" beside event, time, id and attributes");
    }
  }

  private static String text(String name, JsonParser parser) throws EventProblem {
    if (parser.currentToken() != JsonToken.VALUE_STRING) {
      throw EventProblem.malformed("\"" + name + "\" must be text");
    }
    return parser.getString();
  }

  private void eventType(String name) throws EventProblem {
    once(plan == null, "event");
    Revision revision =
        catalog
            .latest(name)
            .orElseThrow(
                () ->
                    new EventProblem(
                        ErrorCode.EVENT_TYPE_UNKNOWN,
                        "",
                        "no event type of this name is published: " + shown(name)));
    plan = plans.of(revision);
  }

  private static String shown(String name) {
    return name.length() > JsonLimits.NAME_CHARS_MAX
        ? name.substring(0, JsonLimits.NAME_CHARS_MAX)
        : name;
  }

  private static void once(boolean isFirst, String name) throws EventProblem {
    if (!isFirst) {
      throw EventProblem.malformed("\"" + name + "\" is there twice");
    }
  }

  private void time(JsonParser parser) throws EventProblem {
    once(time == null, "time");
    if (parser.currentToken() != JsonToken.VALUE_NULL) {
      if (!parser.currentToken().isScalarValue()) {
        throw EventProblem.malformed("\"time\" must be text or a number");
      }
      time = Coercion.time("", Coercion.Scalar.of(parser));
    }
  }

  private void id(JsonParser parser) throws EventProblem {
    once(id.isEmpty(), "id");
    if (parser.currentToken() == JsonToken.VALUE_NULL) {
      return;
    }
    id = text("id", parser);
    if (id.isEmpty() || id.length() > JsonLimits.ID_CHARS_MAX) {
      throw EventProblem.malformed(
          "\"id\" must have 1 to " + JsonLimits.ID_CHARS_MAX + " characters");
    }
  }

  private void attributes(JsonParser parser, WireBuffer out) throws EventProblem {
    once(!hasAttributes, "attributes");
    hasAttributes = true;
    if (plan != null) {
      attributes.read(parser, plan, out);
    } else {
      TokenBuffer buffer = TokenBuffer.forGeneration();
      buffer.copyCurrentStructure(parser);
      early = buffer;
    }
  }

  private void readEarly(JsonPlan known, WireBuffer out) throws EventProblem {
    TokenBuffer buffer = early;
    if (buffer != null) {
      early = null;
      try (JsonParser parser = buffer.asParser()) {
        parser.nextToken();
        attributes.read(parser, known, out);
      }
    }
  }
}
