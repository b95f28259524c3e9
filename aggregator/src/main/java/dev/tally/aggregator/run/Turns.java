package dev.tally.aggregator.run;

import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import dev.tally.metadata.MetadataDatabase;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * One at a time per resolution, over all processes of a metadata database: a row's lock, held by an
 * open transaction of its own for as long as the work takes. It goes with the connection, so a
 * process that dies leaves none behind.
 */
final class Turns {
  private static final String CREATE =
      "INSERT INTO rollup_turn (resolution_s) VALUES (?) ON CONFLICT DO NOTHING";
  private static final String LOCK =
      "SELECT resolution_s FROM rollup_turn WHERE resolution_s = ? FOR UPDATE SKIP LOCKED";

  private final MetadataDatabase metadata;

  Turns(MetadataDatabase metadata) {
    this.metadata = metadata;
  }

  /** Empty when somebody else has the turn. */
  <T> Optional<T> during(Duration resolution, Supplier<T> work) {
    // Not through Jdbi: it would let the work's own statements join this transaction.
    try (Connection connection = metadata.dataSource().getConnection()) {
      execute(connection, CREATE, resolution);
      connection.setAutoCommit(false);
      try {
        return execute(connection, LOCK, resolution) ? Optional.of(work.get()) : Optional.empty();
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
  private static boolean execute(Connection connection, String sql, Duration resolution)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setLong(1, resolution.toSeconds());
      return statement.execute() && statement.getResultSet().next();
    }
  }
}
