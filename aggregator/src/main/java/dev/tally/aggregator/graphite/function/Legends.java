package dev.tally.aggregator.graphite.function;

import static dev.tally.aggregator.graphite.function.Parameter.SERIES_LIST;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** Functions that put values into names. */
final class Legends {
  private static final List<String> SYSTEMS = List.of("si", "binary");

  static final List<Function> FUNCTIONS =
      List.of(
          Function.of(
              "legendValue",
              Group.ALIAS,
              "Appends values of each series to its name.",
              Legends::legendValue,
              SERIES_LIST,
              Parameter.optional("valuesTypes", ParameterType.STRING).of(valueTypes()).many()),
          Function.of(
              "cactiStyle",
              Group.SPECIAL,
              "Appends the last, greatest and least value of each series to its name, in columns.",
              Legends::cactiStyle,
              SERIES_LIST,
              Parameter.optional("system", ParameterType.STRING).of("si", "binary"),
              Parameter.optional("units", ParameterType.STRING)));

  private Legends() {}

  private static String[] valueTypes() {
    List<String> types = new ArrayList<>(Reduction.allNames());
    Reduction.allNames().forEach(name -> types.add(name + "Series"));
    types.addAll(SYSTEMS);
    return types.toArray(String[]::new);
  }

  private static List<TimeSeries> legendValue(Arguments arguments) {
    List<String> types = arguments.texts("valuesTypes");
    boolean inUnits = !types.isEmpty() && SYSTEMS.contains(types.getLast());
    String system = inUnits ? types.getLast() : "";
    List<String> named = inUnits ? types.subList(0, types.size() - 1) : types;
    return arguments.each(
        series -> {
          TimeSeries result = series;
          for (String type : named) {
            result = result.named(legend(result, type, system));
          }
          return result;
        });
  }

  private static String legend(TimeSeries series, String type, String system) {
    String value =
        Reduction.named(type).map(reduction -> legend(series, reduction, system)).orElse("(?)");
    return system.isEmpty()
        ? "%s (%s: %s)".formatted(series.name(), type, value)
        : "%-20s%-5s%-10s".formatted(series.name(), type, value);
  }

  private static String legend(TimeSeries series, Reduction reduction, String system) {
    double value = series.reduced(reduction);
    if (Double.isNaN(value)) {
      return "None";
    } else if (!system.isEmpty()) {
      return ValueText.withUnits(value, system, "");
    }
    return reduction == Reduction.COUNT ? NumberText.general(value) : NumberText.shortest(value);
  }

  private static List<TimeSeries> cactiStyle(Arguments arguments) {
    String system = arguments.textIfAny("system").orElse("");
    String units = arguments.textIfAny("units").orElse("");
    List<TimeSeries> all = arguments.series("seriesList");
    int name = all.stream().mapToInt(series -> series.name().length()).max().orElse(0);
    Column current = new Column(all, series -> series.reduced(Reduction.LAST), system, units);
    Column max = new Column(all, series -> series.reduced(Reduction.MAX), system, units);
    Column min = new Column(all, series -> series.reduced(Reduction.MIN), system, units);
    return all.stream()
        .map(
            series ->
                series.named(
                    "%s Current:%s Max:%s Min:%s "
                        .formatted(
                            padded(series.name(), name),
                            current.of(series),
                            max.of(series),
                            min.of(series))))
        .toList();
  }

  private static String padded(String text, int width) {
    return text + " ".repeat(Math.max(0, width - text.length()));
  }

  /** One value of each series, to the left of as much room as the longest needs. */
  private record Column(
      ToDoubleFunction<TimeSeries> value, String system, String units, int width) {
    private static final int ROOM = 3;
    private static final double ABSENT = 3;

    Column(List<TimeSeries> all, ToDoubleFunction<TimeSeries> value, String system, String units) {
      this(
          value,
          system,
          units,
          ROOM
              + all.stream()
                  .mapToInt(
                      series -> ValueText.withUnits(whole(value, series), system, units).length())
                  .max()
                  .orElse(0));
    }

    private static double whole(ToDoubleFunction<TimeSeries> value, TimeSeries series) {
      double known = value.applyAsDouble(series);
      return Double.isNaN(known) || known == 0 ? ABSENT : (long) known;
    }

    String of(TimeSeries series) {
      double known = value.applyAsDouble(series);
      String text = Double.isNaN(known) ? "nan" : ValueText.withUnits(known, system, units);
      return padded(text, width);
    }
  }
}
