package dev.tally.storage.engine;

import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The engine's native library, from the npm package {@code @chdb/lib-<platform>}: pinned, with its
 * checksum, in {@code package-lock.json} beside this class.
 */
public final class EngineLibrary {
  /** Names the library's file, and wins over the data directory. */
  public static final String ENVIRONMENT = "TALLY_ENGINE_LIBRARY";

  /** The package is 178 MB. */
  private static final Duration INSTALL_TIME_MAX = Duration.ofMinutes(15);

  private static final String PLATFORM = "linux-x64-gnu";
  private static final String FILE = "node_modules/@chdb/lib-" + PLATFORM + "/libchdb.so";
  private static final String LOCK = "package-lock.json";

  /** A copy of the lock, written when all that it names is there. */
  private static final String INSTALLED = "installed.json";

  private static final int NPM_LINES_MAX = 5;

  private EngineLibrary() {}

  /**
   * The library that is there.
   *
   * @param setting the configured path, or the value of {@link #ENVIRONMENT}
   * @param dataDirectory Tally's
   * @throws TallyException ENGINE_MISSING
   */
  public static Path locate(Optional<Path> setting, Path dataDirectory) {
    Path library = setting.orElseGet(() -> installed(dataDirectory));
    if (!Files.isRegularFile(library)) {
      throw missing(library.toString());
    }
    return library.toAbsolutePath().normalize();
  }

  /**
   * Fetches the library with npm when this version of it is not in the data directory yet.
   * Processes that do so at once wait for each other.
   *
   * @throws TallyException ENGINE_MISSING, saying why it could not be had
   */
  public static Path install(Path dataDirectory) {
    Path library = installed(dataDirectory);
    if (isCurrent(dataDirectory)) {
      return library;
    }
    checkPlatform();
    Path folder = folder(dataDirectory);
    try {
      Files.createDirectories(folder);
      try (FileChannel file =
              FileChannel.open(
                  folder.resolve("install.lock"),
                  StandardOpenOption.CREATE,
                  StandardOpenOption.WRITE);
          FileLock lock = file.lock()) {
        if (lock.isValid() && !isCurrent(dataDirectory)) {
          fetch(folder);
        }
      }
    } catch (IOException e) {
      throw new TallyException(
          ErrorCode.ENGINE_MISSING, "can't install the engine in " + folder + ": " + e, e);
    }
    return locate(Optional.empty(), dataDirectory);
  }

  static TallyException missing(String where) {
    return new TallyException(
        ErrorCode.ENGINE_MISSING,
        "no engine library at %s: run './tally up', which fetches it, or set %s"
            .formatted(where, ENVIRONMENT));
  }

  private static Path folder(Path dataDirectory) {
    return dataDirectory.toAbsolutePath().normalize().resolve("engine");
  }

  private static Path installed(Path dataDirectory) {
    return folder(dataDirectory).resolve(FILE);
  }

  /** Whether what is installed, whole, is what this version of Tally wants. */
  private static boolean isCurrent(Path dataDirectory) {
    try {
      return Files.isRegularFile(installed(dataDirectory))
          && Files.readString(folder(dataDirectory).resolve(INSTALLED))
              .equals(EngineFiles.resource(LOCK));
    } catch (IOException e) {
      return false;
    }
  }

  private static void fetch(Path folder) throws IOException {
    Files.deleteIfExists(folder.resolve(INSTALLED));
    Files.writeString(folder.resolve("package.json"), EngineFiles.resource("package.json"));
    Files.writeString(folder.resolve(LOCK), EngineFiles.resource(LOCK));
    Files.writeString(folder.resolve(".npmrc"), EngineFiles.resource("npmrc"));
    npmCi(folder);
    Files.writeString(folder.resolve(INSTALLED), EngineFiles.resource(LOCK));
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

  private static void npmCi(Path folder) throws IOException {
    Path output = folder.resolve("npm.log");
    Process npm;
    try {
      npm =
          new ProcessBuilder("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund")
              .directory(folder.toFile())
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start();
    } catch (IOException e) {
      throw new TallyException(
          ErrorCode.ENGINE_MISSING,
          "npm was not found, and the engine comes from there: install Node.js 20 or later",
          e);
    }
    try {
      if (!npm.waitFor(INSTALL_TIME_MAX.toMinutes(), TimeUnit.MINUTES)) {
        npm.destroyForcibly();
        throw new TallyException(
            ErrorCode.ENGINE_MISSING,
            "npm ci in %s took over %d min".formatted(folder, INSTALL_TIME_MAX.toMinutes()));
      }
    } catch (InterruptedException e) {
      npm.destroyForcibly();
      Thread.currentThread().interrupt();
      throw new TallyException(ErrorCode.ENGINE_MISSING, "interrupted in npm ci", e);
    }
    if (npm.exitValue() != 0) {
      List<String> lines = Files.readAllLines(output, StandardCharsets.UTF_8);
      throw new TallyException(
          ErrorCode.ENGINE_MISSING,
          "npm ci in %s failed: %s"
              .formatted(
                  folder,
                  String.join(" | ", lines.subList(0, Math.min(NPM_LINES_MAX, lines.size())))));
    }
  }
}
