package dev.tally.storage.engine;

import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import dev.tally.storage.Endpoint;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Map;

/**
 * The data directory of an engine:
 *
 * <pre>
 * lock                         held by the running engine; its process id
 * tally.password               of user tally, generated once
 * analyst.password             of user analyst, generated once
 * config/…                     config.xml, users.xml, boot.sql: written at each start
 * log/engine.log, error.log    rotated
 * store/                       ClickHouse's own
 * </pre>
 *
 * Everything here is readable by its owner only.
 */
final class EngineFiles {
  private static final int PASSWORD_BYTES = 24;

  /** The share of the engine's memory that one analyst's query may take. */
  private static final int ANALYST_MEMORY_SHARE = 4;

  private final Path directory;

  private EngineFiles(Path directory) {
    this.directory = directory;
  }

  static EngineFiles open(Path directory) {
    try {
      for (String folder : new String[] {"", "config", "log", "store"}) {
        Files.createDirectories(
            directory.resolve(folder),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      }
    } catch (IOException e) {
      throw failed(directory, e);
    }
    return new EngineFiles(directory);
  }

  Path lock() {
    return directory.resolve("lock");
  }

  Path config() {
    return directory.resolve("config/config.xml");
  }

  Path boot() {
    return directory.resolve("config/boot.sql");
  }

  Path store() {
    return directory.resolve("store");
  }

  Path errorLog() {
    return directory.resolve("log/error.log");
  }

  /** What the process itself says, newest run only. */
  Path processLog() {
    return directory.resolve("log/process.log");
  }

  Path directory() {
    return directory;
  }

  /** Of the users {@code tally} and {@code analyst}; generated at the first call. */
  String password(String user, SecureRandom random) {
    Path file = directory.resolve(user + ".password");
    try {
      if (Files.exists(file)) {
        return Files.readString(file).strip();
      }
      byte[] bytes = new byte[PASSWORD_BYTES];
      random.nextBytes(bytes);
      String password = HexFormat.of().formatHex(bytes);
      write(file, password + "\n");
      return password;
    } catch (IOException e) {
      throw failed(file, e);
    }
  }

  /** Writes what the engine reads when it starts. */
  void writeConfiguration(long memoryMaxBytes, String tallyPassword, String analystPassword) {
    try {
      write(
          config(),
          fill(
              "config.xml",
              Map.of(
                  "logFile", directory.resolve("log/engine.log").toString(),
                  "errorLogFile", errorLog().toString(),
                  "usersFile", directory.resolve("config/users.xml").toString(),
                  "memoryMaxBytes", Long.toString(memoryMaxBytes),
                  "database", Endpoint.DATABASE_DEFAULT,
                  "graphiteRollup",
                      resource("/dev/tally/storage/migration/graphite_rollup.xml")
                          .stripTrailing())));
      write(
          directory.resolve("config/users.xml"),
          fill(
              "users.xml",
              Map.of(
                  "tallySha256", sha256(tallyPassword),
                  "analystSha256", sha256(analystPassword),
                  "analystMemoryMaxBytes", Long.toString(memoryMaxBytes / ANALYST_MEMORY_SHARE),
                  "database", Endpoint.DATABASE_DEFAULT,
                  "viewsDatabase", Endpoint.VIEWS_DATABASE_DEFAULT)));
      write(boot(), resource("boot.sql"));
    } catch (IOException e) {
      throw failed(directory.resolve("config"), e);
    }
  }

  static String resource(String name) throws IOException {
    try (InputStream in = EngineFiles.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("no resource " + name);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static String fill(String name, Map<String, String> values) throws IOException {
    String text = resource(name);
    for (Map.Entry<String, String> value : values.entrySet()) {
      String place = "${" + value.getKey() + "}";
      if (!text.contains(place)) {
        throw new IllegalStateException(name + " has no " + place);
      }
      String escaped =
          value.getKey().equals("graphiteRollup")
              ? value.getValue()
              : value.getValue().replace("&", "&amp;").replace("<", "&lt;");
      text = text.replace(place, escaped);
    }
    return text;
  }

  /** Whole or not at all, and never readable by others. */
  private static void write(Path file, String text) throws IOException {
    Path part = file.resolveSibling(file.getFileName() + ".part");
    Files.deleteIfExists(part);
    Files.createFile(
        part, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(part, text, StandardOpenOption.WRITE);
    Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  private static String sha256(String text) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static RuntimeException failed(Path path, IOException e) {
    if (String.valueOf(e.getMessage()).contains("No space left on device")) {
      return new TallyException(
          ErrorCode.DISK_FULL, "no space left for the engine in " + path + ": free some", e);
    }
    return new UncheckedIOException("engine files in " + path, e);
  }
}
