package dev.tally.app.system;

import dev.tally.app.torture.TallyProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Chromium walks the pages: of a running Tally that holds a tenth of the demo's flights; and of the
 * built application on made-up data, for what a running Tally rarely shows.
 */
final class BrowserTest {
  private static final Duration DEMO_TIME_MAX = Duration.ofMinutes(4);

  @TempDir private Path folder;

  @Test
  void walksThePagesOnTheDemosData() throws IOException, InterruptedException {
    BrowserSuite.assumeUi();
    try (TallyProcess demo = new TallyProcess(folder.resolve("data"), "demo", "--every", "10")) {
      demo.start();
      demo.awaitLine("UI ", DEMO_TIME_MAX);
      new BrowserSuite(folder)
          .browse(
              Map.of("TALLY_URL", demo.address("").toString()),
              "events",
              "event",
              "explore",
              "alerts");
    }
  }

  @Test
  void walksThroughStatesSizesAndColours() throws IOException, InterruptedException {
    BrowserSuite.assumeUi();
    new BrowserSuite(folder).browse(Map.of(), "states", "shell", "reviews", "proposal");
  }
}
