package dev.tally.app.torture;

import dev.tally.app.truth.PlainEvent;
import dev.tally.sdk.EventSchema;
import dev.tally.sdk.TallyClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Sends events all the time, on a thread of its own, and keeps them. */
final class Ticker {
  private static final int EVENTS_PER_TICK = 5;
  private static final Duration TICK = Duration.ofMillis(10);
  private static final Duration FLUSH_TIME_MAX = Duration.ofSeconds(30);

  private final TallyClient client;
  private final EventSchema schema;
  private final Random random;
  private final long firstTimeMs;
  private final List<PlainEvent> made = new ArrayList<>();
  private final Thread thread;
  private volatile boolean stopped;

  Ticker(int port, EventSchema schema, long seed, long firstTimeMs) {
    this.client =
        TallyClient.builder().target("127.0.0.1:" + port).batchAge(Duration.ofMillis(50)).build();
    this.schema = schema;
    this.random = new Random(seed);
    this.firstTimeMs = firstTimeMs;
    this.thread = Thread.ofPlatform().daemon().name("ticker").start(this::run);
  }

  private void run() {
    while (!stopped) {
      for (int i = 0; i < EVENTS_PER_TICK; i++) {
        PlainEvent event = Tick.make(random, firstTimeMs);
        client.send(schema, Tick.encode("t", made.size(), event));
        made.add(event);
      }
      Patience.pause(TICK);
    }
  }

  /** All that were sent, each acknowledged. */
  List<PlainEvent> end() throws InterruptedException {
    stopped = true;
    thread.join();
    try (client) {
      if (!client.flush(FLUSH_TIME_MAX) || client.counters().dropped() > 0) {
        throw new IllegalStateException("not acknowledged: " + client.counters());
      }
    }
    return List.copyOf(made);
  }
}
