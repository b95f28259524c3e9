package dev.tally.aggregator.cap;

import dev.tally.aggregator.plan.CappedDimension;
import dev.tally.aggregator.plan.ScanPlan;
import dev.tally.aggregator.statement.AdmittedValues;
import dev.tally.aggregator.statement.AdmittedValues.Dimension;
import dev.tally.aggregator.statement.Scratch;
import dev.tally.aggregator.turn.Turns;
import dev.tally.storage.ClickHouse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs a scan so that no dimension makes more groups than it may have values. Values are
 * <i>admitted</i> as they are found, as long as there is room; a dimension without room is
 * <i>full</i>, and what is not admitted counts as {@code __other__}:
 *
 * <ol>
 *   <li>the scan, with the values of full dimensions made one in the very column that it groups by;
 *   <li>what it found that is new of the other dimensions is admitted. Where that is more than
 *       there is room for, the most frequent ones are, and
 *   <li>the scan is made again, as that dimension is full now: once in its life.
 * </ol>
 *
 * <p>So when it returns, each value of the rows is admitted, or its dimension is full, which it
 * stays: a repeat over the same rows finds the same groups, whoever admitted what meanwhile.
 *
 * <p>Safe for use by several threads and processes.
 */
public final class CappedScan {
  private static final Logger LOG = LoggerFactory.getLogger(CappedScan.class);

  private final Scratch scratch;
  private final AdmittedValues admittedValues;
  private final Turns turns;

  public CappedScan(ClickHouse clickHouse, Turns turns) {
    this.scratch = new Scratch(clickHouse);
    this.admittedValues = new AdmittedValues(clickHouse);
    this.turns = turns;
  }

  /**
   * Into a new table.
   *
   * @param rows of the plan that it is given, the raw rows
   * @return what counts as {@code __other__}; dimensions without such events are left out
   */
  public List<OtherEvents> run(String table, ScanPlan plan, Function<ScanPlan, String> rows) {
    // 1. Scan
    List<CappedDimension> full = full(plan);
    create(table, plan, full, rows);

    // 2. Admit
    List<CappedDimension> open =
        plan.capped().stream().filter(dimension -> !full.contains(dimension)).toList();
    List<CappedDimension> over = new ArrayList<>();
    if (!open.isEmpty() && !admittedValues.countNew(table, plan, open).isEmpty()) {
      over.addAll(turns.whileAdmitting(() -> admit(table, plan, open, rows)));
    }

    // 3. Once more
    if (!over.isEmpty()) {
      over.addAll(full);
      scratch.drop(table);
      create(table, plan, over, rows);
      return others(table, plan, over);
    }
    return others(table, plan, full);
  }

  /** The same, but admits nothing. */
  public void look(String table, ScanPlan plan, Function<ScanPlan, String> rows) {
    create(table, plan, full(plan), rows);
  }

  private void create(
      String table, ScanPlan plan, List<CappedDimension> full, Function<ScanPlan, String> rows) {
    ScanPlan kept = plan.withOthers(full);
    scratch.create(table, kept, rows.apply(kept));
  }

  private List<CappedDimension> full(ScanPlan plan) {
    if (plan.capped().isEmpty()) {
      return List.of();
    }
    Map<Dimension, Long> counts = admittedValues.counts(plan.eventType());
    return plan.capped().stream().filter(dimension -> room(plan, dimension, counts) <= 0).toList();
  }

  private static long room(ScanPlan plan, CappedDimension dimension, Map<Dimension, Long> counts) {
    return dimension.valuesMax()
        - counts.getOrDefault(new Dimension(plan.eventType(), dimension.attribute()), 0L);
  }

  /** Returns the dimensions with values that found no room. */
  private List<CappedDimension> admit(
      String table, ScanPlan plan, List<CappedDimension> open, Function<ScanPlan, String> rows) {
    Map<Dimension, Long> counts = admittedValues.counts(plan.eventType());
    Map<String, Long> found = admittedValues.countNew(table, plan, open);
    List<CappedDimension> over = new ArrayList<>();
    for (CappedDimension dimension : open) {
      long values = found.getOrDefault(dimension.attribute(), 0L);
      long room = Math.max(0, room(plan, dimension, counts));
      if (values > room) {
        if (room > 0) {
          admittedValues.admitMostFrequent(rows.apply(plan), plan, dimension, room);
        }
        LOG.warn(
            "dimension {} of {} has more than {} values; those beyond count as {}",
            dimension.attribute(),
            plan.eventType(),
            dimension.valuesMax(),
            CappedDimension.OTHER);
        over.add(dimension);
      } else if (values > 0) {
        admittedValues.admitAll(table, plan, dimension);
      }
    }
    return over;
  }

  private List<OtherEvents> others(String table, ScanPlan plan, List<CappedDimension> full) {
    if (full.isEmpty()) {
      return List.of();
    }
    return admittedValues.countOthers(table, full).entrySet().stream()
        .map(count -> new OtherEvents(plan.eventType(), count.getKey(), count.getValue()))
        .toList();
  }
}
