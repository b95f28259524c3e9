package dev.tally.app.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tally.app.torture.TallyProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What can be wrong at start gives one clear line each, and an exit code that says whose turn it
 * is.
 */
final class FailureTest {
  private static final long END_SECONDS_MAX = 60;

  @TempDir private Path folder;

  @Test
  void aMissingJdkIsNamed() throws IOException, InterruptedException {
    ProcessBuilder launcher =
        new ProcessBuilder(TestFolders.root().resolve("tally").toString(), "up")
            .redirectErrorStream(true);
    launcher.environment().remove("JAVA_HOME");
    launcher.environment().put("TALLY_JAVA_FOLDERS", folder.toString());
    Process process = launcher.start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(process.waitFor()).isEqualTo(3);
    assertThat(output.strip().lines())
        .containsExactly(
            "tally: JDK 25 is needed and none was found; install one (for example Temurin 25) or set JAVA_HOME to it.");
  }

  @Test
  void everyPortInUseIsNamed() throws IOException, InterruptedException {
    for (String key : List.of("ingest.port", "http.port", "engine.http_port")) {
      try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
          TallyProcess up = up()) {
        Ended ended = end(up, key + "=" + taken.getLocalPort());
        assertThat(ended.exitCode).as(ended.log).isEqualTo(4);
        assertThat(ended.errors())
            .singleElement()
            .asString()
            .contains(Integer.toString(taken.getLocalPort()))
            .contains("in use")
            .endsWith("[PORT_IN_USE]");
      }
    }
  }

  @Test
  void anUnknownSettingIsNamed() throws IOException, InterruptedException {
    try (TallyProcess up = up()) {
      Ended ended = end(up, "http.prot=1");
      assertThat(ended.exitCode).isEqualTo(2);
      assertThat(ended.log).contains("unknown key http.prot; did you mean http.port?");
    }
  }

  @Test
  void anEngineThatCannotStartIsNamed() throws IOException, InterruptedException {
    Path library = Files.writeString(folder.resolve("libchdb.so"), "not a library");
    try (TallyProcess up = up()) {
      up.environment(Map.of("TALLY_ENGINE_LIBRARY", library.toString()));
      Ended ended = end(up);
      assertThat(ended.exitCode).isGreaterThanOrEqualTo(4);
      assertThat(ended.errors()).singleElement().asString().containsIgnoringCase("engine");
    }
  }

  /** A second Tally on the same data folder. */
  @Test
  void aDataFolderInUseIsNamed() throws IOException, InterruptedException {
    try (TallyProcess first = up();
        TallyProcess second = up()) {
      first.start();
      first.awaitReady();
      Ended ended = end(second);
      assertThat(ended.exitCode).isEqualTo(4);
      assertThat(ended.errors()).hasSize(1);
    }
  }

  private TallyProcess up() {
    return new TallyProcess(folder.resolve("data"), "up");
  }

  private static Ended end(TallyProcess up, String... settings) throws InterruptedException {
    up.set(settings);
    up.start();
    assertThat(up.running().waitFor(END_SECONDS_MAX, TimeUnit.SECONDS)).as(up.log()).isTrue();
    return new Ended(up.running().exitValue(), up.log());
  }

  private record Ended(int exitCode, String log) {
    List<String> errors() {
      return log.lines().filter(line -> line.startsWith("tally: ")).toList();
    }
  }
}
