package dev.tally.storage.engine;

import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import dev.tally.storage.npm.NpmInstall;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/** The engine's native library, from the npm package {@code @chdb/lib-<platform>}. */
public final class EngineLibrary {
  /** Names the library's file, and wins over the data directory. */
  public static final String ENVIRONMENT = "TALLY_ENGINE_LIBRARY";

  private static final String PLATFORM = "linux-x64-gnu";
  private static final String FILE = "@chdb/lib-" + PLATFORM + "/libchdb.so";

  private EngineLibrary() {}

  /**
   * The library that is there.
   *
   * @param setting the configured path, or the value of {@link #ENVIRONMENT}
   * @param dataDirectory Tally's
   * @throws TallyException ENGINE_MISSING
   */
  public static Path locate(Optional<Path> setting, Path dataDirectory) {
    Path library = setting.orElseGet(() -> npm(dataDirectory).file(FILE));
    if (!Files.isRegularFile(library)) {
      throw missing(library.toString());
    }
    return library.toAbsolutePath().normalize();
  }

  /**
   * Fetches the library with npm when this version of it is not in the data directory yet.
   *
   * @throws TallyException ENGINE_MISSING, saying why it could not be had
   */
  public static Path install(Path dataDirectory) {
    checkPlatform();
    return npm(dataDirectory).fetch(FILE);
  }

  static TallyException missing(String where) {
    return new TallyException(
        ErrorCode.ENGINE_MISSING,
        "no engine library at %s: run './tally up', which fetches it, or set %s"
            .formatted(where, ENVIRONMENT));
  }

  private static NpmInstall npm(Path dataDirectory) {
    Path folder = dataDirectory.toAbsolutePath().normalize().resolve("engine");
    return new NpmInstall("the engine", EngineLibrary.class, folder, ErrorCode.ENGINE_MISSING);
  }

  private static void checkPlatform() {
    String platform = System.getProperty("os.name") + " " + System.getProperty("os.arch");
    if (!platform.toLowerCase(Locale.ROOT).equals("linux amd64")) {
      throw new TallyException(
          ErrorCode.ENGINE_MISSING,
          "the embedded engine is published for Linux on x64 only, this is %s: use a ClickHouse server by URL"
              .formatted(platform));
    }
  }
}
