package dev.tally.app.service;

import dev.tally.app.config.Settings;
import dev.tally.app.config.Settings.Engine;
import dev.tally.storage.Endpoint;
import dev.tally.storage.engine.EmbeddedEngine;
import dev.tally.storage.engine.EngineAccess;
import dev.tally.storage.engine.EngineLibrary;
import dev.tally.storage.engine.EngineSettings;
import java.nio.file.Path;
import java.util.Optional;

/** Where the engine of an installation is, started if it is ours. */
public final class EnginePlace {
  private EnginePlace() {}

  /**
   * The endpoint to work with; an embedded engine is started first and closed with {@code closer}.
   */
  static Endpoint start(Settings settings, Closer closer) {
    return switch (settings.engine()) {
      case Engine.Embedded embedded -> closer.add(embedded(settings, embedded)).endpoint();
      case Engine.External external -> endpoint(external);
    };
  }

  private static EmbeddedEngine embedded(Settings settings, Engine.Embedded embedded) {
    Path library =
        libraryOfEnvironment().orElseGet(() -> EngineLibrary.install(Folders.downloads()));
    return EmbeddedEngine.start(
        new EngineSettings(
            library,
            Folders.engine(settings.data()),
            embedded.httpPort(),
            embedded.tcpPort(),
            embedded.memoryMaxBytes()));
  }

  /** For a query from another process: read-only where the engine is ours. */
  public static Endpoint forQueries(Settings settings) {
    return switch (settings.engine()) {
      case Engine.Embedded embedded ->
          EngineAccess.endpoint(
              Folders.engine(settings.data()), embedded.httpPort(), EngineAccess.User.ANALYST);
      case Engine.External external -> endpoint(external);
    };
  }

  /** For an import from another process: reads files, which an analyst may not. */
  public static Endpoint forFiles(Settings settings) {
    return switch (settings.engine()) {
      case Engine.Embedded embedded ->
          EngineAccess.endpoint(
              Folders.engine(settings.data()), embedded.httpPort(), EngineAccess.User.TALLY);
      case Engine.External external -> endpoint(external);
    };
  }

  static Endpoint endpoint(Engine.External external) {
    return new Endpoint(
        external.url(),
        external.user(),
        external.password().value(),
        external.database(),
        external.viewsDatabase());
  }

  static Optional<Path> libraryOfEnvironment() {
    return Optional.ofNullable(System.getenv(EngineLibrary.ENVIRONMENT)).map(Path::of);
  }
}
