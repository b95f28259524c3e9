package dev.tally.app.demo;

import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import dev.tally.sdk.TallyClient;
import java.time.Duration;
import java.util.function.LongConsumer;

/** Sends flights through the SDK, as fast as the collector takes them. */
public final class Replay {
  /**
   * An application would rather drop an event than wait for room; a replay looks for it so often.
   */
  private static final int CHECK_EVENTS = 1_024;

  /** A collector that takes nothing for so long is not coming back. */
  private static final Duration WAIT_MAX = Duration.ofMinutes(5);

  private final TallyClient client;
  private final LongConsumer progress;
  private long sent;

  /**
   * A replay.
   *
   * @param progress told now and then how many flights were sent
   */
  public Replay(TallyClient client, LongConsumer progress) {
    this.client = client;
    this.progress = progress;
  }

  /**
   * Sends all flights but the first {@code skip} and waits until every one is acknowledged.
   *
   * @return how many were sent
   */
  public long run(FlightsFile flights, long skip) {
    flights.read(skip, this::send);
    progress.accept(sent);
    require(client.flush(WAIT_MAX));
    return sent;
  }

  private void send(Flight flight) {
    flight.send(client);
    if (++sent % CHECK_EVENTS == 0) {
      progress.accept(sent);
      require(client.awaitRoom(WAIT_MAX));
    }
  }

  private void require(boolean taken) {
    if (!taken) {
      throw new TallyException(
          ErrorCode.ENGINE_UNAVAILABLE,
          "the collector acknowledged nothing for %d min, after %,d flights: %s"
              .formatted(WAIT_MAX.toMinutes(), sent, client.counters()));
    }
  }
}
