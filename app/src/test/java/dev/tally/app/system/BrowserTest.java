package dev.tally.app.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tally.app.torture.TallyProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Chromium walks the pages: of a running Tally that holds a tenth of the demo's flights; and of the
 * built application on made-up data, for what a running Tally rarely shows.
 */
final class BrowserTest {
  private static final Duration DEMO_TIME_MAX = Duration.ofMinutes(4);
  private static final long BROWSER_MINUTES_MAX = 5;

  @TempDir private Path folder;

  @Test
  void walksThePagesOnTheDemosData() throws IOException, InterruptedException {
    assumeUi();
    try (TallyProcess demo = new TallyProcess(folder.resolve("data"), "demo", "--every", "10")) {
      demo.start();
      demo.awaitLine("UI ", DEMO_TIME_MAX);
      browse(
          Map.of("TALLY_URL", demo.address("").toString()), "events", "event", "explore", "alerts");
    }
  }

  @Test
  void walksThroughStatesSizesAndColours() throws IOException, InterruptedException {
    assumeUi();
    browse(Map.of(), "states", "shell", "reviews", "proposal");
  }

  private static void assumeUi() {
    assumeTrue(!Boolean.getBoolean("ui.skip"), "the UI was left out of this build (-Dui.skip)");
  }

  private void browse(Map<String, String> environment, String... suites)
      throws IOException, InterruptedException {
    Path log = folder.resolve("browser.log");
    List<String> command = new ArrayList<>(List.of("npm", "run", "browser", "--"));
    for (String suite : suites) {
      command.add("browser/" + suite + ".test.ts");
    }
    Path ui = TestFolders.root().resolve("registry-ui").resolve("ui");
    ProcessBuilder browser = new ProcessBuilder(command).directory(ui.toFile());
    browser.environment().putAll(environment);
    Process npm = browser.redirectErrorStream(true).redirectOutput(log.toFile()).start();
    boolean ended = npm.waitFor(BROWSER_MINUTES_MAX, TimeUnit.MINUTES);
    npm.destroyForcibly();
    assertThat(ended).as("the browser's tests end").isTrue();
    assertThat(npm.exitValue()).as(Files.readString(log)).isZero();
  }
}
