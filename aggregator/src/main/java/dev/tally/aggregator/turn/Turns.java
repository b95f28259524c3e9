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
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One at a time over all processes of a metadata database: row locks, held by an open transaction
 * of their own for as long as the work takes. They go with the connection, so a process that dies
 * leaves none behind; and one whose connection breaks has lost its turn, and learns of it when it
 * notes what it has done. The rows are those of the resolutions, which processes of older versions
 * take one by one, one of resolution 0 for what is common to all, and those below 0 for what goes
 * on beside the runs: entities, backfills, values of dimensions, looks at other sites.
 */
public final class Turns {
  private static final String CREATE =
      "INSERT INTO rollup_turn (resolution_s) VALUES (?) ON CONFLICT DO NOTHING";
  private static final String LOCK =
      "SELECT resolution_s FROM rollup_turn WHERE resolution_s = ? FOR UPDATE SKIP LOCKED";

  private static final String LOCK_WAITING =
      "SELECT resolution_s FROM rollup_turn WHERE resolution_s = ? FOR UPDATE";

  private static final long PAUSE_NANOS = 50_000_000;

  private static final Logger LOG = LoggerFactory.getLogger(Turns.class);

  private static final long ENTITIES = -1;
  private static final long BACKFILLS = -2;
  private static final long VALUES = -3;
  private static final long SITES = -4;

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

  /**
   * Between runs: waits until nobody has the turn, and no interrupted run is left.
   *
   * @return empty when that did not come in time
   */
  public <T> Optional<T> betweenRuns(
      List<Duration> resolutions, Duration waitMax, Supplier<T> work) {
    long deadline = System.nanoTime() + waitMax.toNanos();
    while (true) {
      Optional<Optional<T>> result =
          during(resolutions, () -> isRunUnderWay() ? Optional.empty() : Optional.of(work.get()));
      if (result.isPresent() && result.get().isPresent()) {
        return result.get();
      }
      if (System.nanoTime() > deadline) {
        return Optional.empty();
      }
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }

  /** One that was interrupted has written some of its states. */
  private boolean isRunUnderWay() {
    return metadata.withHandle(
            handle ->
                handle
                    .createQuery(
                        "SELECT count(*) FROM rollup_run WHERE state IN ('PLANNED', 'STATES_WRITTEN')")
                    .mapTo(Long.class)
                    .one())
        > 0;
  }

  /**
   * For admitting values of dimensions, a matter of milliseconds: waits for whoever is at it. The
   * work has nothing to do with the metadata database.
   */
  public <T> T whileAdmitting(Supplier<T> work) {
    Connection connection = connect(List.of(VALUES));
    try {
      execute(connection, LOCK_WAITING, VALUES);
      return work.get();
    } catch (SQLException e) {
      throw noTurns(e);
    } finally {
      release(connection);
    }
  }

  private <T> Optional<T> duringRows(List<Long> rows, Supplier<T> work) {
    Connection connection = connect(rows);
    try {
      return lock(connection, rows) ? Optional.of(work.get()) : Optional.empty();
    } finally {
      release(connection);
    }
  }

  /** Not through Jdbi: it would let the work's own statements join this transaction. */
  private Connection connect(List<Long> rows) {
    try {
      Connection connection = metadata.dataSource().getConnection();
      try {
        for (long row : rows) {
          execute(connection, CREATE, row);
        }
        connection.setAutoCommit(false);
        return connection;
      } catch (SQLException e) {
        connection.close();
        throw e;
      }
    } catch (SQLException e) {
      throw noTurns(e);
    }
  }

  private static boolean lock(Connection connection, List<Long> rows) {
    try {
      for (long row : rows) {
        if (!execute(connection, LOCK, row)) {
          return false;
        }
      }
      return true;
    } catch (SQLException e) {
      throw noTurns(e);
    }
  }

  /**
   * A connection that is lost has released its locks by itself, at some time while the work went
   * on. What came of that is decided where the work is noted, and not here.
   */
  private static void release(Connection connection) {
    try (connection) {
      connection.rollback();
      connection.setAutoCommit(true);
    } catch (SQLException e) {
      LOG.info("the connection that held a turn was lost: {}", e.getMessage());
    }
  }

  private static TallyException noTurns(SQLException e) {
    return new TallyException(
        ErrorCode.METADATA_UNAVAILABLE,
        "rollup: the metadata database does not give out turns: " + e.getMessage(),
        e);
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
