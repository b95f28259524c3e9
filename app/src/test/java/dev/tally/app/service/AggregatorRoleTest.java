package dev.tally.app.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tally.app.config.Settings;
import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code TwoAggregatorsTest} has it at work. */
final class AggregatorRoleTest {
  @TempDir private Path folder;

  @Test
  void itNeedsWhatProcessesCanShare() {
    assertRefused(
        new Settings.Engine.Embedded(0, 0, 1L << 30),
        "jdbc:postgresql://127.0.0.1:1/tally",
        "an aggregator alone needs an engine that runs elsewhere: set engine.url");
    assertRefused(
        new Settings.Engine.External(
            URI.create("http://127.0.0.1:1"), "default", new Settings.Secret(""), "a", "b"),
        "jdbc:h2:file:" + folder.resolve("tally"),
        "set metadata.url to a PostgreSQL");
  }

  private void assertRefused(Settings.Engine engine, String metadata, String words) {
    Settings settings =
        new Settings(
            folder,
            "127.0.0.1",
            Settings.Ingest.of(0),
            new Settings.Http(0),
            engine,
            new Settings.Metadata(metadata, "tally", new Settings.Secret("")),
            Map.of());
    assertThatThrownBy(() -> AggregatorRole.start(settings, Clock.systemUTC()))
        .isInstanceOfSatisfying(
            TallyException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFIG_INVALID))
        .hasMessageContaining(words);
    assertThat(folder).isEmptyDirectory();
  }
}
