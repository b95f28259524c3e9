package dev.tally.app.cli;

import dev.tally.aggregator.impact.EventTypeImpact;
import dev.tally.aggregator.impact.EventTypeImpact.DimensionImpact;
import dev.tally.aggregator.impact.EventTypeImpact.MetricImpact;
import dev.tally.aggregator.impact.EventTypeImpact.ProducerImpact;
import dev.tally.aggregator.impact.EventTypeImpact.UseImpact;
import dev.tally.aggregator.impact.EventTypeImpact.ViewImpact;
import dev.tally.aggregator.impact.EventTypeImpact.Volume;
import dev.tally.aggregator.impact.Impact;
import dev.tally.aggregator.impact.ImpactKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** An impact for a terminal: a block of each event type, what matters most first. */
final class ImpactText {
  /** Characters of a query that are shown. */
  private static final int QUERY_CHARACTERS_MAX = 100;

  private static final double BYTES_STEP = 1024;
  private static final List<String> BYTES = List.of("B", "KiB", "MiB", "GiB", "TiB");
  private static final String GAP = "  ";
  private static final int LABEL_WIDTH = 12;

  private final List<String> lines = new ArrayList<>();

  private ImpactText() {}

  /** Lines without their ends. */
  static List<String> of(Impact impact) {
    ImpactText text = new ImpactText();
    impact.items().forEach(text::add);
    int left = impact.total() - impact.items().size();
    if (impact.items().isEmpty()) {
      text.lines.add("no event type changes");
    } else if (left > 0) {
      text.lines.add("and %,d more event types, with fewer rows".formatted(left));
    }
    return List.copyOf(text.lines);
  }

  private void add(EventTypeImpact type) {
    lines.add(PrintableText.of(type.eventType()) + GAP + word(type.kind()));
    add("volume", List.of(List.of(volume(type.volume()))));
    add("dimensions", type.dimensions().stream().map(ImpactText::dimension).toList());
    add("metrics", type.metrics().stream().map(ImpactText::metric).toList());
    add(
        "alerts",
        type.alerts().stream()
            .map(one -> List.of(one.alert(), word(one.kind()), one.reason()))
            .toList());
    add("views", type.views().stream().map(ImpactText::view).toList());
    add("queries", type.uses().stream().map(ImpactText::use).toList());
    add("producers", type.producers().stream().map(ImpactText::producer).toList());
    add("notes", type.notes().stream().map(List::of).toList());
  }

  /** Rows in columns, under a label; nothing where there are no rows. */
  private void add(String label, List<List<String>> rows) {
    List<List<String>> shown =
        rows.stream().map(row -> row.stream().map(PrintableText::of).toList()).toList();
    int columns = shown.stream().mapToInt(List::size).max().orElse(0);
    int[] widths =
        IntStream.range(0, columns)
            .map(column -> shown.stream().mapToInt(row -> row.get(column).length()).max().orElse(0))
            .toArray();
    String head = label;
    for (List<String> row : shown) {
      String cells =
          IntStream.range(0, row.size())
              .mapToObj(column -> padded(row.get(column), widths[column]))
              .collect(Collectors.joining(GAP));
      lines.add((GAP + padded(head, LABEL_WIDTH) + cells).stripTrailing());
      head = "";
    }
  }

  private static String volume(Volume volume) {
    return "%,.0f rows a day, %s a day".formatted(volume.rowsPerDay(), bytes(volume.bytesPerDay()));
  }

  private static List<String> dimension(DimensionImpact one) {
    Long distinct = one.distinct();
    String values = distinct == null ? "values unknown" : "%,d values".formatted(distinct);
    return List.of(
        one.attribute(),
        word(one.kind()),
        values,
        "of at most %,d%s".formatted(one.valuesMax(), one.isOver() ? ": TOO MANY" : ""));
  }

  private static List<String> metric(MetricImpact one) {
    return List.of(
        one.metric(),
        word(one.kind()),
        count(one.seriesAdded(), one.isMost()) + " series appear",
        "%,d orphaned".formatted(one.seriesOrphaned()),
        count(one.statesAdded(), one.isMost()) + " states a day",
        one.reason());
  }

  private static String count(long count, boolean isMost) {
    return (isMost && count > 0 ? "at most %,d" : "%,d").formatted(count);
  }

  private static List<String> view(ViewImpact one) {
    String types =
        one.before().isEmpty() || one.after().isEmpty()
            ? one.before() + one.after()
            : one.before() + " -> " + one.after();
    return List.of(one.view() + "." + one.column(), word(one.kind()), types);
  }

  private static List<String> use(UseImpact one) {
    return List.of(
        "%,d by %s".formatted(one.count(), one.user()),
        "reads " + String.join(", ", one.columns()),
        shortened(PrintableText.of(one.query()).strip().replaceAll("\\s+", " ")));
  }

  private static List<String> producer(ProducerImpact one) {
    return List.of(
        "revision " + one.revisionId(),
        one.sdk().isEmpty() ? "unknown SDK" : one.sdk(),
        "%.1f %% of events".formatted(one.share() * 100),
        one.hosts() == 1 ? "1 host" : "%,d hosts".formatted(one.hosts()),
        "last seen " + one.lastSeen());
  }

  private static String bytes(double count) {
    double shown = count;
    int unit = 0;
    while (shown >= BYTES_STEP && unit < BYTES.size() - 1) {
      shown /= BYTES_STEP;
      unit++;
    }
    return (unit == 0 ? "%.0f %s" : "%.1f %s").formatted(shown, BYTES.get(unit));
  }

  private static String word(ImpactKind kind) {
    return kind.name().toLowerCase(Locale.ROOT);
  }

  private static String shortened(String text) {
    return text.length() <= QUERY_CHARACTERS_MAX
        ? text
        : text.substring(0, QUERY_CHARACTERS_MAX) + " …";
  }

  private static String padded(String text, int width) {
    return text + " ".repeat(Math.max(0, width - text.length()));
  }
}
