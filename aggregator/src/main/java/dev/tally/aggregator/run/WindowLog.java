package dev.tally.aggregator.run;

import dev.tally.aggregator.plan.Window;
import dev.tally.metadata.MetadataDatabase;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** How far rolling windows are, in the metadata database. */
final class WindowLog {
  /**
   * @param run states of later runs are not in the window's points
   * @param open the latest step that had begun; below 0 where there was none
   */
  record Position(long run, long open) {
    static final Position NONE = new Position(0, -1);
  }

  private final MetadataDatabase metadata;

  WindowLog(MetadataDatabase metadata) {
    this.metadata = metadata;
  }

  Position position(Window window) {
    return metadata.withHandle(
        handle ->
            handle
                .createQuery(
                    """
                    SELECT run, open_s FROM rollup_window
                    WHERE event = :event AND metric = :metric AND window_s = :window
                      AND step_s = :step""")
                .bind("event", window.eventType())
                .bind("metric", window.metric().name())
                .bind("window", window.length().toSeconds())
                .bind("step", window.step().toSeconds())
                .map((row, context) -> new Position(row.getLong(1), row.getLong(2)))
                .findOne()
                .orElse(Position.NONE));
  }

  void move(Window window, Position to) {
    metadata.inTransaction(
        handle -> {
          int moved =
              bind(
                  handle,
                  """
                  UPDATE rollup_window SET run = :run, open_s = :open, step_s = :step
                  WHERE event = :event AND metric = :metric AND window_s = :window""",
                  window,
                  to);
          return moved > 0
              ? moved
              : bind(
                  handle,
                  """
                  INSERT INTO rollup_window (event, metric, window_s, step_s, run, open_s)
                  VALUES (:event, :metric, :window, :step, :run, :open)""",
                  window,
                  to);
        });
  }

  private static int bind(Handle handle, String sql, Window window, Position to) {
    return handle
        .createUpdate(sql)
        .bind("event", window.eventType())
        .bind("metric", window.metric().name())
        .bind("window", window.length().toSeconds())
        .bind("step", window.step().toSeconds())
        .bind("run", to.run())
        .bind("open", to.open())
        .execute();
  }

  /**
   * Notes, before the states go, buckets in which a run replaces them. A repeat changes nothing.
   */
  void noteReplaced(Run run, String event, Duration resolution, Collection<Long> buckets) {
    metadata.inTransaction(
        handle -> {
          handle
              .createUpdate(
                  "DELETE FROM rollup_window_replaced WHERE event = :event AND step_s = :step AND run = :run")
              .bind("event", event)
              .bind("step", resolution.toSeconds())
              .bind("run", run.id())
              .execute();
          for (long bucket : buckets) {
            handle
                .createUpdate(
                    """
                    INSERT INTO rollup_window_replaced (event, step_s, run, bucket_s)
                    VALUES (:event, :step, :run, :bucket)""")
                .bind("event", event)
                .bind("step", resolution.toSeconds())
                .bind("run", run.id())
                .bind("bucket", bucket)
                .execute();
          }
          return buckets.size();
        });
  }

  /** Ascending, each once. */
  List<Long> replaced(Window window, long after) {
    return metadata.withHandle(
        handle ->
            handle
                .createQuery(
                    """
                    SELECT DISTINCT bucket_s FROM rollup_window_replaced
                    WHERE event = :event AND step_s = :step AND run > :after ORDER BY bucket_s""")
                .bind("event", window.eventType())
                .bind("step", window.step().toSeconds())
                .bind("after", after)
                .mapTo(Long.class)
                .list());
  }

  /** What all windows have taken in. */
  void forgetReplaced(long upTo) {
    metadata.withHandle(
        handle ->
            handle
                .createUpdate("DELETE FROM rollup_window_replaced WHERE run <= :run")
                .bind("run", upTo)
                .execute());
  }
}
