package dev.tally.collector;

import dev.tally.collector.block.BlockWriter;
import dev.tally.collector.block.BlocksLog;
import dev.tally.collector.block.Settled;
import dev.tally.collector.grpc.IngestCounters;
import dev.tally.collector.grpc.IngestEdge;
import dev.tally.collector.journal.Disk;
import dev.tally.collector.journal.Journal;
import dev.tally.collector.journal.JournalDirectory;
import dev.tally.edl.registry.Catalog;
import dev.tally.storage.ClickHouse;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.ToDoubleFunction;

/**
 * A collector, from the wire to the engine:
 *
 * <ol>
 *   <li>the edge takes batches ({@link IngestEdge});
 *   <li>the journal puts them on disk, and they are acknowledged ({@link Journal});
 *   <li>the writer makes blocks of them and sees those into the engine ({@link BlockWriter}).
 * </ol>
 */
public final class Collector implements AutoCloseable {
  private final Journal journal;
  private final BlocksLog blocks;
  private final BlockWriter writer;
  private final IngestEdge edge;
  private final Deque<AutoCloseable> opened;

  private Collector(
      Journal journal,
      BlocksLog blocks,
      BlockWriter writer,
      IngestEdge edge,
      Deque<AutoCloseable> opened) {
    this.journal = journal;
    this.blocks = blocks;
    this.writer = writer;
    this.edge = edge;
    this.opened = opened;
  }

  /**
   * Takes up what the journal holds, then listens.
   *
   * @throws dev.tally.error.TallyException JOURNAL_IN_USE, JOURNAL_CORRUPT, DISK_FULL, PORT_IN_USE
   */
  public static Collector start(
      CollectorSettings settings,
      Catalog catalog,
      ClickHouse clickHouse,
      MeterRegistry meters,
      Clock clock) {
    SecureRandom random = new SecureRandom();
    Deque<AutoCloseable> opened = new ArrayDeque<>();
    try {
      JournalDirectory directory = JournalDirectory.open(settings.journalDirectory(), random);
      opened.push(directory);
      BlocksLog blocks = BlocksLog.open(directory, Disk.REAL);
      opened.push(blocks);
      Journal.Start start =
          new Journal.Start(blocks.plannedThrough(), blocks.settled().acceptedThrough());
      Journal journal = Journal.open(directory, settings.journal(), start, Disk.REAL);
      opened.push(journal);
      BlockWriter writer =
          new BlockWriter(journal, blocks, catalog, clickHouse, directory.collectorId(), random);
      writer.start();
      opened.push(writer);
      IngestEdge edge =
          IngestEdge.start(
              settings.listen(), settings.port(), journal, new IngestCounters(meters), clock);
      Collector collector = new Collector(journal, blocks, writer, edge, opened);
      collector.export(meters);
      return collector;
    } catch (RuntimeException e) {
      closeAll(opened);
      throw e;
    }
  }

  private void export(MeterRegistry meters) {
    gauge(meters, "tally_collector_accepted", status -> status.accepted());
    gauge(meters, "tally_collector_stored", status -> status.stored());
    gauge(meters, "tally_collector_rejected", status -> status.rejected());
    gauge(meters, "tally_collector_pending", status -> status.pending());
    Gauge.builder("tally_journal_bytes", journal, Journal::bytes).register(meters);
    Gauge.builder("tally_journal_damaged_bytes", journal, Journal::damagedBytes).register(meters);
  }

  private void gauge(MeterRegistry meters, String name, ToDoubleFunction<CollectorStatus> count) {
    Gauge.builder(name, this, collector -> count.applyAsDouble(collector.status()))
        .register(meters);
  }

  public int port() {
    return edge.port();
  }

  public CollectorStatus status() {
    // Settled first: what is settled was accepted.
    Settled settled = blocks.settled();
    long accepted = Math.max(journal.acceptedTotal(), settled.acceptedThrough());
    return new CollectorStatus(
        accepted,
        settled.stored(),
        settled.rejected(),
        accepted - settled.stored() - settled.rejected());
  }

  /** Whether the engine refuses blocks at present. */
  public boolean isEngineFailing() {
    return writer.isFailing();
  }

  /** Listens no more, puts on disk what was taken, stores what can be stored soon. */
  @Override
  public void close() {
    edge.close();
    journal.finish();
    closeAll(opened);
  }

  private static void closeAll(Deque<AutoCloseable> opened) {
    while (!opened.isEmpty()) {
      try {
        opened.pop().close();
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
