package dev.tally.aggregator.annotation;

import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import dev.tally.metadata.MetadataDatabase;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** What people and their scripts note, in the metadata database. */
public final class Notes implements AnnotationSource {
  /** Notes that are kept; the first ones go. */
  public static final int NOTES_MAX = 100_000;

  /** Longest {@code what}, in characters. */
  public static final int WHAT_LENGTH_MAX = 1_000;

  /** Longest {@code details}, in characters. */
  public static final int DETAILS_LENGTH_MAX = 64 * 1024;

  /** Tags of a note. */
  public static final int TAGS_MAX = 50;

  /** Longest tag, in characters. */
  public static final int TAG_LENGTH_MAX = 200;

  private static final Instant TIME_MIN = Instant.EPOCH;
  private static final Instant TIME_MAX = Instant.parse("9999-01-01T00:00:00Z");

  private final MetadataDatabase metadata;

  /** Brings the table up to date. */
  public Notes(MetadataDatabase metadata) {
    this.metadata = metadata;
    metadata.migrate("graphite");
  }

  /**
   * @return the note's id
   * @throws TallyException REQUEST_INVALID for what is too long
   */
  public long add(Instant time, String what, List<String> tags, String details) {
    check("what", what.length(), WHAT_LENGTH_MAX, "characters");
    check("data", details.length(), DETAILS_LENGTH_MAX, "characters");
    check("tags", tags.size(), TAGS_MAX, "tags");
    tags.forEach(tag -> check("tags", tag.length(), TAG_LENGTH_MAX, "characters"));
    if (time.isBefore(TIME_MIN) || time.isAfter(TIME_MAX)) {
      throw new TallyException(
          ErrorCode.REQUEST_INVALID, "'when' is %s, which is no time of a graph".formatted(time));
    }
    return metadata.inTransaction(
        handle -> {
          long id = insert(handle, time, what, tags, details);
          handle
              .createUpdate("DELETE FROM graphite_note WHERE id <= :last")
              .bind("last", id - NOTES_MAX)
              .execute();
          return id;
        });
  }

  private static long insert(
      Handle handle, Instant time, String what, List<String> tags, String details) {
    return handle
        .createUpdate(
            """
            INSERT INTO graphite_note (noted_at, what, tags, details)
            VALUES (:time, :what, :tags, :details)""")
        .bind("time", utc(time.truncatedTo(ChronoUnit.MILLIS)))
        .bind("what", what)
        .bind("tags", String.join(" ", tags))
        .bind("details", details)
        .executeAndReturnGeneratedKeys("id")
        .mapTo(Long.class)
        .one();
  }

  @Override
  public List<Annotation> between(Instant from, Instant until, int limit) {
    return metadata.withHandle(
        handle ->
            handle
                .createQuery(
                    """
                    SELECT id, noted_at, what, tags, details FROM graphite_note
                    WHERE noted_at >= :from AND noted_at <= :until
                    ORDER BY noted_at, id
                    LIMIT :limit""")
                .bind("from", utc(from))
                .bind("until", utc(until))
                .bind("limit", limit)
                .map((row, context) -> read(row))
                .list());
  }

  private static Annotation read(ResultSet row) throws SQLException {
    String tags = row.getString("tags");
    return new Annotation(
        String.valueOf(row.getLong("id")),
        row.getObject("noted_at", OffsetDateTime.class).toInstant(),
        row.getString("what"),
        row.getString("details"),
        tags.isEmpty() ? List.of() : Arrays.asList(tags.split(" ", -1)));
  }

  private static void check(String what, int count, int max, String unit) {
    if (count > max) {
      throw new TallyException(
          ErrorCode.REQUEST_INVALID,
          "'%s' has %d %s, of at most %d".formatted(what, count, unit, max));
    }
  }

  private static OffsetDateTime utc(Instant time) {
    return time.atOffset(ZoneOffset.UTC);
  }
}
