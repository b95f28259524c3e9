package dev.tally.app.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The browser's tests of registry-ui, run as its npm script does.
 *
 * @param folder where their log goes
 */
record BrowserSuite(Path folder) {
  private static final long BROWSER_MINUTES_MAX = 5;

  static void assumeUi() {
    assumeTrue(!Boolean.getBoolean("ui.skip"), "the UI was left out of this build (-Dui.skip)");
  }

  void browse(Map<String, String> environment, String... suites)
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
