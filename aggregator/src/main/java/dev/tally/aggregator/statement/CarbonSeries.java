package dev.tally.aggregator.statement;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * A series that carbon's clients sent, as {@code series_index} has it: of no event type.
 *
 * @param path with its tags, {@code disk.used;rack=a1;server=s1}
 * @param stepSeconds from one point to the next
 * @param tags their names, as they are in the path
 * @param tagValues one per tag
 * @param timeMin seconds since the epoch; no point is before
 * @param timeMax no point is behind
 */
public record CarbonSeries(
    String path,
    int stepSeconds,
    List<String> tags,
    List<String> tagValues,
    long timeMin,
    long timeMax) {
  public CarbonSeries {
    requireNonNull(path);
    tags = List.copyOf(tags);
    tagValues = List.copyOf(tagValues);
  }
}
