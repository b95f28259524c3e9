package dev.tally.app.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import tools.jackson.databind.JsonNode;

/** Somebody who waits for a backfill. None of its figures falls, whatever is killed. */
final class ProgressReader implements AutoCloseable {
  private static final long PAUSE_NANOS = 50_000_000;
  private static final List<String> STATES =
      List.of("queued", "scanning", "catching_up", "swapping", "writing", "done");
  private static final List<String> GROWING = List.of("eventsRead", "scanned", "written");

  private final BackfillRequests requests;
  private final long id;
  private final Map<String, Long> seen = new LinkedHashMap<>();
  private final Queue<String> violations = new ConcurrentLinkedQueue<>();
  private final CountDownLatch over = new CountDownLatch(1);
  private final Thread thread;
  private volatile boolean isClosed;
  private volatile String state = "queued";
  private volatile long events;
  private double progress;

  ProgressReader(BackfillRequests requests, long id) {
    this.requests = requests;
    this.id = id;
    this.thread = Thread.ofPlatform().name("bench-progress").start(this::look);
  }

  private void look() {
    while (!isClosed && over.getCount() > 0) {
      requests.read("/api/v1/backfills/" + id).ifPresent(this::compare);
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }

  private void compare(JsonNode now) {
    String next = now.path("state").asString();
    if (STATES.indexOf(next) < STATES.indexOf(state)) {
      violations.add("was %s and is %s: %s".formatted(state, next, now.path("error").asString("")));
    }
    state = next;
    double share = now.path("progress").asDouble();
    if (share < progress || share > 1) {
      violations.add("progress was %s and is %s".formatted(progress, share));
    }
    progress = share;
    for (String figure : GROWING) {
      long value = now.path(figure).asLong();
      Long before = seen.put(figure, value);
      if (before != null && value < before) {
        violations.add("%s was %d and is %d".formatted(figure, before, value));
      }
    }
    events = now.path("events").asLong();
    if (next.equals("done") || !STATES.contains(next)) {
      over.countDown();
    }
  }

  /** False when it is not over by then. */
  boolean awaitOver(long nanos) {
    try {
      return over.await(nanos, TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  String state() {
    return state;
  }

  /** In all chunks. */
  long events() {
    return events;
  }

  List<String> violations() {
    List<String> all = new ArrayList<>(violations);
    if (!state.equals("done")) {
      all.add("the backfill is " + state);
    }
    return all;
  }

  @Override
  public void close() {
    isClosed = true;
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
