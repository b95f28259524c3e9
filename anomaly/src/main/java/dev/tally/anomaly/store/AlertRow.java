package dev.tally.anomaly.store;

import dev.tally.anomaly.detect.Band;
import dev.tally.anomaly.life.Alert;
import dev.tally.anomaly.life.AlertState;
import dev.tally.anomaly.life.Ending;
import dev.tally.anomaly.life.Reading;
import dev.tally.anomaly.life.RuleKey;
import dev.tally.anomaly.life.Subject;
import dev.tally.edl.model.AlertRule.Severity;
import dev.tally.edl.model.DimensionSet;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.statement.SqlStatement;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** An alert as a row of {@code alerts}. */
final class AlertRow {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private AlertRow() {}

  static Alert read(ResultSet row) throws SQLException {
    return new Alert(
        row.getString("id"),
        subject(row),
        AlertState.valueOf(row.getString("state")),
        instant(row, "pending_since"),
        optionalInstant(row, "firing_since"),
        optionalInstant(row, "resolved_at"),
        Optional.ofNullable(row.getString("ending")).map(Ending::valueOf),
        instant(row, "judged_until"),
        row.getInt("out_points"),
        row.getInt("back_points"),
        row.getInt("unknown_points"),
        reading(row, "first_"),
        reading(row, "peak_"),
        reading(row, "last_"),
        row.getString("note"));
  }

  private static Subject subject(ResultSet row) throws SQLException {
    return new Subject(
        new RuleKey(row.getString("event_type"), row.getString("rule")),
        row.getString("metric"),
        row.getString("statistic"),
        new DimensionSet(strings(row.getString("dimension_set"))),
        strings(row.getString("dimension_values")),
        Duration.ofSeconds(row.getInt("resolution")),
        row.getString("unit"),
        row.getString("path"),
        Severity.valueOf(row.getString("severity")));
  }

  private static Reading reading(ResultSet row, String prefix) throws SQLException {
    return new Reading(
        instant(row, prefix + "time"),
        row.getDouble(prefix + "value"),
        new Band(
            known(row, prefix + "expected"),
            known(row, prefix + "lower"),
            known(row, prefix + "upper")),
        row.getDouble(prefix + "score"));
  }

  static Instant instant(ResultSet row, String column) throws SQLException {
    return row.getObject(column, OffsetDateTime.class).toInstant();
  }

  private static Optional<Instant> optionalInstant(ResultSet row, String column)
      throws SQLException {
    return Optional.ofNullable(row.getObject(column, OffsetDateTime.class))
        .map(OffsetDateTime::toInstant);
  }

  private static double known(ResultSet row, String column) throws SQLException {
    double number = row.getDouble(column);
    return row.wasNull() ? Double.NaN : number;
  }

  private static List<String> strings(String json) {
    return Arrays.asList(JSON.readValue(json, String[].class));
  }

  /** Binds every column, by its name. */
  static <S extends SqlStatement<S>> S bind(S statement, Alert alert) {
    Subject subject = alert.subject();
    statement
        .bind("id", alert.id())
        .bind("event_type", subject.rule().eventType())
        .bind("rule", subject.rule().rule())
        .bind("metric", subject.metric())
        .bind("statistic", subject.statistic())
        .bind("resolution", (int) subject.resolution().toSeconds())
        .bind("dimension_set", JSON.writeValueAsString(subject.dimensionSet().attributes()))
        .bind("dimension_values", JSON.writeValueAsString(subject.values()))
        .bind("unit", subject.unit())
        .bind("path", subject.path())
        .bind("severity", subject.severity().name())
        .bind("state", alert.state().name())
        .bind("ending", alert.ending().map(Ending::name).orElse(null))
        .bind("pending_since", utc(alert.pendingSince()))
        .bind("firing_since", alert.firingSince().map(AlertRow::utc).orElse(null))
        .bind("resolved_at", alert.resolvedAt().map(AlertRow::utc).orElse(null))
        .bind("judged_until", utc(alert.judgedUntil()))
        .bind("out_points", alert.outPoints())
        .bind("back_points", alert.backPoints())
        .bind("unknown_points", alert.unknownPoints())
        .bind("note", alert.note());
    bind(statement, "first_", alert.first());
    bind(statement, "peak_", alert.peak());
    return bind(statement, "last_", alert.last());
  }

  private static <S extends SqlStatement<S>> S bind(S statement, String prefix, Reading reading) {
    return statement
        .bind(prefix + "time", utc(reading.time()))
        .bind(prefix + "value", reading.value())
        .bind(prefix + "expected", known(reading.band().expected()))
        .bind(prefix + "lower", known(reading.band().lower()))
        .bind(prefix + "upper", known(reading.band().upper()))
        .bind(prefix + "score", reading.score());
  }

  private static @Nullable Double known(double number) {
    return Double.isNaN(number) ? null : number;
  }

  static OffsetDateTime utc(Instant instant) {
    return instant.atOffset(ZoneOffset.UTC);
  }
}
