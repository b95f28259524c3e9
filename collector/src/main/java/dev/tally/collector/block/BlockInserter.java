package dev.tally.collector.block;

import dev.tally.collector.encode.EventBlock;
import dev.tally.collector.journal.Journal;
import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import dev.tally.storage.ClickHouse;
import dev.tally.storage.OutputStreamWriter;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.function.ObjLongConsumer;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Inserts blocks in order, each until the engine has confirmed it: the rejected events, the events,
 * and last the rows of {@code inserts} that say the block is there. Every insert carries a token
 * that follows from the collector's id and the block's number, so the engine drops what it has
 * already.
 *
 * <p>One thread.
 */
final class BlockInserter implements Runnable {
  private static final Logger log = LoggerFactory.getLogger(BlockInserter.class);

  private final ClickHouse clickHouse;
  private final Journal journal;
  private final BlocksLog blocksLog;
  private final BlockExchange exchange;
  private final String collectorId;
  private final Timer timer;
  private final ObjLongConsumer<ErrorCode> rejected;
  private final Outage engine;
  private final Outage noting;

  BlockInserter(
      ClickHouse clickHouse,
      Journal journal,
      BlocksLog blocksLog,
      BlockExchange exchange,
      String collectorId,
      Timer timer,
      ObjLongConsumer<ErrorCode> rejected,
      CountDownLatch stopped) {
    this.clickHouse = clickHouse;
    this.journal = journal;
    this.blocksLog = blocksLog;
    this.exchange = exchange;
    this.collectorId = collectorId;
    this.timer = timer;
    this.rejected = rejected;
    this.engine = new Outage(log, "storing events", stopped);
    this.noting = new Outage(log, "noting a stored block in the journal's directory", stopped);
  }

  private record Insert(
      String table, List<String> columns, String token, OutputStreamWriter body) {}

  @Override
  public void run() {
    try {
      Optional<FormedBlock> next = exchange.takeFormed();
      while (next.isPresent()) {
        store(next.get());
        next = exchange.takeFormed();
      }
    } catch (RuntimeException e) {
      log.error("no more events are stored until the collector is started again", e);
    } catch (InterruptedException e) {
      // Stopped: the block's plan is on disk, and it comes again after the next start.
    }
  }

  private void store(FormedBlock block) throws InterruptedException {
    long started = System.nanoTime();
    for (Insert insert : inserts(block)) {
      insertUntilConfirmed(insert);
    }
    noteStored(block);
    block.content().rejections().forEach(rejected);
    journal.release(block.plan().lastSequence());
    exchange.giveBack(block.content());
    timer.record(Duration.ofNanos(System.nanoTime() - started));
  }

  private List<Insert> inserts(FormedBlock formed) {
    EventBlock content = formed.content();
    long block = formed.plan().block();
    String token = collectorId + ":" + block;
    Insert rejected =
        new Insert(
            "events_rejected",
            EventBlock.REJECTED_COLUMNS,
            token + ":rejected",
            out -> content.writeRejected(out, collectorId, block));
    Insert events =
        new Insert(
            "events",
            EventBlock.EVENTS_COLUMNS,
            token,
            out -> content.writeEvents(out, collectorId, block));
    Insert committed =
        new Insert(
            "inserts",
            EventBlock.INSERTS_COLUMNS,
            token + ":inserts",
            out -> content.writeInserts(out, collectorId, block));
    Insert replayed =
        new Insert(
            "rejects_replayed",
            EventBlock.REPLAYED_COLUMNS,
            token + ":replayed",
            out -> content.writeReplayed(out, collectorId, block));
    List<Insert> inserts = new ArrayList<>();
    if (content.rejectedRows() > 0) {
      inserts.add(rejected);
    }
    if (content.stored() > 0) {
      inserts.add(events);
    }
    if (content.replayedRows() > 0) {
      // After the events: what it says of them is true as soon as it can be read.
      inserts.add(replayed);
    }
    if (content.stored() > 0) {
      inserts.add(committed);
    }
    inserts.addAll(auditInserts(content, token));
    return inserts;
  }

  /** Last: what a producer says of its events comes after the events that it speaks of. */
  private List<Insert> auditInserts(EventBlock content, String token) {
    Insert received =
        new Insert(
            "audit_received",
            EventBlock.RECEIVED_COLUMNS,
            token + ":received",
            out -> content.writeReceived(out, collectorId));
    Insert reports =
        new Insert(
            "audit_reports", EventBlock.REPORTS_COLUMNS, token + ":reports", content::writeReports);
    if (content.uncounted() > 0) {
      log.warn(
          "{} events of a block are not counted for the audit: they belong to too many minutes and"
              + " event types",
          content.uncounted());
    }
    List<Insert> first = content.received() == 0 ? List.of() : List.of(received);
    List<Insert> second = content.reports() == 0 ? List.of() : List.of(reports);
    return Stream.concat(first.stream(), second.stream()).toList();
  }

  private void insertUntilConfirmed(Insert insert) throws InterruptedException {
    while (true) {
      try {
        clickHouse.insertNative(insert.table(), insert.columns(), insert.token(), insert.body());
        engine.worked();
        return;
      } catch (TallyException e) {
        if (Thread.currentThread().isInterrupted()) {
          throw new InterruptedException("stopped");
        }
        engine.failed(e.code() + ": " + e.getMessage());
      }
    }
  }

  private void noteStored(FormedBlock block) throws InterruptedException {
    Settled before = blocksLog.settled();
    Settled now =
        new Settled(
            block.acceptedThrough(),
            before.stored() + block.content().stored(),
            before.rejected() + block.content().rejected());
    while (true) {
      try {
        journal.keepEventIds();
        blocksLog.stored(block.plan(), now);
        noting.worked();
        return;
      } catch (TallyException e) {
        noting.failed(String.valueOf(e.getMessage()));
      }
    }
  }
}
