package dev.tally.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tally.app.system.CommandEnd;
import dev.tally.collector.http.WriteKeyTable;
import dev.tally.collector.http.WriteKeysApi;
import dev.tally.metadata.MetadataDatabase;
import dev.tally.metadata.MetadataSettings;
import dev.tally.web.Problems;
import io.javalin.Javalin;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code tally key} and its quotas, in the database and through a Tally that runs. */
final class KeyCommandTest {
  @TempDir private Path folder;
  private final List<String> installation = new ArrayList<>();
  private String out = "";
  private String err = "";

  private int run(String... arguments) {
    List<String> all = new ArrayList<>(List.of("key"));
    all.addAll(List.of(arguments));
    all.addAll(installation);
    CommandEnd end = CommandEnd.of(all.toArray(String[]::new));
    out = end.out();
    err = end.err();
    return end.code();
  }

  /** The only line of {@code key list}. */
  private String listed() {
    assertThat(run("list")).isZero();
    assertThat(out.lines()).hasSize(1);
    return out.strip();
  }

  private void keysHaveQuotas() {
    assertThat(run("create", "web", "--events-per-second", "5000", "--burst-seconds", "7"))
        .as(err)
        .isZero();
    assertThat(out).startsWith("tally_").hasLineCount(1);
    String id = listed().split(" ", 2)[0];
    assertThat(listed())
        .matches("[0-9a-f]{12}  web +made .*Z, quota 5000 events/s, any bytes/s, burst 7 s");

    assertThat(run("quota", id, "--bytes-per-second", "2000000")).as(err).isZero();
    assertThat(out.strip()).isEqualTo(listed());
    assertThat(listed()).endsWith("Z, quota any events/s, 2000000 bytes/s, burst 2 s");
    assertThat(run("quota", id)).isZero();
    assertThat(listed()).as("the installation's again").endsWith("Z").doesNotContain("quota");

    assertThat(run("quota", id, "--events-per-second", "-1")).isEqualTo(2);
    assertThat(err).contains("-1 events and 0 bytes a second are no quota");
    assertThat(run("create", "b", "--burst-seconds", "0")).isEqualTo(2);
    assertThat(err).contains("a burst of 0 seconds");
    assertThat(run("quota", id, "--events-per-second", "many")).isEqualTo(2);
    assertThat(run("quota", "000000000000", "--events-per-second", "1")).isNotZero();
    assertThat(err).contains("no valid key has the id 000000000000");
    assertThat(run("revoke", id)).isZero();
    assertThat(run("quota", id, "--events-per-second", "1")).as("a revoked key").isNotZero();
    assertThat(listed()).contains(", revoked ").doesNotContain("quota");
  }

  @Test
  void inTheDatabase() {
    installation.addAll(List.of("--data", folder.toString()));
    keysHaveQuotas();
  }

  @Test
  void throughATallyThatRuns() {
    AtomicInteger changes = new AtomicInteger();
    try (MetadataDatabase database =
        MetadataDatabase.open(MetadataSettings.memory(UUID.randomUUID().toString()))) {
      WriteKeysApi api =
          new WriteKeysApi(
              new WriteKeyTable(database, Clock.systemUTC()), changes::incrementAndGet);
      Javalin javalin =
          Javalin.create(
                  config -> {
                    config.startup.showJavalinBanner = false;
                    new Problems().accept(config);
                    api.accept(config);
                  })
              .start("127.0.0.1", 0);
      try {
        installation.addAll(
            List.of(
                "--data",
                folder.toString(),
                "--set",
                "metadata.url=jdbc:postgresql://127.0.0.1:1/nobody",
                "--set",
                "http.port=" + javalin.port()));
        keysHaveQuotas();
        assertThat(changes).as("told of each change, to look again").hasValue(4);
      } finally {
        javalin.stop();
      }
    }
  }
}
