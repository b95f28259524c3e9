package dev.tally.sdk;

import java.util.Collection;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An event that is being filled in. Generated senders extend it; an application sets attributes and
 * sends:
 *
 * <pre>{@code FlightDeparted.create().origin("LAS").delayMinutes(33).send();}</pre>
 *
 * <p>Sending encodes the event and puts it into the client's queue: no I/O, no waiting. It never
 * throws, unless the client is {@linkplain TallyClient.Builder#strict strict}; what can't be sent
 * is counted and logged. An object may be sent again, changed or not: every {@code send()} is one
 * event. Not thread-safe.
 */
public abstract class Event extends FilledIn {
  protected Event() {}

  /** Sends through the client that was given to {@link Tally#install}. */
  public final void send() {
    Tally.send(this);
  }

  /** Sends through {@code client}. */
  public final void send(TallyClient client) {
    client.send(this);
  }

  /** What the sender was generated from; a constant. */
  protected abstract EventSchema schema();

  /**
   * Name of the first required attribute that an element of a repeated message lacks. What an
   * element can't hold is {@link #invalid} here.
   *
   * @param elements null for none; those that are null are left out
   */
  protected final Optional<String> missing(
      String attribute, @Nullable Collection<? extends Element> elements) {
    if (elements == null) {
      return Optional.empty();
    }
    for (Element element : elements) {
      if (element == null) {
        continue;
      }
      element.problem().ifPresent(problem -> invalid(attribute, problem));
      Optional<String> missing = element.missing();
      if (missing.isPresent()) {
        return missing.map(name -> attribute + "." + name);
      }
    }
    return Optional.empty();
  }
}
