package dev.tally.sdk;

import io.grpc.Metadata;
import io.grpc.Status;
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

  /** A producer that was stopped between claiming and filling a slot gets so long to go on. */
  private static final long SLOT_WAIT_NANOS = 20_000;

  private static final long FOREVER = Long.MAX_VALUE;

  private final ClientSettings settings;
  private final DropLog drops;
  private final EventQueue queue;
  private final Ledger ledger;
  private final Reporter reporter;
  private final BatchBuilder builder;
  private final Window window;
  private final Connection connection;
  private final Waits waits = new Waits();
  private final Queue<Runnable> inbox = new ConcurrentLinkedQueue<>();
  private final Thread thread = new Thread(this::run, "tally-sender");

  private boolean eventsWait;
  private long eventsWaitSince;
  private boolean stopping;

  private volatile boolean stopped;
  private final AtomicLong acknowledged = new AtomicLong();
  private final AtomicLong refused = new AtomicLong();
  private final AtomicLong shed = new AtomicLong();
  private final BestEffort bestEffort = new BestEffort();

  Sender(
      ClientSettings settings,
      byte[] producer,
      InstantSource clock,
      RandomGenerator random,
      DropLog drops,
      Ledger ledger) {
    this.settings = settings;
    this.drops = drops;
    this.ledger = ledger;
    reporter = new Reporter(ledger, settings.reportInterval(), clock);
    queue = new EventQueue(settings.queueEventsMax(), settings.queueBytesMax(), this::wake);
    builder =
        new BatchBuilder(
            producer,
            settings.batchEventsMax(),
            settings.batchBytesMax(),
            clock,
            new BatchTally(ledger));
    window = new Window(settings.windowBatches());
    connection =
        new Connection(
            settings, new Backoff(settings.backoffBase(), settings.backoffLimit(), random), this);
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

  /** Best-effort events that an overloaded collector took and dropped. */
  long shed() {
    return shed.get();
  }

  /** Whether they are wanted now. */
  BestEffort bestEffort() {
    return bestEffort;
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

  /** Completes with true once the last report is acknowledged; no event may follow. */
  CompletableFuture<Boolean> lastReport() {
    CompletableFuture<Boolean> done = new CompletableFuture<>();
    return asked(done, () -> reporter.last(done));
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
  public void acknowledged(BatchAck ack) {
    tell(() -> settleAcknowledged(ack));
  }

  @Override
  public void ended(IngestStream over, Status status, Metadata trailers) {
    tell(
        () -> {
          if (connection.isPresent(over)) {
            streamEnded(status, trailers);
          }
        });
  }

  private void tell(Runnable task) {
    inbox.add(task);
    wake();
  }

  /** There may be something to do. */
  void wake() {
    LockSupport.unpark(thread);
  }

  // On the sender's thread.

  private void run() {
    while (!stopping) {
      try {
        turn();
      } catch (RuntimeException | Error e) {
        log.error("Sending events to {} failed; trying again", settings.target(), e);
        window.streamEnded();
        connection.failed();
      }
    }
    connection.close(window.isEmpty());
    stopped = true;
    runInbox();
    waits.giveUp();
    reporter.giveUp();
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
    if (connection.isOpen() && connection.untilLimit(System.nanoTime(), window.oldestOut()) <= 0) {
      window.streamEnded();
      connection.giveUp();
    }
  }

  // 3. Connect when there is something to send.

  private void connect() {
    if (!connection.isOpen() && hasWork()) {
      connection.open(System.nanoTime());
    }
  }

  private boolean hasWork() {
    return !window.isEmpty() || queue.size() > 0 || reporter.untilDue(System.nanoTime()) <= 0;
  }

  private void streamEnded(Status status, Metadata trailers) {
    String what = describe(status);
    boolean named =
        status.getCode() == Status.Code.INVALID_ARGUMENT && refuse(window.refused(), what);
    if (!named && hasWork()) {
      connection.unhealthy(what);
    }
    window.streamEnded();
    connection.ended(status, trailers);
  }

  private static String describe(Status status) {
    StringBuilder words = new StringBuilder(status.getCode().toString());
    if (status.getDescription() != null) {
      words.append(": ").append(status.getDescription());
    }
    if (status.getCause() != null) {
      words.append(": ").append(status.getCause().getMessage());
    }
    return words.toString();
  }

  // 4. Write what the stream takes.

  private void write() {
    while (connection.isReady()) {
      Batch batch = window.nextRepeat();
      if (batch == null) {
        batch = newReport();
      }
      if (batch == null) {
        batch = newBatch();
      }
      if (batch == null) {
        return;
      }
      connection.send(batch.nextAttempt(System.nanoTime()));
    }
  }

  private @Nullable Batch newReport() {
    long now = System.nanoTime();
    if (!window.takesNew() || reporter.untilDue(now) > 0) {
      return null;
    }
    Batch report = reporter.next(builder, queue, now);
    if (report != null) {
      window.add(report);
    }
    return report;
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

  private void settleAcknowledged(BatchAck ack) {
    Batch batch = window.remove(ack.number());
    if (batch != null) {
      long lost = Math.max(0, Math.min(ack.shed(), batch.events()));
      acknowledged.addAndGet(batch.events() - lost);
      if (lost > 0) {
        shed.addAndGet(lost);
        drops.dropped(DropReason.SHED, "best effort", lost, "the collector is overloaded");
      }
      // What was shed the collector itself tells the audit.
      ledger.acknowledged(batch);
      if (batch.report() > 0) {
        reporter.acknowledged();
      }
      connection.healthy();
    }
    bestEffort.pause(ack.bestEffortPauseMs(), System.nanoTime());
  }

  /** Whether there was such a batch. */
  private boolean refuse(long number, String why) {
    Batch batch = window.remove(number);
    if (batch != null && batch.report() > 0) {
      reporter.refused(why);
    } else if (batch != null) {
      waits.refused(batch);
      ledger.refused(batch);
      refused.addAndGet(batch.events());
      drops.dropped(DropReason.REFUSED, "a batch", batch.events(), "number " + number + ", " + why);
    }
    return batch != null;
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
    if (!connection.isOpen()) {
      if (hasWork()) {
        wait = connection.untilRetry(now);
      } else {
        wakeAt = queue.head() + 1;
        wait = reporter.untilDue(now);
      }
    } else {
      wait = connection.untilLimit(now, window.oldestOut());
      if (window.takesNew() && connection.isReady()) {
        if (isDue(now) || reporter.untilDue(now) <= 0) {
          return;
        }
        wait = Math.min(wait, reporter.untilDue(now));
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
