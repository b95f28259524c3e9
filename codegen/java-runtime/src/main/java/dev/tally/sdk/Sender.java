package dev.tally.sdk;

import io.grpc.Metadata;
import io.grpc.Status;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread between the queue and the collector. All state here is its own; others leave tasks
 * in its inbox and wake it. Each turn:
 *
 * <ol>
 *   <li>reads the inbox: acknowledgements, ends of streams, flushes
 *   <li>gives up a stream that does not answer
 *   <li>connects when there is something to send
 *   <li>writes what the stream takes: repeats first, then new batches
 *   <li>pauses until there is something to do
 * </ol>
 */
final class Sender implements IngestStream.Events {
  private static final Logger log = LoggerFactory.getLogger(Sender.class);

  static final Metadata.Key<String> RETRY_AFTER_MS =
      Metadata.Key.of("tally-retry-after-ms", Metadata.ASCII_STRING_MARSHALLER);

  /** A collector can't send producers away for longer. */
  static final Duration RETRY_AFTER_LIMIT = Duration.ofMinutes(5);

  /** A producer that was stopped between claiming and filling a slot gets so long to go on. */
  private static final long SLOT_WAIT_NANOS = 20_000;

  private static final long FOREVER = Long.MAX_VALUE;

  private final ClientSettings settings;
  private final DropLog drops;
  private final EventQueue queue;
  private final BatchBuilder builder;
  private final Window window;
  private final Backoff backoff;
  private final Waits waits = new Waits();
  private final Queue<Runnable> inbox = new ConcurrentLinkedQueue<>();
  private final Thread thread = new Thread(this::run, "tally-sender");

  private @Nullable IngestStream stream;
  private long streamOpenedAt;
  private boolean streamWasReady;
  private long retryAt = System.nanoTime();
  private boolean healthy = true;
  private boolean eventsWait;
  private long eventsWaitSince;
  private boolean stopping;

  private volatile boolean stopped;
  private final AtomicLong acknowledged = new AtomicLong();
  private final AtomicLong refused = new AtomicLong();

  Sender(
      ClientSettings settings,
      byte[] producer,
      InstantSource clock,
      RandomGenerator random,
      DropLog drops) {
    this.settings = settings;
    this.drops = drops;
    queue = new EventQueue(settings.queueEventsMax(), settings.queueBytesMax(), this::wake);
    builder =
        new BatchBuilder(producer, settings.batchEventsMax(), settings.batchBytesMax(), clock);
    window = new Window(settings.windowBatches());
    backoff = new Backoff(settings.backoffBase(), settings.backoffLimit(), random);
    thread.setDaemon(true);
  }

  // From other threads.

  void start() {
    thread.start();
  }

  EventQueue queue() {
    return queue;
  }

  /** Events that the collector has acknowledged. */
  long acknowledged() {
    return acknowledged.get();
  }

  /** Events of batches that the collector could not read. */
  long refused() {
    return refused.get();
  }

  /** Completes with true once every event before the queue position is acknowledged. */
  CompletableFuture<Boolean> flushed(long until) {
    CompletableFuture<Boolean> done = new CompletableFuture<>();
    return asked(done, () -> waits.flush(until, done));
  }

  /** Completes with true once the queue is at most half full. */
  CompletableFuture<Boolean> room() {
    CompletableFuture<Boolean> done = new CompletableFuture<>();
    return asked(done, () -> waits.room(done));
  }

  private CompletableFuture<Boolean> asked(CompletableFuture<Boolean> done, Runnable task) {
    tell(task);
    if (stopped) {
      done.complete(false);
    }
    return done;
  }

  /** Ends the thread, and waits for that up to {@code limit}. */
  void stop(Duration limit) throws InterruptedException {
    tell(() -> stopping = true);
    thread.join(limit.toMillis());
  }

  @Override
  public void ready() {
    wake();
  }

  @Override
  public void acknowledged(long number) {
    tell(() -> settleAcknowledged(number));
  }

  @Override
  public void ended(IngestStream over, Status status, Metadata trailers) {
    tell(
        () -> {
          if (stream == over) {
            streamEnded(status, trailers);
          }
        });
  }

  private void tell(Runnable task) {
    inbox.add(task);
    wake();
  }

  private void wake() {
    LockSupport.unpark(thread);
  }

  // On the sender's thread.

  private void run() {
    while (!stopping) {
      try {
        turn();
      } catch (RuntimeException | Error e) {
        log.error("Sending events to {} failed; trying again", settings.target(), e);
        disconnect("failed", backoff.nextNanos());
      }
    }
    IngestStream last = stream;
    if (last != null && window.isEmpty()) {
      last.finish();
    } else if (last != null) {
      last.abandon("closing");
    }
    stopped = true;
    runInbox();
    waits.giveUp();
  }

  private void turn() {
    runInbox();
    watchStream();
    connect();
    write();
    settleWaits();
    pause();
  }

  private void runInbox() {
    for (Runnable task = inbox.poll(); task != null; task = inbox.poll()) {
      task.run();
    }
  }

  // 2. Give up a stream that does not answer.

  private void watchStream() {
    if (stream != null && untilStreamLimit(System.nanoTime()) <= 0) {
      String why =
          streamWasReady
              ? "no acknowledgement within " + settings.acknowledgeLimit()
              : "no connection within " + settings.connectLimit();
      unhealthy(why);
      disconnect(why, backoff.nextNanos());
    }
  }

  private long untilStreamLimit(long now) {
    if (!streamWasReady) {
      return streamOpenedAt + settings.connectLimit().toNanos() - now;
    }
    Batch oldest = window.oldestOut();
    return oldest == null
        ? FOREVER
        : oldest.sentNanos() + settings.acknowledgeLimit().toNanos() - now;
  }

  // 3. Connect when there is something to send.

  private void connect() {
    if (stream != null || !hasWork() || System.nanoTime() - retryAt < 0) {
      return;
    }
    streamOpenedAt = System.nanoTime();
    streamWasReady = false;
    try {
      stream = IngestStream.open(settings, this);
    } catch (IOException | RuntimeException e) {
      unhealthy(e.toString());
      retryAt = System.nanoTime() + backoff.nextNanos();
    }
  }

  private boolean hasWork() {
    return !window.isEmpty() || queue.size() > 0;
  }

  private void streamEnded(Status status, Metadata trailers) {
    String what = status.getCode() + describe(status);
    if (status.getCode() == Status.Code.INVALID_ARGUMENT) {
      refuse(window.refused(), what);
    } else if (hasWork()) {
      unhealthy(what);
    }
    disconnect("ended", waitAfter(status, trailers));
  }

  private static String describe(Status status) {
    return status.getDescription() == null ? "" : ": " + status.getDescription();
  }

  private long waitAfter(Status status, Metadata trailers) {
    String retryAfter = trailers.get(RETRY_AFTER_MS);
    if (status.getCode() == Status.Code.RESOURCE_EXHAUSTED && retryAfter != null) {
      try {
        long wait = Duration.ofMillis(Long.parseLong(retryAfter.strip())).toNanos();
        // At least what was asked for, and up to half more, so that not all come back at once.
        long asked = Math.max(0, Math.min(wait, RETRY_AFTER_LIMIT.toNanos()));
        return asked / 2 + backoff.jittered(asked);
      } catch (NumberFormatException | ArithmeticException e) {
        log.debug("Unreadable tally-retry-after-ms: {}", retryAfter);
      }
    }
    return backoff.nextNanos();
  }

  private void disconnect(String why, long waitNanos) {
    IngestStream over = stream;
    stream = null;
    window.streamEnded();
    retryAt = System.nanoTime() + waitNanos;
    if (over != null) {
      over.abandon(why);
    }
  }

  private void unhealthy(String why) {
    if (healthy) {
      healthy = false;
      log.warn(
          "Collector {} is not taking events ({}). They wait in memory; trying again.",
          settings.target(),
          why);
    }
  }

  // 4. Write what the stream takes.

  private void write() {
    IngestStream to = stream;
    while (to != null && to.isReady()) {
      streamWasReady = true;
      Batch batch = window.nextRepeat();
      if (batch == null) {
        batch = newBatch();
      }
      if (batch == null) {
        return;
      }
      to.send(batch.nextAttempt(System.nanoTime()));
    }
  }

  private @Nullable Batch newBatch() {
    if (!window.takesNew() || !isDue(System.nanoTime())) {
      return null;
    }
    Batch batch = builder.take(queue);
    if (batch == null) {
      // A producer has claimed the next slot and is about to fill it.
      LockSupport.parkNanos(this, SLOT_WAIT_NANOS);
      return null;
    }
    window.add(batch);
    queue.release(batch.until());
    eventsWait = false;
    return batch;
  }

  private boolean isDue(long now) {
    if (queue.size() == 0) {
      eventsWait = false;
      return false;
    }
    if (!eventsWait) {
      eventsWait = true;
      eventsWaitSince = now;
    }
    return queue.size() >= settings.batchEventsMax()
        || queue.bytes() >= settings.batchBytesMax()
        || queue.isHalfFull()
        || queue.head() < waits.flushUntil()
        || untilAged(now) <= 0;
  }

  private long untilAged(long now) {
    return eventsWaitSince + settings.batchAge().toNanos() - now;
  }

  // Settling.

  private void settleAcknowledged(long number) {
    Batch batch = window.remove(number);
    if (batch != null) {
      acknowledged.addAndGet(batch.events());
      backoff.reset();
      if (!healthy) {
        healthy = true;
        log.info("Collector {} takes events again.", settings.target());
      }
    }
  }

  private void refuse(long number, String why) {
    Batch batch = window.remove(number);
    if (batch != null) {
      waits.refused(batch);
      refused.addAndGet(batch.events());
      drops.dropped(DropReason.REFUSED, "a batch", batch.events(), "number " + number + ", " + why);
    }
  }

  private void settleWaits() {
    waits.settled(window.settledUntil(queue.head()));
    if (!queue.isHalfFull()) {
      waits.roomFree();
    }
  }

  // 5. Pause.

  private void pause() {
    long now = System.nanoTime();
    long wait = FOREVER;
    long wakeAt = FOREVER;
    IngestStream to = stream;
    if (to == null) {
      if (hasWork()) {
        wait = retryAt - now;
      } else {
        wakeAt = queue.head() + 1;
      }
    } else {
      wait = untilStreamLimit(now);
      if (window.takesNew() && to.isReady()) {
        if (isDue(now)) {
          return;
        }
        wakeAt = queue.head() + (eventsWait ? settings.batchEventsMax() : 1);
        wait = eventsWait ? Math.min(wait, untilAged(now)) : wait;
      }
    }
    if (stopping || wait <= 0 || !inbox.isEmpty() || (wakeAt != FOREVER && !queue.arm(wakeAt))) {
      return;
    }
    LockSupport.parkNanos(this, wait);
    queue.disarm();
    // An interrupt has no meaning for this thread, and would keep it from pausing.
    if (Thread.interrupted()) {
      log.debug("Interrupted; going on");
    }
  }
}
