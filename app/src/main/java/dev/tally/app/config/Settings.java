package dev.tally.app.config;

import static java.util.Objects.requireNonNull;

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

  /** The gRPC edge; port 0 takes a free one. */
  public record Ingest(int port) {}

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
