package dev.tally.app.config;

import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** Flat settings, {@code http.port → 8080}, with where each came from. Later sources win. */
final class SettingsSource {
  private static final String ENVIRONMENT_PREFIX = "TALLY_";

  /**
   * @param origin as a person would look for it: "tally.yaml", "TALLY_HTTP_PORT", "--http-port"
   */
  record Value(String text, String origin) {}

  private final Map<String, Value> values = new TreeMap<>();

  Map<String, Value> values() {
    return values;
  }

  SettingsSource yaml(Path file) {
    try {
      JsonNode root = new YAMLMapper().readTree(Files.readString(file));
      if (!root.isMissingNode() && !root.isNull()) {
        flatten("", root, file.getFileName().toString());
      }
    } catch (IOException | JacksonException e) {
      throw new TallyException(
          ErrorCode.CONFIG_INVALID,
          "%s can't be read as YAML: %s".formatted(file, firstLine(e)),
          e);
    }
    return this;
  }

  private void flatten(String prefix, JsonNode node, String origin) {
    if (node.isObject()) {
      for (Map.Entry<String, JsonNode> entry : node.properties()) {
        flatten(
            prefix.isEmpty() ? entry.getKey() : prefix + "." + entry.getKey(),
            entry.getValue(),
            origin);
      }
    } else {
      values.put(prefix, new Value(node.asString(), origin));
    }
  }

  /**
   * {@code TALLY_ENGINE_HTTP_PORT → engine.http_port}: which underscores are dots is known from the
   * keys there are.
   *
   * @param keys environment name without its prefix → key
   */
  SettingsSource environment(Map<String, String> environment, Map<String, String> keys) {
    environment.forEach(
        (name, text) -> {
          if (name.startsWith(ENVIRONMENT_PREFIX)) {
            String rest = name.substring(ENVIRONMENT_PREFIX.length());
            String key = keys.getOrDefault(rest, rest.toLowerCase(Locale.ROOT));
            values.put(key, new Value(text, name));
          }
        });
    return this;
  }

  SettingsSource flags(Map<String, String> flags) {
    flags.forEach((key, text) -> values.put(key, new Value(text, "--set " + key)));
    return this;
  }

  private static String firstLine(Exception e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
  }
}
