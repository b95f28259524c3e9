package dev.tally.aggregator.graphite.function;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/** Graphite's JSON of what functions there are, from which editors make their menus. */
public final class FunctionList {
  private static final String MODULE = "dev.tally.aggregator.graphite.function";

  private FunctionList() {}

  public static boolean has(String name) {
    return Functions.all().containsKey(name);
  }

  /**
   * Whether what a text may call depends on the time of day: a function with a date, which may be
   * written as "yesterday".
   */
  public static boolean readsClock(String text) {
    return Functions.all().values().stream()
        .filter(
            function ->
                function.parameters().stream().anyMatch(p -> p.type() == ParameterType.DATE))
        .anyMatch(function -> text.contains(function.name()));
  }

  public static void writeOne(JsonGenerator json, String name) {
    write(json, Functions.find(name));
  }

  /**
   * By name.
   *
   * @param group whose functions are wanted; empty for all
   */
  public static void writeAll(JsonGenerator json, String group) {
    json.writeStartObject();
    for (Function function : functions(group)) {
      json.writeName(function.name());
      write(json, function);
    }
    json.writeEndObject();
  }

  /** The same, each group by itself. */
  public static void writeGrouped(JsonGenerator json, String group) {
    Map<String, List<Function>> groups =
        functions(group).stream()
            .collect(
                Collectors.groupingBy(
                    function -> function.group().title(), TreeMap::new, Collectors.toList()));
    json.writeStartObject();
    groups.forEach(
        (title, functions) -> {
          json.writeObjectPropertyStart(title);
          for (Function function : functions) {
            json.writeName(function.name());
            write(json, function);
          }
          json.writeEndObject();
        });
    json.writeEndObject();
  }

  private static List<Function> functions(String group) {
    return new TreeMap<>(Functions.all())
        .values().stream()
            .filter(function -> group.isEmpty() || function.group().title().equals(group))
            .toList();
  }

  private static void write(JsonGenerator json, Function function) {
    json.writeStartObject();
    json.writeStringProperty("name", function.name());
    json.writeStringProperty("function", signature(function));
    json.writeStringProperty("description", function.description());
    json.writeStringProperty("module", MODULE);
    json.writeStringProperty("group", function.group().title());
    json.writeArrayPropertyStart("params");
    function.parameters().forEach(parameter -> write(json, parameter));
    json.writeEndArray();
    json.writeEndObject();
  }

  private static void write(JsonGenerator json, Parameter parameter) {
    json.writeStartObject();
    json.writeStringProperty("name", parameter.name());
    json.writeStringProperty("type", parameter.type().graphiteName());
    if (parameter.isRequired()) {
      json.writeBooleanProperty("required", true);
    }
    if (parameter.otherwise() != null) {
      json.writeName("default");
      write(json, parameter.otherwise());
    }
    if (parameter.isMultiple()) {
      json.writeBooleanProperty("multiple", true);
    }
    write(json, "options", parameter.allOptions());
    write(json, "suggestions", parameter.suggestions());
    json.writeEndObject();
  }

  private static void write(JsonGenerator json, String name, List<?> values) {
    if (!values.isEmpty()) {
      json.writeArrayPropertyStart(name);
      values.forEach(value -> write(json, value));
      json.writeEndArray();
    }
  }

  /** What is infinite is a number that no client can hold. */
  private static void write(JsonGenerator json, Object value) {
    if (value instanceof Double number && number.isInfinite()) {
      json.writeRawValue("1e9999");
    } else {
      json.writePOJO(value);
    }
  }

  /** As in {@code summarize(seriesList, intervalString, func='sum', alignToFrom=False)}. */
  private static String signature(Function function) {
    return function.parameters().stream()
        .map(FunctionList::signature)
        .collect(Collectors.joining(", ", function.name() + "(", ")"));
  }

  private static String signature(Parameter parameter) {
    if (parameter.isMultiple()) {
      return "*" + parameter.name();
    }
    return parameter.isRequired()
        ? parameter.name()
        : parameter.name() + "=" + literal(parameter.otherwise());
  }

  private static String literal(@Nullable Object value) {
    return switch (value) {
      case null -> "None";
      case Boolean bool -> bool ? "True" : "False";
      case Double number -> NumberText.general(number);
      case Integer number -> number.toString();
      default -> "'" + value + "'";
    };
  }
}
