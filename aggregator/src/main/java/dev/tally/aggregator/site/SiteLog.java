package dev.tally.aggregator.site;

import dev.tally.aggregator.statement.SiteWatermark;
import dev.tally.metadata.MetadataDatabase;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** How far sites are pulled, in the metadata database. */
public final class SiteLog {
  /** Finished pulls of a site that are kept, for whoever looks into one. */
  static final int PULLS_DONE_MAX = 200;

  /** Longest text of a failure. */
  private static final int ERROR_CHARS_MAX = 500;

  private static final TypeReference<List<SitePiece>> PIECES = new TypeReference<>() {};
  private static final TypeReference<List<SiteWatermark>> WATERMARKS = new TypeReference<>() {};
  private static final TypeReference<List<StrangeStates>> STRANGE = new TypeReference<>() {};

  private final MetadataDatabase metadata;
  private final JsonMapper json = new JsonMapper();

  /** Brings the aggregator's tables of the metadata database up to date. */
  public SiteLog(MetadataDatabase metadata) {
    metadata.migrate("aggregator");
    this.metadata = metadata;
  }

  /**
   * How it goes with a site.
   *
   * @param strange at most {@link SitePuller#STRANGE_MAX}
   * @param run up to which its states were looked through for that
   */
  record Status(
      Instant lookedAt,
      Optional<Instant> workedAt,
      String error,
      List<StrangeStates> strange,
      long run,
      long pulls,
      long rows,
      long bytes) {
    Status {
      strange = List.copyOf(strange);
    }

    static final Status NONE =
        new Status(Instant.EPOCH, Optional.empty(), "", List.of(), 0, 0, 0, 0);
  }

  Status status(String site) {
    return metadata.withHandle(
        handle ->
            handle
                .createQuery("SELECT * FROM rollup_site WHERE site = :site")
                .bind("site", site)
                .map((row, context) -> status(row))
                .findOne()
                .orElse(Status.NONE));
  }

  /** Replaces it. */
  void note(String site, Status status) {
    metadata.inTransaction(
        handle -> {
          handle
              .createUpdate(
                  "INSERT INTO rollup_site VALUES (:site, :now, NULL, '', '[]', 0, 0, 0, 0) ON CONFLICT DO NOTHING")
              .bind("site", site)
              .bind("now", time(status.lookedAt()))
              .execute();
          return handle
              .createUpdate(
                  """
                  UPDATE rollup_site SET looked_at = :looked, worked_at = :worked, error = :error,
                    strange = :strange, run = :run, pulls = :pulls, state_rows = :rows, bytes = :bytes
                  WHERE site = :site""")
              .bind("looked", time(status.lookedAt()))
              .bind("worked", status.workedAt().map(SiteLog::time).orElse(null))
              .bind("error", shortened(status.error()))
              .bind("strange", json.writeValueAsString(status.strange()))
              .bind("run", status.run())
              .bind("pulls", status.pulls())
              .bind("rows", status.rows())
              .bind("bytes", status.bytes())
              .bind("site", site)
              .execute();
        });
  }

  Map<PullUnit, SitePosition> positions(String site) {
    return metadata.withHandle(
        handle -> {
          Map<PullUnit, SitePosition> positions = new HashMap<>();
          handle
              .createQuery("SELECT * FROM rollup_site_position WHERE site = :site")
              .bind("site", site)
              .map(
                  (row, context) ->
                      Map.entry(
                          new PullUnit(
                              row.getString("event"),
                              Duration.ofSeconds(row.getLong("resolution_s"))),
                          position(row)))
              .forEach(entry -> positions.put(entry.getKey(), entry.getValue()));
          return positions;
        });
  }

  void move(String site, Map<PullUnit, SitePosition> positions) {
    metadata.inTransaction(
        handle -> {
          positions.forEach((key, position) -> move(handle, site, key, position));
          return positions.size();
        });
  }

  private static void move(Handle handle, String site, PullUnit key, SitePosition to) {
    int moved =
        bind(
            handle,
            """
            UPDATE rollup_site_position SET run = :run, goal = :goal, next_s = :next,
              metrics = :metrics, pulled_at = :at
            WHERE site = :site AND event = :event AND resolution_s = :resolution""",
            site,
            key,
            to);
    if (moved == 0) {
      bind(
          handle,
          """
          INSERT INTO rollup_site_position
            (site, event, resolution_s, run, goal, next_s, metrics, pulled_at)
          VALUES (:site, :event, :resolution, :run, :goal, :next, :metrics, :at)""",
          site,
          key,
          to);
    }
  }

  private static int bind(Handle handle, String sql, String site, PullUnit key, SitePosition to) {
    return handle
        .createUpdate(sql)
        .bind("run", to.run())
        .bind("goal", to.goal())
        .bind("next", to.next())
        .bind("metrics", to.metrics())
        .bind("at", time(to.pulledAt()))
        .bind("site", site)
        .bind("event", key.event())
        .bind("resolution", key.resolution().toSeconds())
        .execute();
  }

  /** The states of a site are in staging tables. */
  long fetched(SitePull pull) {
    return metadata.withHandle(
        handle ->
            handle
                .createUpdate(
                    """
                    INSERT INTO rollup_site_pull
                      (site, staging, state, pieces, watermarks, state_rows, bytes, run, fetched_at)
                    VALUES (:site, :staging, 'FETCHED', :pieces, :watermarks, :rows, :bytes, 0, :at)""")
                .bind("site", pull.site())
                .bind("staging", pull.staging())
                .bind("pieces", json.writeValueAsString(pull.pieces()))
                .bind("watermarks", json.writeValueAsString(pull.watermarks()))
                .bind("rows", pull.rows())
                .bind("bytes", pull.bytes())
                .bind("at", time(pull.fetchedAt()))
                .executeAndReturnGeneratedKeys("id")
                .mapTo(Long.class)
                .one());
  }

  /** Those that are fetched and not all put in, the oldest first. */
  public List<SitePull> open() {
    return pulls("state IN ('FETCHED', 'SWAPPING') ORDER BY id");
  }

  /** The oldest that no run has begun to put in. */
  public Optional<SitePull> waiting() {
    return pulls("state = 'FETCHED' ORDER BY id LIMIT 1").stream().findFirst();
  }

  /** One that is there. */
  public SitePull read(long id) {
    return pulls("id = " + id).getFirst();
  }

  private List<SitePull> pulls(String condition) {
    return metadata.withHandle(
        handle ->
            handle
                .createQuery("SELECT * FROM rollup_site_pull WHERE <condition>")
                .define("condition", condition)
                .map((row, context) -> pull(row))
                .list());
  }

  /** Whether it could still be begun; in the transaction that notes its run. */
  public boolean begin(Handle handle, SitePull pull) {
    return handle
            .createUpdate(
                "UPDATE rollup_site_pull SET state = 'SWAPPING' WHERE id = :id AND state = 'FETCHED'")
            .bind("id", pull.id())
            .execute()
        > 0;
  }

  /** Everything of it is here; in the transaction that ends its run. */
  public void done(Handle handle, SitePull pull, long run, Instant now) {
    pull.pieces().forEach(piece -> move(handle, pull.site(), piece.unit(), piece.position()));
    handle
        .createUpdate(
            "UPDATE rollup_site_pull SET state = 'DONE', run = :run, done_at = :now WHERE id = :id")
        .bind("run", run)
        .bind("now", time(now))
        .bind("id", pull.id())
        .execute();
    handle
        .createUpdate(
            """
            DELETE FROM rollup_site_pull WHERE state = 'DONE' AND site = :site AND id <= (
              SELECT id FROM rollup_site_pull WHERE state = 'DONE' AND site = :site
              ORDER BY id DESC LIMIT 1 OFFSET :kept)""")
        .bind("site", pull.site())
        .bind("kept", PULLS_DONE_MAX)
        .execute();
  }

  /** What was fetched is gone; it is fetched again. */
  public void forget(SitePull pull) {
    metadata.withHandle(
        handle ->
            handle
                .createUpdate("DELETE FROM rollup_site_pull WHERE id = :id AND state = 'FETCHED'")
                .bind("id", pull.id())
                .execute());
  }

  private SitePull pull(ResultSet row) throws SQLException {
    return new SitePull(
        row.getLong("id"),
        row.getString("site"),
        row.getString("staging"),
        json.readValue(row.getString("pieces"), PIECES),
        json.readValue(row.getString("watermarks"), WATERMARKS),
        row.getLong("state_rows"),
        row.getLong("bytes"),
        row.getObject("fetched_at", OffsetDateTime.class).toInstant());
  }

  private static SitePosition position(ResultSet row) throws SQLException {
    return new SitePosition(
        row.getLong("run"),
        row.getLong("goal"),
        row.getLong("next_s"),
        row.getString("metrics"),
        row.getObject("pulled_at", OffsetDateTime.class).toInstant());
  }

  private Status status(ResultSet row) throws SQLException {
    @Nullable OffsetDateTime worked = row.getObject("worked_at", OffsetDateTime.class);
    return new Status(
        row.getObject("looked_at", OffsetDateTime.class).toInstant(),
        Optional.ofNullable(worked).map(OffsetDateTime::toInstant),
        row.getString("error"),
        json.readValue(row.getString("strange"), STRANGE),
        row.getLong("run"),
        row.getLong("pulls"),
        row.getLong("state_rows"),
        row.getLong("bytes"));
  }

  private static OffsetDateTime time(Instant instant) {
    return instant.atOffset(ZoneOffset.UTC);
  }

  private static String shortened(String text) {
    return text.length() <= ERROR_CHARS_MAX ? text : text.substring(0, ERROR_CHARS_MAX);
  }
}
