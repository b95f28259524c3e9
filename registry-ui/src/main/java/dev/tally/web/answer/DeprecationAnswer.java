package dev.tally.web.answer;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.tally.edl.registry.Deprecation;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Why an event type should not be used any more, and which one to use instead. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record DeprecationAnswer(
    String eventType, String reason, @Nullable String successor, String actor, Instant at) {
  public static DeprecationAnswer of(Deprecation deprecation) {
    return new DeprecationAnswer(
        deprecation.eventType(),
        deprecation.reason(),
        deprecation.successor().orElse(null),
        deprecation.actor(),
        deprecation.at());
  }
}
