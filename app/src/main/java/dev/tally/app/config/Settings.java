package dev.tally.app.config;

import static java.util.Objects.requireNonNull;

import dev.tally.collector.admission.AdmissionSettings;
import dev.tally.collector.admission.Quota;
import dev.tally.collector.journal.JournalSettings;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * Everything that an installation can be told. docs/configuration.md lists the keys.
 *
 * @param data folder of all that Tally writes
 * @param listen address that the services listen on
 */
public record Settings(
    Path data,
    String listen,
    Ingest ingest,
    Http http,
    Engine engine,
    Metadata metadata,
    Map<String, NotifierTarget> notifiers) {

  public Settings {
    requireNonNull(data);
    requireNonNull(listen);
    requireNonNull(ingest);
    requireNonNull(http);
    requireNonNull(engine);
    requireNonNull(metadata);
    notifiers = Map.copyOf(notifiers);
  }

  /**
   * The collector's way in.
   *
   * @param port of the gRPC edge; 0 takes a free one
   * @param journalBytes most bytes of the journal
   * @param memoryBytes most bytes that came in and are not on disk
   * @param quota of each key that has none of its own
   */
  public record Ingest(int port, long journalBytes, long memoryBytes, Quota quota) {
    public Ingest {
      requireNonNull(quota);
    }

    /** With the default limits. */
    public static Ingest of(int port) {
      return new Ingest(
          port,
          JournalSettings.BYTES_MAX_DEFAULT,
          AdmissionSettings.BYTES_IN_FLIGHT_MAX_DEFAULT,
          Quota.UNLIMITED);
    }
  }

  /** UI, API, Graphite; port 0 takes a free one. */
  public record Http(int port) {}

  /** Where ClickHouse is. */
  public sealed interface Engine {
    /**
     * A child process of ours.
     *
     * @param memoryMaxBytes what the engine's own allocations may come to
     */
    record Embedded(int httpPort, int tcpPort, long memoryMaxBytes) implements Engine {}

    /** A server that somebody else runs. */
    record External(URI url, String user, Secret password, String database, String viewsDatabase)
        implements Engine {}
  }

  /** The metadata database; an H2 file in the data folder unless told otherwise. */
  public record Metadata(String url, String user, Secret password) {}

  /** One entry of {@code notifiers}: a webhook. */
  public record NotifierTarget(URI url, Optional<Secret> secret) {}

  /** A string that never prints itself. */
  public record Secret(String value) {
    @Override
    public String toString() {
      return "***";
    }
  }
}
