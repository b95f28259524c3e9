package dev.tally.collector.http;

import dev.tally.collector.admission.Quota;
import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import dev.tally.metadata.MetadataDatabase;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The write keys in the metadata database. */
public final class WriteKeyTable {
  /** Most keys that were ever made; all of them are in memory. */
  static final int KEYS_MAX = 10_000;

  private final MetadataDatabase database;
  private final Clock clock;

  /** Brings the table up to date. */
  public WriteKeyTable(MetadataDatabase database, Clock clock) {
    this.database = database;
    this.clock = clock;
    database.migrate("collector");
  }

  /** Oldest first. */
  public List<WriteKey> list() {
    return database.withHandle(
        handle ->
            handle
                .createQuery(
                    """
                    SELECT hash, name, created_at, revoked_at,
                        events_per_second, bytes_per_second, burst_seconds
                    FROM write_keys
                    ORDER BY created_at, hash
                    """)
                .map((row, context) -> key(row))
                .list());
  }

  /**
   * Makes a key valid.
   *
   * @param quota the installation's when absent
   */
  public WriteKey add(String name, String hash, Optional<Quota> quota) {
    WriteKey key = new WriteKey(hash, name, now(), Optional.empty(), quota);
    List<WriteKey> known = list();
    if (known.size() >= KEYS_MAX) {
      throw new TallyException(
          ErrorCode.REQUEST_INVALID,
          "there are " + KEYS_MAX + " keys already, the most there may be");
    }
    if (known.stream().anyMatch(other -> other.hash().equals(hash))) {
      throw new TallyException(ErrorCode.REQUEST_INVALID, "this key is there already");
    }
    database.inTransaction(
        handle ->
            handle
                .createUpdate(
                    """
                    INSERT INTO write_keys
                        (hash, name, created_at, events_per_second, bytes_per_second, burst_seconds)
                    VALUES (:hash, :name, :createdAt, :events, :bytes, :burst)
                    """)
                .bind("hash", hash)
                .bind("name", name)
                .bind("createdAt", key.createdAt().atOffset(ZoneOffset.UTC))
                .bind("events", quota.map(Quota::eventsPerSecond).orElse(null))
                .bind("bytes", quota.map(Quota::bytesPerSecond).orElse(null))
                .bind("burst", quota.map(Quota::burstSeconds).orElse(null))
                .execute());
    return key;
  }

  /**
   * Ends the validity of a key.
   *
   * @throws TallyException NOT_FOUND when no valid key has this id
   */
  public WriteKey revoke(String id) {
    WriteKey key = valid(id);
    Instant now = now();
    database.inTransaction(
        handle ->
            handle
                .createUpdate("UPDATE write_keys SET revoked_at = :now WHERE hash = :hash")
                .bind("now", now.atOffset(ZoneOffset.UTC))
                .bind("hash", key.hash())
                .execute());
    return new WriteKey(key.hash(), key.name(), key.createdAt(), Optional.of(now), key.quota());
  }

  /**
   * Gives a key a quota.
   *
   * @param quota the installation's when absent
   * @throws TallyException NOT_FOUND when no valid key has this id
   */
  public WriteKey setQuota(String id, Optional<Quota> quota) {
    WriteKey key = valid(id);
    database.inTransaction(
        handle ->
            handle
                .createUpdate(
                    """
                    UPDATE write_keys
                    SET events_per_second = :events, bytes_per_second = :bytes, burst_seconds = :burst
                    WHERE hash = :hash
                    """)
                .bind("events", quota.map(Quota::eventsPerSecond).orElse(null))
                .bind("bytes", quota.map(Quota::bytesPerSecond).orElse(null))
                .bind("burst", quota.map(Quota::burstSeconds).orElse(null))
                .bind("hash", key.hash())
                .execute());
    return new WriteKey(key.hash(), key.name(), key.createdAt(), key.revokedAt(), quota);
  }

  private WriteKey valid(String id) {
    return list().stream()
        .filter(one -> one.isValid() && one.id().equals(id))
        .findFirst()
        .orElseThrow(
            () ->
                new TallyException(
                    ErrorCode.NOT_FOUND,
                    "no valid key has the id " + id + "; `tally key list` shows them"));
  }

  /** As precise as both databases store it. */
  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MILLIS);
  }

  private static WriteKey key(ResultSet row) throws SQLException {
    return new WriteKey(
        row.getString("hash"),
        row.getString("name"),
        row.getObject("created_at", OffsetDateTime.class).toInstant(),
        instant(row.getObject("revoked_at", OffsetDateTime.class)),
        quota(row));
  }

  private static Optional<Quota> quota(ResultSet row) throws SQLException {
    int burstSeconds = row.getInt("burst_seconds");
    return burstSeconds == 0
        ? Optional.empty()
        : Optional.of(
            new Quota(
                row.getLong("events_per_second"), row.getLong("bytes_per_second"), burstSeconds));
  }

  private static Optional<Instant> instant(@Nullable OffsetDateTime time) {
    return Optional.ofNullable(time).map(OffsetDateTime::toInstant);
  }
}
