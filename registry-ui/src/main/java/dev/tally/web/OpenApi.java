package dev.tally.web;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * The API's document, {@code openapi.yaml}. It comes before the code; tests hold the routes against
 * it.
 */
public final class OpenApi {
  private static final String RESOURCE = "/openapi.yaml";
  private static final Set<String> METHODS = Set.of("GET", "POST", "PUT", "PATCH", "DELETE");

  private OpenApi() {}

  /** The document as it stands. */
  public static byte[] document() {
    try (InputStream in = OpenApi.class.getResourceAsStream(RESOURCE)) {
      if (in == null) {
        throw new IllegalStateException(RESOURCE + " is not on the classpath");
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What the document describes: {@code "GET /api/v1/alerts/{id}"}, sorted. */
  public static Set<String> operations() {
    Set<String> operations = new TreeSet<>();
    if (new YAMLMapper().readValue(document(), Map.class).get("paths") instanceof Map<?, ?> paths) {
      paths.forEach((path, item) -> addOperations(operations, path, item));
    }
    return operations;
  }

  private static void addOperations(Set<String> operations, Object path, Object item) {
    if (item instanceof Map<?, ?> byMethod) {
      for (Object key : byMethod.keySet()) {
        String method = key.toString().toUpperCase(Locale.ROOT);
        if (METHODS.contains(method)) {
          operations.add(method + " " + path);
        }
      }
    }
  }
}
