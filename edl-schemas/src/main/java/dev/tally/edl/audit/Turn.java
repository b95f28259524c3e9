package dev.tally.edl.audit;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import tools.jackson.databind.json.JsonMapper;

/** A transaction that changes the registry, while no other does. */
public final class Turn {
  private static final JsonMapper MAPPER = JsonMapper.shared();

  private final Handle handle;
  private final Instant now;

  Turn(Handle handle, Instant now) {
    this.handle = handle;
    this.now = now;
  }

  public Handle handle() {
    return handle;
  }

  /** The time of all that this turn writes, in whole milliseconds. */
  public Instant now() {
    return now;
  }

  /** {@link #now} as databases take it. */
  public OffsetDateTime nowUtc() {
    return now.atOffset(ZoneOffset.UTC);
  }

  /** Adds an entry to the log. */
  public void record(Act act) {
    handle
        .createUpdate(
            """
            INSERT INTO audit
                (id, happened_at, actor, action, proposal_id, commit_id, subject, details)
            VALUES ((SELECT coalesce(max(id), 0) + 1 FROM audit),
                :now, :actor, :action, :proposal, :commit, :subject, :details)
            """)
        .bind("now", nowUtc())
        .bind("actor", act.actor())
        .bind("action", act.action().name())
        .bind("proposal", act.proposal().orElse(null))
        .bind("commit", act.commit().orElse(null))
        .bind("subject", act.subject())
        .bind("details", MAPPER.writeValueAsString(act.details()))
        .execute();
  }

  /**
   * The next id of a table whose ids ascend without a gap.
   *
   * @param table one of the registry's, with an integer {@code id}
   */
  public int nextId(String table) {
    Optional<Integer> last =
        handle
            .createQuery("SELECT max(id) FROM <table>")
            .define("table", table)
            .mapTo(Integer.class)
            .findOne();
    return last.orElse(0) + 1;
  }
}
