package dev.tally.app.bench;

import dev.tally.sdk.TallyClient;

/** Events that come at a rate until it is closed. */
final class SteadyLoad implements AutoCloseable {
  private final AcknowledgeTimes times;
  private final Thread thread;
  private volatile boolean isOver;

  SteadyLoad(TallyClient client, Generator generator, long perSecond) {
    this.times = new AcknowledgeTimes(client);
    this.thread =
        Thread.ofPlatform()
            .name("bench-load")
            .start(() -> generator.sendSteadily(perSecond, () -> !isOver, times));
  }

  @Override
  public void close() {
    isOver = true;
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    times.close();
  }
}
