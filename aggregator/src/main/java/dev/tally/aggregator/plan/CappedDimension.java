package dev.tally.aggregator.plan;

import static java.util.Objects.requireNonNull;

import dev.tally.edl.model.Aggregate;
import dev.tally.storage.Sql;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A dimension that some set groups by, and how many of its values are kept apart: those that are
 * <i>admitted</i>, which the table {@code admitted_values} lists. All others are counted as {@link
 * #OTHER}. Where an attribute is unset is no value, and always kept apart.
 *
 * @param column of the scan
 * @param groupedOut the scan's rows of one set that has it, so that each raw row is in one of them
 * @param valuesMax how many may be admitted
 * @param declared values that need not be admitted: of an enum without a number of its own
 */
public record CappedDimension(
    String attribute, String column, long groupedOut, int valuesMax, List<String> declared) {
  /** An attribute that has this very value counts with the others. */
  public static final String OTHER = Aggregate.TopK.OTHER;

  public CappedDimension {
    requireNonNull(attribute);
    requireNonNull(column);
    declared = List.copyOf(declared);
  }

  /** In SQL: whether a value is one, and is not admitted. */
  public String isNew(String eventType, String value) {
    String known =
        Stream.concat(Stream.of("", OTHER), declared.stream())
            .map(Sql::literal)
            .collect(Collectors.joining(", "));
    return "(%1$s NOT IN (%2$s) AND %1$s NOT IN (SELECT value FROM admitted_values WHERE event = %3$s AND dimension = %4$s))"
        .formatted(value, known, Sql.literal(eventType), Sql.literal(attribute));
  }

  /** In SQL: a value that is kept apart, and {@link #OTHER} for every other. */
  String kept(String eventType, String value) {
    return "toLowCardinality(if(%s, %s, %s))"
        .formatted(isNew(eventType, value), Sql.literal(OTHER), value);
  }
}
