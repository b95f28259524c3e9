package dev.tally.edl.audit;

import dev.tally.metadata.MetadataDatabase;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;

/**
 * Gives whoever changes the registry his turn, over all processes: the one row of {@code
 * registry_lock} is locked until the transaction ends. So ids become visible in their order, and
 * what a turn has read does not change before it ends.
 */
public final class Turns {
  private final MetadataDatabase database;
  private final Clock clock;

  /** Brings the registry's tables up to date. */
  public Turns(MetadataDatabase database, Clock clock) {
    this.database = database;
    this.clock = clock;
    database.migrate("registry");
  }

  /**
   * Waits for the turn and runs a change in one transaction; nothing is changed when it throws.
   *
   * @throws dev.tally.error.TallyException METADATA_UNAVAILABLE when the database does not answer
   */
  public <R> R take(Function<Turn, R> change) {
    return database.<R, RuntimeException>inTransaction(
        handle -> {
          handle.execute("SELECT id FROM registry_lock FOR UPDATE");
          return change.apply(new Turn(handle, now()));
        });
  }

  /**
   * Reads without a turn.
   *
   * @throws dev.tally.error.TallyException METADATA_UNAVAILABLE when the database does not answer
   */
  public <R> R read(Function<Handle, R> query) {
    return database.<R, RuntimeException>withHandle(query::apply);
  }

  /** As precise as both databases store it. */
  public Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MILLIS);
  }
}
