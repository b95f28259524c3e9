package dev.tally.storage.engine;

import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/** A process that starts an engine, says so, and then waits to be killed. */
final class EngineParent {
  private EngineParent() {}

  public static void main(String[] arguments) throws InterruptedException {
    EngineSettings settings =
        new EngineSettings(
            Path.of(arguments[0]), Path.of(arguments[1]), 0, 0, EngineSettings.MEMORY_MIN_BYTES);
    EmbeddedEngine engine = EmbeddedEngine.start(settings);
    System.out.println("engine " + engine.pid());
    System.out.flush();
    new CountDownLatch(1).await();
  }
}
