package dev.tally.app.demo;

import static java.util.Objects.requireNonNull;

import dev.tally.sdk.TallyClient;
import flights.FlightDeparted;
import java.time.Instant;

/**
 * One row of the data set.
 *
 * @param timeMs planned departure, ms since the epoch
 */
public record Flight(
    long timeMs, int delayMinutes, int distanceMiles, String origin, String destination) {
  public Flight {
    requireNonNull(origin);
    requireNonNull(destination);
  }

  /** As an application would: through the generated sender. */
  public void send(TallyClient client) {
    FlightDeparted.create()
        .origin(origin)
        .destination(destination)
        .delayMinutes(delayMinutes)
        .distanceMiles(distanceMiles)
        .time(Instant.ofEpochMilli(timeMs))
        .send(client);
  }
}
