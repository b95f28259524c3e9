package dev.tally.storage.engine;

import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import dev.tally.storage.Endpoint;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** The way into an embedded engine that another process of this machine runs: by its files. */
public final class EngineAccess {
  private EngineAccess() {}

  /** Users that the engine's configuration knows. */
  public enum User {
    /** May do everything. */
    TALLY,
    /** May read, within limits. */
    ANALYST
  }

  /**
   * The engine whose data are there, whether or not it runs at present.
   *
   * @param dataDirectory as in {@link EngineSettings}
   * @throws TallyException ENGINE_UNAVAILABLE when no engine ever ran there, or it is not ours to
   *     read
   */
  public static Endpoint endpoint(Path dataDirectory, int httpPort, User user) {
    String name = user.name().toLowerCase(Locale.ROOT);
    Path file = dataDirectory.resolve(name + ".password");
    try {
      return new Endpoint(
          URI.create("http://127.0.0.1:" + httpPort),
          name,
          Files.readString(file).strip(),
          Endpoint.DATABASE_DEFAULT,
          Endpoint.VIEWS_DATABASE_DEFAULT);
    } catch (IOException e) {
      throw new TallyException(
          ErrorCode.ENGINE_UNAVAILABLE,
          "no engine's password in %s: start one there with './tally up'".formatted(dataDirectory),
          e);
    }
  }
}
