package dev.tally.app.cli;

import dev.tally.collector.admission.Quota;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** A key's own quota, if any of it is named. */
final class QuotaOptions {
  @Option(
      names = "--events-per-second",
      paramLabel = "N",
      description = "Events that it may send a second; 0 is no limit.")
  private @Nullable Long eventsPerSecond;

  @Option(
      names = "--bytes-per-second",
      paramLabel = "N",
      description = "Bytes that it may send a second; 0 is no limit.")
  private @Nullable Long bytesPerSecond;

  @Option(
      names = "--burst-seconds",
      paramLabel = "S",
      description = "So many seconds' worth may come at once. Default 2.")
  private @Nullable Integer burstSeconds;

  QuotaOptions() {}

  /**
   * @throws dev.tally.error.TallyException REQUEST_INVALID
   */
  Optional<Quota> read() {
    if (eventsPerSecond == null && bytesPerSecond == null && burstSeconds == null) {
      return Optional.empty();
    }
    return Optional.of(
        new Quota(
            Objects.requireNonNullElse(eventsPerSecond, 0L),
            Objects.requireNonNullElse(bytesPerSecond, 0L),
            Objects.requireNonNullElse(burstSeconds, Quota.BURST_SECONDS_DEFAULT)));
  }
}
