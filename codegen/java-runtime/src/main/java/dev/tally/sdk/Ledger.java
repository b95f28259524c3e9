package dev.tally.sdk;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The producer's side of the loss audit: events created, dropped and acknowledged, by event type
 * and minute of creation. Taken events are counted as they leave the queue, so {@code send()} pays
 * nothing for it. A report has, for each open page, what it has come to since it was opened: one
 * that comes twice, late or at another collector replaces, and never adds. A minute is closed once
 * it is over, all its events are settled, and a report that says so is acknowledged.
 *
 * <p>Used by the sender's thread only.
 */
final class Ledger {
  private static final Logger log = LoggerFactory.getLogger(Ledger.class);

  static final long MINUTE_MS = 60_000;

  /** Minutes that can be open at a time; the events of further ones are not counted. */
  static final int MINUTES_MAX = 120;

  /** Event types that can be open in a minute; the events of further ones are not counted. */
  static final int TYPES_MAX = 256;

  /** Pages of one report; the others wait for the next. About 64 bytes each. */
  static final int REPORT_PAGES_MAX = 4096;

  /** Between a thread's look at the clock and its event's place in the queue. */
  static final long MINUTE_GRACE_MS = 1_000;

  private final DoorDrops door;
  private final TreeMap<Long, Map<String, CountPage>> minutes = new TreeMap<>();
  private final CountPage uncountedPage = new CountPage("", 0, 0);
  private long admittedFrom = Long.MIN_VALUE;
  private long lastPage;
  private long lastReport;
  private long acknowledgedReport;
  private final AtomicLong uncounted = new AtomicLong();

  Ledger(DoorDrops door) {
    this.door = door;
  }

  static long minute(long ms) {
    return Math.floorDiv(ms, MINUTE_MS);
  }

  /** Whether there is anything to report. */
  boolean isEmpty() {
    return minutes.isEmpty() && door.isEmpty();
  }

  /** Events that went into batches and are in no report. */
  long uncounted() {
    return uncounted.get() + door.uncounted();
  }

  CountPage.Share batched(String eventType, long minute, int events) {
    CountPage page = page(eventType, minute);
    page.batched(events);
    if (page == uncountedPage) {
      if (uncounted.getAndAdd(events) == 0) {
        log.warn(
            "More than {} minutes or {} event types wait to be reported: events are sent, but not"
                + " all are counted for the audit",
            MINUTES_MAX,
            TYPES_MAX);
      }
    }
    return new CountPage.Share(page, events);
  }

  void acknowledged(Batch batch) {
    for (CountPage.Share share : batch.shares()) {
      share.page().acknowledged(share.events());
    }
    acknowledgedReport = Math.max(acknowledgedReport, batch.report());
  }

  void refused(Batch batch) {
    for (CountPage.Share share : batch.shares()) {
      share.page().refused(share.events());
    }
  }

  /** A minute is counted wholly or not at all: one that was turned away stays away. */
  private CountPage page(String eventType, long minute) {
    Map<String, CountPage> types = minutes.get(minute);
    if (types == null) {
      if (minute < admittedFrom || minutes.size() >= MINUTES_MAX) {
        admittedFrom = Math.max(admittedFrom, minute + 1);
        return uncountedPage;
      }
      types = new HashMap<>();
      minutes.put(minute, types);
    }
    CountPage page = types.get(eventType);
    if (page == null) {
      if (types.size() >= TYPES_MAX) {
        return uncountedPage;
      }
      page = new CountPage(eventType, minute, ++lastPage);
      types.put(eventType, page);
    }
    return page;
  }

  /** The number of the report that was made last. */
  long lastReport() {
    return lastReport;
  }

  /**
   * The next Report of ingest.proto.
   *
   * @param last whether the producer ends with it
   * @return null when there is nothing to say
   */
  @Nullable WireWriter report(EventQueue queue, long nowMs, boolean last) {
    bringIn(queue);
    closeMinutes();
    if (minutes.isEmpty()) {
      return null;
    }
    lastReport++;
    WireWriter out = new WireWriter(Integer.MAX_VALUE - 1024);
    out.tag(0x08).uint64(lastReport);
    out.tag(0x10).int64(nowMs);
    if (last) {
      out.tag(0x18).bool(true);
    }
    ClientName.OF_THIS.write(out);
    for (CountPage page : longestUnreported()) {
      boolean over = nowMs >= (page.minute() + 1) * MINUTE_MS + MINUTE_GRACE_MS;
      page.write(out, lastReport, over);
    }
    return out;
  }

  /** What is not in batches: drops at the door, and what waits in the queue. */
  private void bringIn(EventQueue queue) {
    door.forEach(
        counts -> {
          CountPage page = page(counts.eventType(), counts.minute());
          if (page == uncountedPage) {
            uncounted.addAndGet(counts.total());
            door.forget(counts);
          } else {
            page.door(counts);
          }
        });
    minutes.values().forEach(types -> types.values().forEach(CountPage::clearQueued));
    long tail = queue.tail();
    for (long position = queue.head(); position < tail; position++) {
      if (queue.payload(position) != null) {
        page(queue.schema(position).eventType(), minute(queue.sentMs(position))).queued();
      }
    }
  }

  private void closeMinutes() {
    minutes
        .values()
        .removeIf(
            types -> {
              boolean done =
                  types.values().stream().allMatch(page -> page.isDone(acknowledgedReport));
              if (done) {
                types.values().forEach(page -> page.forgetDoor(door));
              }
              return done;
            });
  }

  private List<CountPage> longestUnreported() {
    List<CountPage> pages = new ArrayList<>();
    minutes.values().forEach(types -> pages.addAll(types.values()));
    if (pages.size() > REPORT_PAGES_MAX) {
      pages.sort(Comparator.comparingLong(CountPage::reportedIn));
      return pages.subList(0, REPORT_PAGES_MAX);
    }
    return pages;
  }
}
