package dev.tally.collector.rejects;

import dev.tally.collector.block.BlocksLog;
import dev.tally.collector.journal.Journal;
import dev.tally.edl.registry.Catalog;
import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import dev.tally.storage.ClickHouse;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Puts rejected events through the collector again. A replay's way:
 *
 * <ol>
 *   <li>what the journal holds is stored: replays among it have left their mark then;
 *   <li>rejects without the mark of a stored one are read, and go into the journal, under the name
 *       that they had: producer, batch and row;
 *   <li>they are judged and stored like all others, and each leaves its mark in {@code
 *       rejects_replayed}, by the same block;
 *   <li>the marks are counted.
 * </ol>
 */
public final class Replayer {
  /** How long the journal is waited for. */
  static final Duration STORE_TIME_MAX = Duration.ofSeconds(60);

  private static final long POLL_NANOS = 20_000_000;

  /** Those that were never tried come first, so that a few that stay bad hold nobody up. */
  private static final String SELECT =
      """
      SELECT toString(producer) AS from_producer, toString(batch) AS from_batch, row, attempt, event,
             hex(fingerprint) AS named, revision, toString(sent_ms) AS time_ms,
             toString(toUnixTimestamp64Milli(received)) AS received_ms,
             toUnixTimestamp(created) AS created_s, hex(payload) AS bytes
      FROM events_rejected
      WHERE %s
          AND batch > 0 AND event != ''
          AND (producer, batch, row) NOT IN (
              SELECT producer, batch, row FROM rejects_replayed WHERE code = '')
      ORDER BY (producer, batch, row) IN (SELECT producer, batch, row FROM rejects_replayed),
          received, producer, batch, row
      LIMIT 1 BY producer, batch, row
      LIMIT {limit:UInt32}
      """
          .formatted(RejectFilter.CONDITION);

  private static final String OUTCOMES =
      """
      SELECT code, count() AS events FROM rejects_replayed
      WHERE collector = {collector:String} AND block >= {block:UInt64}
      GROUP BY code
      """;

  private final Journal journal;
  private final BlocksLog blocksLog;
  private final String collectorId;
  private final Catalog catalog;
  private final ClickHouse clickHouse;
  private final Clock clock;
  private final ReentrantLock lock = new ReentrantLock();

  public Replayer(
      Journal journal,
      BlocksLog blocksLog,
      String collectorId,
      Catalog catalog,
      ClickHouse clickHouse,
      Clock clock) {
    this.journal = journal;
    this.blocksLog = blocksLog;
    this.collectorId = collectorId;
    this.catalog = catalog;
    this.clickHouse = clickHouse;
    this.clock = clock;
  }

  /**
   * What a replay came to.
   *
   * @param stored in their views now
   * @param unpublished left alone: there is no event type of their name
   * @param rejected again, by code
   */
  public record Report(long stored, long unpublished, SortedMap<String, Long> rejected) {}

  /**
   * @throws TallyException COLLECTOR_BUSY while another one runs; JOURNAL_FULL, and
   *     ENGINE_UNAVAILABLE when the journal is not stored in time: what was put into it is not
   *     lost, and the next replay finds it done
   */
  public Report replay(RejectFilter filter) {
    filter.withinLimit(RejectFilter.REPLAYED_MAX);
    if (!lock.tryLock()) {
      throw new TallyException(ErrorCode.COLLECTOR_BUSY, "another replay runs: try again later");
    }
    try {
      // Earlier replays leave their marks
      awaitStored();
      long firstBlock = blocksLog.nextBlock();
      // Into the journal
      ReplayBatches batches = new ReplayBatches(journal, catalog, clock);
      clickHouse.read(
          SELECT,
          filter.parameters(),
          "JSONEachRow",
          stream -> {
            BufferedReader lines =
                new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8));
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
              batches.add(line);
            }
            return batches;
          });
      batches.finish();
      // Judged and stored
      awaitStored();
      // The marks
      return report(firstBlock, batches.unpublished());
    } finally {
      lock.unlock();
    }
  }

  private void awaitStored() {
    long through = journal.durableSequence();
    long end = System.nanoTime() + STORE_TIME_MAX.toNanos();
    while (blocksLog.storedThrough() < through) {
      if (System.nanoTime() - end > 0) {
        throw new TallyException(
            ErrorCode.ENGINE_UNAVAILABLE,
            "the journal has not been stored for %d s: replay again when the engine works"
                .formatted(STORE_TIME_MAX.toSeconds()));
      }
      LockSupport.parkNanos(POLL_NANOS);
      if (Thread.currentThread().isInterrupted()) {
        throw new TallyException(ErrorCode.COLLECTOR_STOPPING, "interrupted");
      }
    }
  }

  private Report report(long firstBlock, long unpublished) {
    SortedMap<String, Long> byCode = new TreeMap<>();
    clickHouse
        .query(
            OUTCOMES,
            Map.of("collector", collectorId, "block", firstBlock),
            row -> Map.entry(row.string("code"), row.int64("events")))
        .forEach(entry -> byCode.put(entry.getKey(), entry.getValue()));
    Long stored = byCode.remove("");
    return new Report(stored == null ? 0 : stored, unpublished, byCode);
  }
}
