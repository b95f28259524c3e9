package dev.tally.app.transfer;

import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import dev.tally.storage.ClickHouse;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.zip.GZIPInputStream;

/**
 * Rows as NDJSON in a file, plain or compressed. What is something else, or a query, is first
 * written as that by the engine, so that it can be read twice and means the same both times.
 *
 * @param sha256 of the file's bytes: a copy under another name is the same source
 * @param isSpooled whether the file is ours
 */
record SourceFile(String name, Path path, String sha256, boolean isSpooled) {
  private static final int READ_BYTES = 1 << 16;

  /** As the coercion rules want it: digits as numbers, times as RFC 3339. */
  private static final Map<String, String> JSON_SETTINGS =
      Map.of(
          "date_time_output_format",
          "iso",
          "output_format_json_quote_64bit_integers",
          "0",
          "output_format_json_quote_decimals",
          "0");

  /**
   * @param source a path, or a SELECT
   * @param scratch folder for what the engine writes
   */
  static SourceFile of(String source, Path scratch, ClickHouseSupplier engine) {
    try {
      if (source.strip().toLowerCase(Locale.ROOT).matches("(?s)(select|with)\\s.*")) {
        return spool(source, source, scratch, engine);
      }
      Path path = Path.of(source).toAbsolutePath();
      if (!Files.isRegularFile(path)) {
        throw new TallyException(ErrorCode.NOT_FOUND, "there is no file " + path);
      }
      String format = format(path);
      return format.isEmpty()
          ? new SourceFile(source, path, hash(path), false)
          : spool(
              source,
              "SELECT * FROM file('%s', '%s') SETTINGS max_threads = 1,"
                      .formatted(path.toString().replace("\\", "\\\\").replace("'", "\\'"), format)
                  + " input_format_parquet_preserve_order = 1",
              scratch,
              engine);
    } catch (IOException e) {
      throw new TallyException(ErrorCode.REQUEST_INVALID, source + " can't be read: " + e, e);
    }
  }

  /** A connection that is made when it is needed. */
  @FunctionalInterface
  interface ClickHouseSupplier {
    ClickHouse connect();
  }

  /** The engine's name for what NDJSON is not; empty for NDJSON. */
  private static String format(Path path) {
    String name =
        path.getFileName().toString().toLowerCase(Locale.ROOT).replaceAll("\\.(gz|zst)$", "");
    if (name.endsWith(".parquet")) {
      return "Parquet";
    }
    if (name.endsWith(".csv")) {
      return "CSVWithNames";
    }
    return name.endsWith(".tsv") ? "TSVWithNames" : "";
  }

  private static SourceFile spool(
      String name, String select, Path scratch, ClickHouseSupplier engine) throws IOException {
    Files.createDirectories(scratch);
    Path fresh = Files.createTempFile(scratch, "rows", ".new");
    try (ClickHouse clickHouse = engine.connect()) {
      clickHouse.read(
          select,
          Map.of(),
          JSON_SETTINGS,
          "JSONEachRow",
          stream -> Files.copy(stream, fresh, StandardCopyOption.REPLACE_EXISTING));
      String sha256 = hash(fresh);
      Path kept = scratch.resolve(sha256 + ".ndjson");
      Files.move(fresh, kept, StandardCopyOption.REPLACE_EXISTING);
      return new SourceFile(name, kept, sha256, true);
    } finally {
      Files.deleteIfExists(fresh);
    }
  }

  private static String hash(Path path) throws IOException {
    MessageDigest digest = digest();
    try (InputStream in = new DigestInputStream(Files.newInputStream(path), digest)) {
      byte[] buffer = new byte[READ_BYTES];
      while (in.read(buffer) >= 0) {
        // The digest sees what is read.
      }
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /** Removes what the engine wrote; another run has it written again. */
  void discard() {
    if (isSpooled) {
      try {
        Files.deleteIfExists(path);
      } catch (IOException e) {
        throw new TallyException(ErrorCode.DISK_FULL, path + " can't be removed: " + e, e);
      }
    }
  }

  /**
   * Its rows as they would be without compression.
   *
   * @param in its bytes
   */
  InputStream plain(InputStream in) throws IOException {
    String file = path.getFileName().toString();
    return file.endsWith(".gz")
        ? new GZIPInputStream(in, READ_BYTES)
        : file.endsWith(".zst") ? new ZstdInputStreamNoFinalizer(in) : in;
  }
}
