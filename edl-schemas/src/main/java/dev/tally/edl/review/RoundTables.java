package dev.tally.edl.review;

import dev.tally.edl.audit.Turn;
import dev.tally.edl.registry.Blobs;
import dev.tally.edl.registry.TypeChange;
import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jdbi.v3.core.Handle;

/** The statements over rounds and what they change. */
final class RoundTables {
  private static final String ROUNDS =
      "SELECT proposal_id, round_no, base_commit, content, report, created_at FROM rounds ";

  private RoundTables() {}

  static Round require(Handle handle, int proposal, int number) {
    return handle
        .createQuery(ROUNDS + "WHERE proposal_id = :proposal AND round_no = :number")
        .bind("proposal", proposal)
        .bind("number", number)
        .map((row, context) -> round(row))
        .findOne()
        .orElseThrow(
            () ->
                new TallyException(
                    ErrorCode.NOT_FOUND,
                    "proposal %d has no round %d".formatted(proposal, number)));
  }

  static List<Round> list(Handle handle, int proposal) {
    return handle
        .createQuery(ROUNDS + "WHERE proposal_id = :proposal ORDER BY round_no")
        .bind("proposal", proposal)
        .map((row, context) -> round(row))
        .list();
  }

  static SortedMap<String, Optional<String>> files(Handle handle, int proposal, int number) {
    SortedMap<String, Optional<String>> files = new TreeMap<>();
    handle
        .createQuery(
            """
            SELECT f.path, b.content
            FROM round_files f LEFT JOIN blobs b ON b.hash = f.blob
            WHERE f.proposal_id = :proposal AND f.round_no = :number
            """)
        .bind("proposal", proposal)
        .bind("number", number)
        .map(
            (row, context) ->
                Map.entry(row.getString("path"), Optional.ofNullable(row.getString("content"))))
        .forEach(entry -> files.put(entry.getKey(), entry.getValue()));
    return files;
  }

  /** By name. */
  static List<TypeChange> types(Handle handle, int proposal, int number) {
    return handle
        .createQuery(
            """
            SELECT event_type, fingerprint FROM round_types
            WHERE proposal_id = :proposal AND round_no = :number
            ORDER BY event_type
            """)
        .bind("proposal", proposal)
        .bind("number", number)
        .map(
            (row, context) ->
                new TypeChange(
                    row.getString("event_type"),
                    Optional.empty(),
                    Optional.ofNullable(row.getObject("fingerprint", Long.class))))
        .list();
  }

  static void insert(Turn turn, Round round) {
    turn.handle()
        .createUpdate(
            """
            INSERT INTO rounds (proposal_id, round_no, base_commit, content, report, created_at)
            VALUES (:proposal, :number, :base, :content, :report, :now)
            """)
        .bind("proposal", round.proposal())
        .bind("number", round.number())
        .bind("base", round.baseCommit())
        .bind("content", round.content())
        .bind("report", CheckReportJson.write(round.report()))
        .bind("now", turn.nowUtc())
        .execute();
  }

  static void insertFile(Turn turn, Round round, String path, Optional<String> text) {
    turn.handle()
        .createUpdate(
            """
            INSERT INTO round_files (proposal_id, round_no, path, blob)
            VALUES (:proposal, :number, :path, :blob)
            """)
        .bind("proposal", round.proposal())
        .bind("number", round.number())
        .bind("path", path)
        .bind("blob", text.map(t -> Blobs.keep(turn, t)).orElse(null))
        .execute();
  }

  static void insertType(Turn turn, Round round, TypeChange type) {
    turn.handle()
        .createUpdate(
            """
            INSERT INTO round_types (proposal_id, round_no, event_type, fingerprint)
            VALUES (:proposal, :number, :eventType, :fingerprint)
            """)
        .bind("proposal", round.proposal())
        .bind("number", round.number())
        .bind("eventType", type.eventType())
        .bind("fingerprint", type.fingerprint().orElse(null))
        .execute();
  }

  private static Round round(ResultSet row) throws SQLException {
    return new Round(
        row.getInt("proposal_id"),
        row.getInt("round_no"),
        row.getInt("base_commit"),
        row.getString("content"),
        CheckReportJson.read(row.getString("report")),
        row.getObject("created_at", OffsetDateTime.class).toInstant());
  }
}
