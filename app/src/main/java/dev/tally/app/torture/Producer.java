package dev.tally.app.torture;

import dev.tally.app.truth.PlainEvent;
import dev.tally.sdk.Counters;
import dev.tally.sdk.DropReason;
import dev.tally.sdk.EventSchema;
import dev.tally.sdk.TallyClient;
import java.time.Duration;
import java.util.Random;
import java.util.function.Consumer;

/**
 * Sends numbered events through its proxy, as one SDK instance after the other: an application that
 * is started, runs for seconds, and ends in order or without waiting for what it has sent.
 */
final class Producer implements EventSource {
  private static final Duration TICK = Duration.ofMillis(10);
  private static final Duration LIFE_MIN = Duration.ofSeconds(1);
  private static final int LIFE_SPREAD_MS = 6_000;

  /** For what was sent after the last wait, if any: next to nothing. */
  private static final Duration CLOSE_LIMIT = Duration.ofMillis(1);

  private static final Duration GRACE = Duration.ofSeconds(90);

  private final String name;
  private final FaultProxy proxy;
  private final Oracle oracle;
  private final EventSchema schema;
  private final long firstTimeMs;
  private final int eventsPerTick;
  private final Random random;
  private final Consumer<String> problems;
  private volatile boolean stopping;

  /**
   * @param firstTimeMs of the minutes in which events happen
   * @param problems is told what an SDK must not do
   */
  Producer(
      String name,
      FaultProxy proxy,
      Oracle oracle,
      EventSchema schema,
      long firstTimeMs,
      int eventsPerTick,
      long seed,
      Consumer<String> problems) {
    this.name = name;
    this.proxy = proxy;
    this.oracle = oracle;
    this.schema = schema;
    this.firstTimeMs = firstTimeMs;
    this.eventsPerTick = eventsPerTick;
    this.random = new Random(seed);
    this.problems = problems;
  }

  /** Its last instance ends in order. */
  @Override
  public void stop() {
    stopping = true;
  }

  @Override
  public void run() {
    try {
      for (int life = 1; !stopping; life++) {
        boolean endsInOrder = random.nextInt(3) > 0;
        Duration length = LIFE_MIN.plusMillis(random.nextInt(LIFE_SPREAD_MS));
        live(oracle.begin(name + "." + life), length, endsInOrder);
      }
    } catch (RuntimeException e) {
      problems.accept(name + " failed: " + e);
    }
  }

  private void live(Oracle.Life life, Duration length, boolean endsInOrder) {
    TallyClient client =
        TallyClient.builder()
            .target(proxy.target())
            .batchEventsMax(200)
            .batchAge(Duration.ofMillis(20))
            .backoff(Duration.ofMillis(50), Duration.ofMillis(500))
            .connectLimit(Duration.ofSeconds(2))
            .acknowledgeLimit(Duration.ofSeconds(2))
            .closeLimit(CLOSE_LIMIT)
            .build();
    try (client) {
      long end = System.nanoTime() + length.toNanos();
      while (!stopping && System.nanoTime() - end < 0) {
        for (int i = 0; i < eventsPerTick; i++) {
          send(client, life);
        }
        Patience.pause(TICK);
      }
      // An end in order takes as long as the fault that is in its way.
      if ((stopping || endsInOrder) && !client.flush(GRACE)) {
        problems.accept("%s is not acknowledged within %s".formatted(life.tag(), GRACE));
      }
    }
    Counters counters = client.counters();
    life.ended(counters.acknowledged(), counters.drops().getOrDefault(DropReason.REFUSED, 0L));
  }

  private void send(TallyClient client, Oracle.Life life) {
    PlainEvent event = Tick.make(random, firstTimeMs);
    int number = life.made(event);
    long droppedBefore = client.counters().dropped();
    client.send(schema, Tick.encode(life.tag(), number, event));
    if (client.counters().dropped() > droppedBefore) {
      life.dropped(number);
    }
  }
}
