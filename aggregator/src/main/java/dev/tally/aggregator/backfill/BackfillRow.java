package dev.tally.aggregator.backfill;

import dev.tally.aggregator.backfill.Backfill.State;
import dev.tally.aggregator.plan.Span;
import dev.tally.aggregator.plan.Spans;
import dev.tally.aggregator.statement.BlockRange;
import dev.tally.aggregator.statement.SelectCompleteness.CompleteUntil;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** A row of {@code rollup_backfill}. */
final class BackfillRow {
  private static final TypeReference<List<BlockRange>> RANGES = new TypeReference<>() {};
  private static final TypeReference<List<CompleteUntil>> COMPLETE = new TypeReference<>() {};
  private static final TypeReference<List<Span>> SPANS = new TypeReference<>() {};
  private static final TypeReference<Map<String, Long>> POSITIONS = new TypeReference<>() {};

  private final JsonMapper json = new JsonMapper();

  Backfill read(ResultSet row) throws SQLException {
    String deltaRanges = row.getString("delta_ranges");
    return new Backfill(
        row.getLong("id"),
        row.getString("event"),
        List.of(row.getString("metrics").split(",", -1)),
        durations(row.getString("resolutions")),
        new Span(row.getLong("from_s"), row.getLong("until_s")),
        row.getInt("threads"),
        State.valueOf(row.getString("state")),
        row.getInt("revision"),
        row.getString("fingerprint"),
        json.readValue(row.getString("positions"), POSITIONS),
        row.getLong("delta"),
        deltaRanges.isEmpty() ? List.of() : json.readValue(deltaRanges, RANGES),
        new Spans(json.readValue(row.getString("kept"), SPANS)),
        row.getLong("run"),
        json.readValue(row.getString("complete"), COMPLETE),
        row.getInt("chunks"),
        row.getInt("scanned"),
        row.getInt("written"),
        row.getLong("events"),
        row.getLong("events_read"),
        row.getString("error"),
        instant(row, "created_at").orElseThrow(),
        instant(row, "ended_at"));
  }

  private static Optional<Instant> instant(ResultSet row, String column) throws SQLException {
    return Optional.ofNullable(row.getObject(column, OffsetDateTime.class))
        .map(OffsetDateTime::toInstant);
  }

  private static List<Duration> durations(String text) {
    return Stream.of(text.split(",", -1)).map(Long::valueOf).map(Duration::ofSeconds).toList();
  }

  static String text(List<Duration> durations) {
    return durations.stream()
        .map(duration -> String.valueOf(duration.toSeconds()))
        .collect(Collectors.joining(","));
  }
}
