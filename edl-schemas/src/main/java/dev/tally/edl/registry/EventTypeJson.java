package dev.tally.edl.registry;

import dev.tally.edl.model.EventType;
import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * The canonical JSON of an event type: what fingerprints are computed of and what the metadata
 * database stores. No white space, properties in a fixed order, sealed types by a {@code kind}.
 *
 * <p>Empty lists, empty texts and neutral constants ({@code OPTIONAL}, {@code SINGULAR}, scale 0 …)
 * are left out. So a property that is added later changes no old fingerprint, as long as old
 * content means its neutral value.
 */
public final class EventTypeJson {
  private static final JsonMapper MAPPER = JsonMapper.shared();

  private EventTypeJson() {}

  public static String write(EventType eventType) {
    return MAPPER.writeValueAsString(EventTypeEncoder.eventType(eventType));
  }

  /**
   * The event type that {@link #write} wrote.
   *
   * @throws TallyException INTERNAL when the text is not such JSON
   */
  public static EventType read(String json) {
    try {
      return EventTypeDecoder.eventType(MAPPER.readTree(json));
    } catch (JacksonException | IllegalArgumentException e) {
      throw new TallyException(
          ErrorCode.INTERNAL,
          "the stored content of a revision cannot be read: " + e.getMessage(),
          e);
    }
  }
}
