package dev.tally.sdk;

import org.jspecify.annotations.Nullable;

/**
 * What became of the events of one event type that were created in one minute, since the page was
 * opened. Used by the sender's thread only; what was dropped before the queue is counted by the
 * threads that sent it, in {@link DoorDrops}.
 */
final class CountPage {
  private final String eventType;
  private final long minute;
  private final long number;
  private DoorDrops.@Nullable Counts door;
  private long batched;
  private long queued;
  private long acknowledged;
  private long refused;
  private long reportedIn;
  private long reportedCreated;
  private boolean reportedFinal;

  /**
   * @param minute of creation, since the epoch
   * @param number never used before by this producer: a page that was closed is not opened again
   */
  CountPage(String eventType, long minute, long number) {
    this.eventType = eventType;
    this.minute = minute;
    this.number = number;
  }

  /** Events of one page in one batch. */
  record Share(CountPage page, int events) {}

  long minute() {
    return minute;
  }

  String eventType() {
    return eventType;
  }

  void door(DoorDrops.Counts counts) {
    door = counts;
  }

  void batched(int events) {
    batched += events;
  }

  void clearQueued() {
    queued = 0;
  }

  void queued() {
    queued++;
  }

  void acknowledged(int events) {
    acknowledged += events;
  }

  void refused(int events) {
    refused += events;
  }

  /** The report in which it was last; 0 before the first. */
  long reportedIn() {
    return reportedIn;
  }

  /** Whether a report up to {@code sequence} said all that there is to say of it. */
  boolean isDone(long sequence) {
    return reportedFinal && reportedIn <= sequence && reportedCreated == created();
  }

  /** Its minute is closed. */
  void forgetDoor(DoorDrops drops) {
    DoorDrops.Counts counts = door;
    if (counts != null) {
      drops.forget(counts);
    }
  }

  private long created() {
    DoorDrops.Counts counts = door;
    return batched + queued + (counts == null ? 0 : counts.total());
  }

  /**
   * Writes a Count of ingest.proto.
   *
   * @param sequence of the report
   * @param over whether no event is created in its minute any more
   */
  void write(WireWriter out, long sequence, boolean over) {
    long created = batched + queued;
    long settled = acknowledged + refused;
    out.tag(0x22);
    int mark = out.open();
    out.tag(0x0A).string(eventType);
    out.tag(0x10).int64(minute);
    out.tag(0x18).uint64(number);
    out.tag(0x28).uint64(acknowledged);
    DoorDrops.Counts counts = door;
    for (DropReason reason : DropReason.values()) {
      long events = counts == null ? 0 : counts.of(reason);
      created += events;
      settled += events;
      writeDrops(out, reason, reason == DropReason.REFUSED ? events + refused : events);
    }
    out.tag(0x20).uint64(created);
    out.close(mark);
    reportedIn = sequence;
    reportedCreated = created;
    reportedFinal = over && settled == created;
  }

  private static void writeDrops(WireWriter out, DropReason reason, long events) {
    if (events > 0) {
      out.tag(0x32);
      int mark = out.open();
      out.tag(0x0A).string(reason.name());
      out.tag(0x10).uint64(events);
      out.close(mark);
    }
  }
}
