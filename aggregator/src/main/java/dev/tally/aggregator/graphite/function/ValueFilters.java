package dev.tally.aggregator.graphite.function;

import static dev.tally.aggregator.graphite.function.Parameter.SERIES_LIST;

import java.util.List;

/** Functions that leave values out. */
final class ValueFilters {
  static final List<Function> FUNCTIONS =
      List.of(
          remove("removeAboveValue", "Leaves out values above n.", false, true),
          remove("removeBelowValue", "Leaves out values below n.", false, false),
          remove("removeAbovePercentile", "Leaves out values above a percentile.", true, true),
          remove("removeBelowPercentile", "Leaves out values below a percentile.", true, false));

  private ValueFilters() {}

  private static Function remove(
      String name, String description, boolean isPercentile, boolean above) {
    return Function.of(
        name,
        Group.FILTER_DATA,
        description,
        arguments -> {
          double n = arguments.number("n");
          String text = NumberText.general(n);
          return arguments.each(
              series -> {
                double level = isPercentile ? Percentile.of(series.values(), n, false) : n;
                boolean isTagged = isPercentile && series.hasValue();
                return (isTagged ? series.tagged("nPercentile", NumberText.shortest(n)) : series)
                    .mapped(value -> (above ? value > level : value < level) ? Double.NaN : value)
                    .renamed("%s(%s, %s)".formatted(name, series.name(), text));
              });
        },
        SERIES_LIST,
        Parameter.required("n", ParameterType.FLOAT));
  }
}
