package dev.tally.web;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The built application in memory: less than two megabytes, read once. The build lists the files in
 * {@code files.txt} and puts a {@code .gz} beside those that gain by it.
 */
final class WebFiles {
  private static final String LIST = "files.txt";
  private static final Map<String, String> TYPES =
      Map.of(
          "html", "text/html; charset=utf-8",
          "js", "text/javascript; charset=utf-8",
          "css", "text/css; charset=utf-8",
          "svg", "image/svg+xml",
          "json", "application/json",
          "txt", "text/plain; charset=utf-8",
          "woff2", "font/woff2",
          "png", "image/png");

  private final Map<String, WebFile> files;

  private WebFiles(Map<String, WebFile> files) {
    this.files = files;
  }

  /**
   * @param folder on the classpath, with a slash at both ends; it may be missing
   */
  static WebFiles ofClasspath(String folder) {
    return of(name -> read(folder + name));
  }

  /**
   * @param source content by name, null where there is none
   */
  static WebFiles of(Function<String, byte @Nullable []> source) {
    Map<String, WebFile> files = new TreeMap<>();
    byte[] list = source.apply(LIST);
    if (list != null) {
      new String(list, UTF_8)
          .lines()
          .forEach(
              name -> {
                byte[] content = source.apply(name);
                if (content == null) {
                  throw new IllegalStateException(LIST + " names " + name + ", which is missing");
                }
                files.put(name, WebFile.of(name, content, source.apply(name + ".gz")));
              });
    }
    return new WebFiles(files);
  }

  Set<String> names() {
    return files.keySet();
  }

  Optional<WebFile> find(String name) {
    return Optional.ofNullable(files.get(name));
  }

  private static byte @Nullable [] read(String resource) {
    try (InputStream in = WebFiles.class.getResourceAsStream(resource)) {
      return in == null ? null : in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * @param gzipped null where it gains nothing
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared, never changed
  record WebFile(String contentType, String etag, byte[] content, byte @Nullable [] gzipped) {
    static WebFile of(String name, byte[] content, byte @Nullable [] gzipped) {
      String type = TYPES.getOrDefault(extension(name), "application/octet-stream");
      return new WebFile(type, '"' + hash(content) + '"', content, gzipped);
    }

    private static String extension(String name) {
      return name.substring(name.lastIndexOf('.') + 1);
    }

    private static String hash(byte[] content) {
      try {
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(content);
        return HexFormat.of().formatHex(digest, 0, 8);
      } catch (NoSuchAlgorithmException e) {
        throw new AssertionError("every Java platform has SHA-256", e);
      }
    }
  }
}
