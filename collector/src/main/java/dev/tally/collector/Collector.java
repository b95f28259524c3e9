package dev.tally.collector;

import dev.tally.collector.admission.Admission;
import dev.tally.collector.block.BlockWriter;
import dev.tally.collector.block.BlocksLog;
import dev.tally.collector.block.Settled;
import dev.tally.collector.grpc.IngestServer;
import dev.tally.collector.http.EventsApi;
import dev.tally.collector.http.WriteKeys;
import dev.tally.collector.journal.Disk;
import dev.tally.collector.journal.Journal;
import dev.tally.collector.journal.JournalDirectory;
import dev.tally.collector.observe.DimensionKeeper;
import dev.tally.collector.observe.DimensionMeters;
import dev.tally.collector.observe.DimensionObserver;
import dev.tally.collector.observe.DimensionsApi;
import dev.tally.collector.rejects.RejectsApi;
import dev.tally.collector.rejects.Replayer;
import dev.tally.edl.registry.Catalog;
import dev.tally.error.TallyException;
import dev.tally.storage.ClickHouse;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes events from producers and brings each into the engine once. An event's way:
 *
 * <ol>
 *   <li>the edge takes its batch off the wire ({@link IngestServer});
 *   <li>the journal puts the batch on disk, and it is acknowledged ({@link Journal});
 *   <li>batches become blocks of columns ({@link BlockWriter}, package {@code encode});
 *   <li>blocks are inserted until the engine confirms, and the journal lets go of them.
 * </ol>
 */
public final class Collector implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Collector.class);

  /** How long producers are given to hear of the end. */
  private static final Duration EDGE_TIMEOUT = Duration.ofSeconds(2);

  private final CollectorSettings settings;
  private final Deque<AutoCloseable> opened;
  private final BlocksLog blocksLog;
  private final Catalog catalog;
  private final ClickHouse clickHouse;
  private final Replayer replayer;
  private final MeterRegistry registry;
  private final Clock clock;
  private final Journal journal;
  private final Admission admission;
  private final DimensionKeeper dimensions;
  private final BlockWriter writer;
  private final IngestServer edge;
  private final CollectorMeters meters;
  private boolean closed;

  private Collector(
      CollectorSettings settings,
      Catalog catalog,
      ClickHouse clickHouse,
      WriteKeys keys,
      MeterRegistry registry,
      Clock clock,
      Disk disk,
      RandomGenerator random,
      Deque<AutoCloseable> opened) {
    this.settings = settings;
    this.catalog = catalog;
    this.clickHouse = clickHouse;
    this.registry = registry;
    this.clock = clock;
    this.opened = opened;

    // 1. What is in the journal's directory, and ours alone.
    JournalDirectory directory = JournalDirectory.open(settings.journalDirectory(), random);
    opened.push(directory);
    blocksLog = BlocksLog.open(directory, disk);
    opened.push(blocksLog);
    Journal.Start start =
        new Journal.Start(
            blocksLog.plannedThrough(),
            blocksLog.settled().acceptedThrough(),
            blocksLog.storedThrough());
    journal = Journal.open(directory, settings.journal(), start, disk);
    opened.push(journal);
    journal.release(blocksLog.storedThrough());
    replayer =
        new Replayer(journal, blocksLog, directory.collectorId(), catalog, clickHouse, clock);

    // 2. What brings it into the engine, starting with what a crash has left.
    DimensionObserver observer = new DimensionObserver(catalog);
    dimensions =
        DimensionKeeper.start(
            observer,
            new StoredObservations(clickHouse, directory.collectorId()),
            catalog,
            clock,
            new DimensionMeters(registry, observer));
    opened.push(dimensions);
    writer =
        BlockWriter.start(
            journal,
            blocksLog,
            catalog,
            observer,
            clickHouse,
            settings.blocks(),
            directory.collectorId(),
            random.nextLong(),
            Timer.builder("tally.collector.insert")
                .description("Time to insert a block, tries included")
                .register(registry),
            (code, events) ->
                registry
                    .counter("tally.collector.events.rejected", "code", code.name())
                    .increment((double) events));
    opened.push(writer::stop);

    // 3. The door, and who is let in.
    admission = Admission.start(settings.admission(), catalog, journal::fill, registry);
    opened.push(admission);
    edge =
        IngestServer.start(
            new InetSocketAddress(settings.listen(), settings.port()),
            settings.batchBytesMax(),
            journal,
            admission,
            keys,
            registry,
            clock);
    meters = new CollectorMeters(registry, this);
    CollectorStatus status = status();
    log.info(
        "collector {} listens on port {}, journal {} with {} events to store",
        directory.collectorId(),
        edge.port(),
        settings.journalDirectory(),
        status.pending());
  }

  /**
   * @param clock of the time at which batches are received
   * @throws TallyException PORT_IN_USE, JOURNAL_IN_USE, JOURNAL_CORRUPT, JOURNAL_FAILED, DISK_FULL
   */
  public static Collector start(
      CollectorSettings settings,
      Catalog catalog,
      ClickHouse clickHouse,
      MeterRegistry registry,
      Clock clock) {
    return start(settings, catalog, clickHouse, WriteKeys.none(), registry, clock);
  }

  /**
   * @param keys that producers may name on gRPC, for their quotas
   */
  public static Collector start(
      CollectorSettings settings,
      Catalog catalog,
      ClickHouse clickHouse,
      WriteKeys keys,
      MeterRegistry registry,
      Clock clock) {
    return start(
        settings, catalog, clickHouse, keys, registry, clock, Disk.REAL, new SecureRandom());
  }

  /** With the journal's disk and the source of ids and seeds as arguments. */
  static Collector start(
      CollectorSettings settings,
      Catalog catalog,
      ClickHouse clickHouse,
      MeterRegistry registry,
      Clock clock,
      Disk disk,
      RandomGenerator random) {
    return start(settings, catalog, clickHouse, WriteKeys.none(), registry, clock, disk, random);
  }

  private static Collector start(
      CollectorSettings settings,
      Catalog catalog,
      ClickHouse clickHouse,
      WriteKeys keys,
      MeterRegistry registry,
      Clock clock,
      Disk disk,
      RandomGenerator random) {
    Deque<AutoCloseable> opened = new ArrayDeque<>();
    try {
      return new Collector(
          settings, catalog, clickHouse, keys, registry, clock, disk, random, opened);
    } catch (TallyException e) {
      closeAll(opened);
      throw e;
    }
  }

  /** For gRPC. */
  public int port() {
    return edge.port();
  }

  /** {@code POST /v1/events}, for the HTTP server; close that one first. */
  public EventsApi eventsApi(WriteKeys keys) {
    return new EventsApi(keys, catalog, journal, admission, registry, clock);
  }

  /** {@code /api/v1/rejects}, for the HTTP server; close that one first. */
  public RejectsApi rejectsApi() {
    return new RejectsApi(clickHouse, catalog, replayer);
  }

  /** {@code /api/v1/dimensions}, for the HTTP server; close that one first. */
  public DimensionsApi dimensionsApi() {
    return new DimensionsApi(catalog, clickHouse, clock);
  }

  /** Bytes that came in and are not on disk. */
  public long inFlightBytes() {
    return admission.inFlight().bytes();
  }

  public CollectorStatus status() {
    // In this order: what is settled had been accepted before.
    Settled settled = blocksLog.settled();
    long accepted = journal.acceptedTotal();
    return new CollectorStatus(
        accepted,
        settled.stored(),
        settled.rejected(),
        accepted - settled.acceptedThrough(),
        settled.setAside(),
        journal.bytes(),
        settings.journal().bytesMax(),
        journal.damagedBytes(),
        journal.isFailing());
  }

  /**
   * Ends in order: takes no more batches, answers those it has, and tries to store what is left for
   * the time in the settings. What is then still in the journal is stored after the next start.
   */
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    edge.stop(EDGE_TIMEOUT);
    journal.finish();
    try {
      if (!writer.finish(settings.closeTimeout())) {
        log.warn(
            "collector closed with {} events in the journal; they are stored after the next start",
            status().pending());
      }
      dimensions.finish(settings.closeTimeout());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    meters.remove();
    closeAll(opened);
  }

  /** Ends as a crash would: nothing is finished. For tests. */
  synchronized void abandon() {
    closed = true;
    writer.stop();
    edge.stop(Duration.ZERO);
    meters.remove();
    closeAll(opened);
  }

  private static void closeAll(Deque<AutoCloseable> opened) {
    while (!opened.isEmpty()) {
      try {
        opened.pop().close();
      } catch (Exception e) {
        log.warn("closing the collector: {}", e.toString());
      }
    }
  }
}
