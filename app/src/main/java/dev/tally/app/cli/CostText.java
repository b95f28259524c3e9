package dev.tally.app.cli;

import dev.tally.aggregator.cost.DimensionCost;
import dev.tally.aggregator.cost.EventTypeCost;
import dev.tally.aggregator.cost.ScanCost;
import dev.tally.aggregator.cost.SeriesCost;
import java.io.PrintWriter;
import java.time.LocalDate;
import java.util.List;
import java.util.stream.Collectors;

/** The costs of metrics, for people. */
final class CostText {
  private static final double MEGABYTE = 1e6;

  private final PrintWriter out;
  private final boolean withStatements;

  CostText(PrintWriter out, boolean withStatements) {
    this.out = out;
    this.withStatements = withStatements;
  }

  void print(LocalDate day, List<EventTypeCost> costs) {
    if (costs.isEmpty()) {
      out.println("No event type has metrics.");
    }
    for (EventTypeCost cost : costs) {
      out.printf("%s  %,d events received on %s%n", cost.eventType(), cost.events(), day);
      ScanCost scan = cost.scan();
      if (scan != null) {
        out.println(line(scan, cost));
      }
      cost.dimensions().stream()
          .filter(dimension -> dimension.values() > dimension.valuesMax())
          .forEach(dimension -> out.println(line(dimension)));
      out.println();
      out.printf("  %-32s %-10s %-32s %-12s %16s%n", "metric", "", "by", "resolutions", "series");
      cost.series().forEach(series -> out.println(line(series)));
      out.println();
      if (withStatements && scan != null) {
        out.printf("%s%n%n", scan.statement());
      }
    }
  }

  private static String line(ScanCost scan, EventTypeCost cost) {
    Double seconds = scan.seconds();
    return "  one statement: %d metrics, %d dimension sets, %d states; reads %,d rows, %,.1f MB, %d parts%s; series:%s"
        .formatted(
            scan.metrics(),
            scan.dimensionSets(),
            scan.states(),
            scan.rows(),
            scan.bytes() / MEGABYTE,
            scan.parts(),
            seconds == null ? "" : ", about %,.2f s".formatted(seconds),
            scan.resolutions().stream()
                .map(resolution -> " %s %,d".formatted(resolution, series(cost, resolution)))
                .collect(Collectors.joining()));
  }

  private static String line(DimensionCost dimension) {
    return "  '%s' has %,d values on this day, and at most %,d have series of their own; the others add up as __other__"
        .formatted(dimension.dimension(), dimension.values(), dimension.valuesMax());
  }

  private static long series(EventTypeCost cost, String resolution) {
    return cost.series().stream()
        .filter(series -> series.resolutions().contains(resolution))
        .mapToLong(SeriesCost::series)
        .sum();
  }

  private static String line(SeriesCost series) {
    return "  %-32s %-10s %-32s %-12s %16s"
        .formatted(
            series.metric(),
            series.aggregate(),
            series.dimensionSet().isEmpty() ? "overall" : String.join(", ", series.dimensionSet()),
            String.join(" ", series.resolutions()),
            (series.isMost() ? "at most " : "") + "%,d".formatted(series.series()));
  }
}
