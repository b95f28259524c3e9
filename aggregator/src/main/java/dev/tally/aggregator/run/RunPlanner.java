package dev.tally.aggregator.run;

import dev.tally.aggregator.run.RunReport.Outcome;
import dev.tally.aggregator.run.Standing.Group;
import dev.tally.aggregator.statement.SelectCompleteness;
import dev.tally.aggregator.statement.SelectLatestRevision;
import dev.tally.aggregator.statement.SelectLatestRun;
import dev.tally.aggregator.statement.SelectPendingBlocks;
import dev.tally.aggregator.statement.SelectRangeEvents;
import dev.tally.aggregator.statement.SelectRangeEvents.RangeEvents;
import dev.tally.edl.registry.Catalog;
import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import dev.tally.storage.ClickHouse;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Decides which committed inserts make the next run, and notes it. */
final class RunPlanner {
  /** A run, or why there is none. */
  sealed interface Next {
    /**
     * @param isMore whether there will be another right after it
     */
    record Planned(Run run, boolean isMore) implements Next {}

    record Nothing(Outcome outcome) implements Next {}
  }

  private final Catalog catalog;
  private final RunLog log;
  private final RunSize size;
  private final SelectPendingBlocks selectPendingBlocks;
  private final SelectRangeEvents selectRangeEvents;
  private final SelectLatestRevision selectLatestRevision;
  private final SelectLatestRun selectLatestRun;
  private final SelectCompleteness selectCompleteness;
  private final Set<Duration> checked = ConcurrentHashMap.newKeySet();
  private volatile boolean isTurnOfThoseBehind;

  RunPlanner(Catalog catalog, ClickHouse clickHouse, RunLog log, RunSize size) {
    this.catalog = catalog;
    this.log = log;
    this.size = size;
    this.selectPendingBlocks = new SelectPendingBlocks(clickHouse);
    this.selectRangeEvents = new SelectRangeEvents(clickHouse);
    this.selectLatestRevision = new SelectLatestRevision(clickHouse);
    this.selectLatestRun = new SelectLatestRun(clickHouse);
    this.selectCompleteness = new SelectCompleteness(clickHouse);
  }

  /**
   * Where some resolutions are behind, they and the foremost take turns.
   *
   * @param resolutions ascending
   */
  Next next(List<Duration> resolutions) {
    resolutions.forEach(this::checkOnce);
    Standing standing = Standing.of(log.positions(resolutions));
    boolean isAnyBehind = !standing.behind().isEmpty();
    if (isAnyBehind && (isTurnOfThoseBehind || standing.foremost().isEmpty())) {
      isTurnOfThoseBehind = false;
      return catchUp(standing.behind().getFirst(), standing.goal());
    }
    isTurnOfThoseBehind = true;
    Next next =
        standing
            .foremost()
            .map(group -> goOn(group, isAnyBehind))
            .orElseGet(() -> new Next.Nothing(Outcome.IDLE));
    return isAnyBehind && next.equals(new Next.Nothing(Outcome.IDLE))
        ? catchUp(standing.behind().getFirst(), standing.goal())
        : next;
  }

  private Next goOn(Group foremost, boolean isAnyBehind) {
    Map<String, Long> positions = foremost.positions();
    BlockSelection selection =
        BlockSelection.of(selectPendingBlocks.run(positions), positions, size.eventsMax());
    return selection.ranges().isEmpty()
        ? new Next.Nothing(Outcome.IDLE)
        : plan(foremost, selection, isAnyBehind);
  }

  private Next catchUp(Group behind, Map<String, Long> goal) {
    Map<String, Long> positions = behind.positions();
    return plan(
        behind,
        BlockSelection.upTo(goal, selectPendingBlocks.run(positions), positions, size.eventsMax()),
        true);
  }

  private Next plan(Group group, BlockSelection selection, boolean isMore) {
    if (isCatalogBehind(selection)) {
      return new Next.Nothing(Outcome.CATALOG_BEHIND);
    }
    Run run =
        log.plan(
            group.resolutions(),
            selection.ranges(),
            selection.events(),
            selectCompleteness.run(group.resolutions()));
    return new Next.Planned(run, isMore || selection.isMore());
  }

  /**
   * Whether rows name a revision above the catalog's watermark. Planned now, they would count by
   * the metrics of an earlier revision, or not at all where the event type is new.
   */
  private boolean isCatalogBehind(BlockSelection selection) {
    List<RangeEvents> events = selectRangeEvents.run(selection.ranges());
    if (events.isEmpty()) {
      return false;
    }
    Instant first =
        events.stream().map(RangeEvents::receivedMin).min(Comparator.naturalOrder()).orElseThrow();
    Instant last =
        events.stream().map(RangeEvents::receivedMax).max(Comparator.naturalOrder()).orElseThrow();
    return selectLatestRevision.run(selection.ranges(), first, last) > catalog.watermark();
  }

  /**
   * States of runs that this metadata database does not know would be counted a second time: it was
   * restored from an older copy, or made anew.
   */
  private void checkOnce(Duration resolution) {
    if (!checked.contains(resolution)) {
      long known = log.latest();
      long written = selectLatestRun.run(resolution);
      if (written > known) {
        throw new TallyException(
            ErrorCode.CONFIG_INVALID,
            "rollup: ClickHouse holds states of run %d, but the metadata database knows runs to %d only; they belong together: restore the newer metadata database, or empty the states and series tables"
                .formatted(written, known));
      }
      checked.add(resolution);
    }
  }
}
