package dev.tally.aggregator.http;

import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The parameters of a request, from its query and, for a POST, its form. Empty ones are absent. */
public final class Parameters {
  private final Context context;

  public Parameters(Context context) {
    this.context = context;
  }

  public List<String> all(String name) {
    List<String> values = new ArrayList<>(context.queryParams(name));
    if (context.method().equals(HandlerType.POST)) {
      values.addAll(context.formParams(name));
    }
    values.removeIf(String::isBlank);
    return values;
  }

  public Optional<String> find(String name) {
    return all(name).stream().findFirst();
  }

  public String text(String name, String otherwise) {
    return find(name).orElse(otherwise);
  }

  /**
   * @throws TallyException REQUEST_INVALID when it is absent
   */
  public String required(String name) {
    return find(name)
        .orElseThrow(
            () ->
                new TallyException(
                    ErrorCode.REQUEST_INVALID, "the parameter '" + name + "' is missing"));
  }

  /**
   * @throws TallyException REQUEST_INVALID when it is not a whole number from {@code min} to {@code
   *     max}
   */
  public Optional<Integer> integer(String name, int min, int max) {
    return find(name)
        .map(
            text -> {
              try {
                int number = Integer.parseInt(text.strip());
                if (number >= min && number <= max) {
                  return number;
                }
              } catch (NumberFormatException e) {
                // Said below.
              }
              throw new TallyException(
                  ErrorCode.REQUEST_INVALID,
                  "parameter '%s': '%s' is not a whole number from %d to %d"
                      .formatted(name, text, min, max));
            });
  }

  /**
   * @throws TallyException REQUEST_INVALID when it is not a number
   */
  public double number(String name, double otherwise) {
    Optional<String> text = find(name);
    if (text.isEmpty()) {
      return otherwise;
    }
    try {
      double number = Double.parseDouble(text.get());
      if (Double.isFinite(number)) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Said below.
    }
    throw new TallyException(
        ErrorCode.REQUEST_INVALID,
        "parameter '%s': '%s' is not a number".formatted(name, text.get()));
  }

  /** Parameters as in {@code template[name]=value}, by what is in the brackets. */
  public Map<String, String> inBrackets(String name) {
    Map<String, String> values = new TreeMap<>();
    Stream.concat(
            context.queryParamMap().keySet().stream(),
            context.method().equals(HandlerType.POST)
                ? context.formParamMap().keySet().stream()
                : Stream.empty())
        .filter(key -> key.startsWith(name + "[") && key.endsWith("]"))
        .forEach(
            key ->
                find(key)
                    .ifPresent(
                        value ->
                            values.put(key.substring(name.length() + 1, key.length() - 1), value)));
    return values;
  }

  /** True for "1" and "true". */
  public boolean flag(String name) {
    return find(name).filter(text -> text.equals("1") || text.equals("true")).isPresent();
  }

  /**
   * @throws TallyException REQUEST_INVALID when it is not a time in ISO-8601
   */
  public Optional<Instant> instant(String name) {
    return find(name)
        .map(
            text -> {
              try {
                return Instant.parse(text);
              } catch (DateTimeParseException e) {
                throw new TallyException(
                    ErrorCode.REQUEST_INVALID,
                    "parameter '%s': '%s' is not a time as in 2001-03-04T00:00:00Z"
                        .formatted(name, text),
                    e);
              }
            });
  }
}
