package dev.tally.anomaly.store;

import dev.tally.anomaly.life.Alert;
import dev.tally.anomaly.life.AlertState;
import dev.tally.anomaly.life.RuleKey;
import dev.tally.anomaly.notify.Notice.Kind;
import dev.tally.anomaly.notify.Outbox;
import dev.tally.metadata.MetadataDatabase;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;

/**
 * Alerts in the metadata database. What one evaluation found is stored in one transaction: the
 * alerts, the notices that tell of them, and up to where the rule has been judged. Whoever finds
 * that somebody else has judged the rule meanwhile stores nothing. So an evaluation that is
 * repeated, or dies halfway, leaves what one evaluation leaves.
 */
public final class AlertStore {
  /** Resolved alerts are kept so long, by the clock and not by the time of their points. */
  public static final Duration RETENTION = Duration.ofDays(400);

  /** Those that never fired, so long. */
  public static final Duration RETENTION_QUIET = Duration.ofDays(30);

  private final MetadataDatabase database;

  /** Brings the tables up to date. */
  public AlertStore(MetadataDatabase database) {
    this.database = database;
    database.migrate("anomaly");
  }

  /** An alert that somebody is to be told of, as it stood then. */
  public record Announcement(Alert alert, Kind kind) {}

  /**
   * What judging a rule has found.
   *
   * @param from progress as the judging found it
   * @param until end, exclusive, of the last bucket judged
   * @param changed alerts as they stand now, each once
   * @param announcements in order of their points
   * @param recipients notifiers that hear of what fires
   */
  public record Findings(
      RuleKey rule,
      Optional<Instant> from,
      Instant until,
      List<Alert> changed,
      List<Announcement> announcements,
      List<String> recipients) {}

  /**
   * Stores what was found; false, and nothing stored, when the rule's progress is no longer {@code
   * from}. Whoever was told that an alert fires is told that it is resolved, whatever the rule
   * names by then.
   *
   * @param now by the clock; notices are due from then on
   */
  public boolean save(Findings findings, Instant now) {
    return database.inTransaction(
        handle -> {
          if (!AlertTables.moveProgress(
              handle, findings.rule(), findings.from(), findings.until())) {
            return false;
          }
          AlertTables.write(handle, findings.changed(), now);
          for (Announcement one : findings.announcements()) {
            announce(handle, one, findings.recipients(), now);
          }
          return true;
        });
  }

  private static void announce(
      Handle handle, Announcement one, List<String> recipients, Instant now) {
    List<String> told =
        switch (one.kind()) {
          case FIRED -> recipients;
          case RESOLVED -> Outbox.recipients(handle, one.alert().id());
        };
    Outbox.add(handle, one.alert(), one.kind(), told, now);
  }

  /**
   * Stores what a replay of a range found in place of what was known of it: alerts that began in
   * the range are replaced. Nobody is told. Progress moves to the end of the range unless it is
   * past it.
   *
   * @param from inclusive
   */
  public void replace(RuleKey rule, Instant from, Instant until, List<Alert> alerts, Instant now) {
    database.inTransaction(
        handle -> {
          for (String id : AlertTables.begunIn(handle, rule, from, until)) {
            Outbox.forget(handle, id);
            AlertTables.delete(handle, id);
          }
          AlertTables.write(handle, alerts, now);
          Optional<Instant> progress = AlertTables.progress(handle, rule);
          if (progress.isEmpty() || progress.get().isBefore(until)) {
            AlertTables.moveProgress(handle, rule, progress, until);
          }
          return alerts.size();
        });
  }

  /** Ends alerts whose rule is gone. */
  public void withdraw(List<Announcement> ended, Instant now) {
    database.inTransaction(
        handle -> {
          AlertTables.write(handle, ended.stream().map(Announcement::alert).toList(), now);
          for (Announcement one : ended) {
            if (one.alert().hasFired()) {
              announce(handle, one, List.of(), now);
            }
          }
          return ended.size();
        });
  }

  /** Up to where the rule is judged, exclusive; empty when it never was. */
  public Optional<Instant> progress(RuleKey rule) {
    return database.withHandle(handle -> AlertTables.progress(handle, rule));
  }

  public List<Alert> open(RuleKey rule) {
    return database.withHandle(handle -> AlertTables.open(handle, rule));
  }

  /**
   * The latest time, not after {@code time}, at which no alert of the rule was open that had begun
   * before: where the rule's alerts can be judged anew from without cutting one in two.
   */
  public Instant calmBefore(RuleKey rule, Instant time) {
    return database.withHandle(
        handle -> {
          Instant calm = time;
          Optional<Instant> open = AlertTables.oldestOpenAt(handle, rule, calm);
          while (open.isPresent()) {
            calm = open.get();
            open = AlertTables.oldestOpenAt(handle, rule, calm);
          }
          return calm;
        });
  }

  public List<RuleKey> rulesWithOpenAlerts() {
    return database.withHandle(AlertTables::rulesWithOpenAlerts);
  }

  public Optional<Alert> find(String id) {
    return database.withHandle(handle -> AlertTables.find(handle, id));
  }

  /** A part of a list; {@code total} counts the whole. */
  public record Page(List<Alert> alerts, long total) {}

  /**
   * Firing first, then pending, then resolved; in each the latest point first.
   *
   * @param states not empty
   * @param eventType empty for all
   */
  public Page list(Set<AlertState> states, String eventType, int limit, int offset) {
    return database.inTransaction(
        handle ->
            new Page(
                AlertTables.list(handle, states, eventType, limit, offset),
                AlertTables.count(handle, states, eventType)));
  }

  /**
   * Alerts that fired, or were resolved after they had fired, in a range; those that fired first
   * come first.
   *
   * @param from inclusive
   * @param until inclusive
   */
  public List<Alert> during(Instant from, Instant until, int limit) {
    return database.withHandle(handle -> AlertTables.during(handle, from, until, limit));
  }

  /** Forgets what ended long ago. Returns how many alerts. */
  public int purge(Instant now) {
    return database.inTransaction(
        handle -> {
          int count = AlertTables.deleteResolvedStoredBefore(handle, now.minus(RETENTION), true);
          count +=
              AlertTables.deleteResolvedStoredBefore(handle, now.minus(RETENTION_QUIET), false);
          AlertTables.deleteNoticesWithoutAlert(handle);
          return count;
        });
  }
}
