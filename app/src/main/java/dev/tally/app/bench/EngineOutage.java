package dev.tally.app.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

/**
 * The engine stands still for a while (SIGSTOP: its connections stay open and nothing answers). Who
 * watches it starts another one meanwhile; that one stands still as well.
 */
final class EngineOutage {
  private static final long LOOK_MS = 100;

  private final Duration length;
  private volatile long endedAt;

  private EngineOutage(Duration length) {
    this.length = length;
  }

  static EngineOutage begin(Duration length) {
    EngineOutage outage = new EngineOutage(length);
    Thread.ofPlatform().daemon().name("bench-outage").start(outage::hold);
    return outage;
  }

  /** By {@link System#nanoTime}; empty before. */
  OptionalLong endedAt() {
    return endedAt == 0 ? OptionalLong.empty() : OptionalLong.of(endedAt);
  }

  private void hold() {
    long end = System.nanoTime() + length.toNanos();
    try {
      while (System.nanoTime() < end) {
        signalEngines("STOP");
        TimeUnit.MILLISECONDS.sleep(LOOK_MS);
      }
      signalEngines("CONT");
    } catch (IOException e) {
      throw new IllegalStateException("'kill' could not be run", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    endedAt = System.nanoTime();
  }

  private static void signalEngines(String name) throws IOException, InterruptedException {
    for (ProcessHandle child : ProcessHandle.current().children().toList()) {
      if (child.info().command().orElse("").endsWith("java")) {
        new ProcessBuilder("kill", "-" + name, Long.toString(child.pid())).start().waitFor();
      }
    }
  }
}
