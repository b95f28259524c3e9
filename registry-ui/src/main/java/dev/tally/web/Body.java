package dev.tally.web;

import io.javalin.http.Context;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The JSON object of a request; what is missing or wrong is REQUEST_INVALID, naming the property.
 */
final class Body {
  private static final JsonMapper MAPPER = JsonMapper.shared();

  private final JsonNode json;

  private Body(JsonNode json) {
    this.json = json;
  }

  static Body of(Context context) {
    try {
      JsonNode json = MAPPER.readTree(context.bodyAsBytes());
      if (json.isObject()) {
        return new Body(json);
      }
    } catch (JacksonException e) {
      throw Parameters.invalid("the body is no JSON: " + e.getOriginalMessage());
    }
    throw Parameters.invalid("the body must be a JSON object");
  }

  String text(String name) {
    return optionalText(name)
        .orElseThrow(() -> Parameters.invalid("the body lacks \"%s\", a text".formatted(name)));
  }

  String text(String name, String otherwise) {
    return optionalText(name).orElse(otherwise);
  }

  Optional<String> optionalText(String name) {
    JsonNode value = json.path(name);
    if (value.isMissingNode() || value.isNull()) {
      return Optional.empty();
    }
    if (!value.isString()) {
      throw Parameters.invalid("\"%s\" must be a text".formatted(name));
    }
    return Optional.of(value.asString());
  }

  boolean flag(String name) {
    JsonNode value = json.path(name);
    if (!value.isBoolean()) {
      throw Parameters.invalid("the body lacks \"%s\", true or false".formatted(name));
    }
    return value.booleanValue();
  }

  int number(String name) {
    return optionalNumber(name)
        .orElseThrow(
            () -> Parameters.invalid("the body lacks \"%s\", a whole number".formatted(name)));
  }

  Optional<Integer> optionalNumber(String name) {
    JsonNode value = json.path(name);
    if (value.isMissingNode() || value.isNull()) {
      return Optional.empty();
    }
    if (!value.isInt()) {
      throw Parameters.invalid("\"%s\" must be a whole number".formatted(name));
    }
    return Optional.of(value.asInt());
  }

  <E extends Enum<E>> E constant(String name, Class<E> type) {
    return constant(name, text(name), type);
  }

  /** Of an array of texts, at least one. */
  <E extends Enum<E>> List<E> constants(String name, Class<E> type) {
    JsonNode list = json.path(name);
    if (!list.isArray() || list.isEmpty()) {
      throw Parameters.invalid("the body lacks \"%s\", an array of texts".formatted(name));
    }
    return list.valueStream().map(one -> constant(name, one.asString(""), type)).toList();
  }

  private static <E extends Enum<E>> E constant(String name, String text, Class<E> type) {
    for (E constant : type.getEnumConstants()) {
      if (constant.name().equals(text.toUpperCase(Locale.ROOT))) {
        return constant;
      }
    }
    throw Parameters.invalid(
        "\"%s\" must be one of %s"
            .formatted(name, java.util.Arrays.toString(type.getEnumConstants())));
  }

  Optional<Body> optionalObject(String name) {
    JsonNode value = json.path(name);
    if (value.isMissingNode() || value.isNull()) {
      return Optional.empty();
    }
    if (!value.isObject()) {
      throw Parameters.invalid("\"%s\" must be an object".formatted(name));
    }
    return Optional.of(new Body(value));
  }

  /** {@code "files": [{"path", "source"}]}: texts by path; a source of null deletes the file. */
  SortedMap<String, Optional<String>> files() {
    JsonNode list = json.path("files");
    if (!list.isArray() || list.isEmpty()) {
      throw Parameters.invalid("the body lacks \"files\": [{\"path\", \"source\"}, …]");
    }
    SortedMap<String, Optional<String>> files = new TreeMap<>();
    for (JsonNode one : list) {
      if (!one.isObject()) {
        throw Parameters.invalid("each of \"files\" must be {\"path\", \"source\"}");
      }
      Body file = new Body(one);
      if (files.put(file.text("path"), file.optionalText("source")) != null) {
        throw Parameters.invalid("%s is twice in \"files\"".formatted(file.text("path")));
      }
    }
    return files;
  }
}
