package dev.tally.aggregator.turn;

import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import dev.tally.metadata.MetadataDatabase;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * One at a time over all processes of a metadata database: row locks, held by an open transaction
 * of their own for as long as the work takes. They go with the connection, so a process that dies
 * leaves none behind. The rows are those of the resolutions, which processes of older versions take
 * one by one, one of resolution 0 for what is common to all, and those below 0 for what goes on
 * beside the runs: entities, backfills, looks at other sites.
 */
public final class Turns {
  private static final String CREATE =
      "INSERT INTO rollup_turn (resolution_s) VALUES (?) ON CONFLICT DO NOTHING";
  private static final String LOCK =
      "SELECT resolution_s FROM rollup_turn WHERE resolution_s = ? FOR UPDATE SKIP LOCKED";

  private static final long ENTITIES = -1;
  private static final long BACKFILLS = -2;
  private static final long SITES = -3;

  private final MetadataDatabase metadata;

  public Turns(MetadataDatabase metadata) {
    this.metadata = metadata;
  }

  /** Empty when somebody else has the turn. */
  public <T> Optional<T> during(List<Duration> resolutions, Supplier<T> work) {
    return duringRows(
        Stream.concat(Stream.of(Duration.ZERO), resolutions.stream())
            .map(Duration::toSeconds)
            .distinct()
            .sorted()
            .toList(),
        work);
  }

  /** The same for the current state of entities, beside whatever rollups do. */
  public <T> Optional<T> duringEntities(Supplier<T> work) {
    return duringRows(List.of(ENTITIES), work);
  }

  /** For backfills; empty when somebody else is at them. Runs go on meanwhile. */
  public <T> Optional<T> duringBackfills(Supplier<T> work) {
    return duringRows(List.of(BACKFILLS), work);
  }

  /** For looks at other sites; runs go on meanwhile. */
  public <T> Optional<T> duringSites(Supplier<T> work) {
    return duringRows(List.of(SITES), work);
  }

  private <T> Optional<T> duringRows(List<Long> rows, Supplier<T> work) {
    // Not through Jdbi: it would let the work's own statements join this transaction.
    try (Connection connection = metadata.dataSource().getConnection()) {
      for (long row : rows) {
        execute(connection, CREATE, row);
      }
      connection.setAutoCommit(false);
      try {
        for (long row : rows) {
          if (!execute(connection, LOCK, row)) {
            return Optional.empty();
          }
        }
        return Optional.of(work.get());
      } finally {
        connection.rollback();
        connection.setAutoCommit(true);
      }
    } catch (SQLException e) {
      throw new TallyException(
          ErrorCode.METADATA_UNAVAILABLE,
          "rollup: the metadata database does not give out turns: " + e.getMessage(),
          e);
    }
  }

  /** Whether there is a first row, for a query. */
  private static boolean execute(Connection connection, String sql, long resolutionSeconds)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setLong(1, resolutionSeconds);
      return statement.execute() && statement.getResultSet().next();
    }
  }
}
