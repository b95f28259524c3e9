package dev.tally.collector.admission;

import dev.tally.edl.registry.Catalog;
import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;

/**
 * The one place that decides what is let in under load. From the least to the most:
 *
 * <ol>
 *   <li><b>Held back</b>: a stream is not read while half of the memory is taken, the journal is
 *       all but full or its key is in debt ({@link #mayRead}); TCP holds its producer back.
 *   <li><b>Shed</b>: from high water on best-effort events are left out of batches ({@link #sheds},
 *       {@link Shedding}), and counted.
 *   <li><b>Refused</b>: who was held too long, has sent over his quota all the same, or finds no
 *       memory or journal left, is told when to come back. Nothing is ever acknowledged and then
 *       dropped but what was shed, and acknowledged as shed.
 * </ol>
 *
 * <p>Counts: offered = accepted + repeated + shed + refused, in events of batches that could be
 * read. Thread-safe; costs a batch some reads of memory, an event nothing.
 */
public final class Admission implements AutoCloseable {
  /** From this share of the journal's limit on, best-effort events are shed. */
  static final double SHED_FILL = 0.75;

  /** From this share of the journal's limit on, nothing is read. */
  static final double HOLD_FILL = 0.97;

  /** When to come back to a collector that is full. */
  public static final Duration RETRY_AFTER_DEFAULT = Duration.ofSeconds(1);

  /** So long a producer keeps best-effort events to itself once it hears that they are shed. */
  public static final Duration BEST_EFFORT_PAUSE = Duration.ofSeconds(1);

  private final AdmissionSettings settings;
  private final DoubleSupplier journalFill;
  private final LongSupplier nanoTime;
  private final InFlight inFlight;
  private final Shedding shedding;
  private final HeldStreams held;
  private final AdmissionMeters meters;
  private final Map<String, TokenBucket> buckets = new ConcurrentHashMap<>();

  private Admission(
      AdmissionSettings settings,
      Catalog catalog,
      DoubleSupplier journalFill,
      MeterRegistry registry,
      LongSupplier nanoTime) {
    this.settings = settings;
    this.journalFill = journalFill;
    this.nanoTime = nanoTime;
    this.inFlight = new InFlight(settings.bytesInFlightMax());
    this.shedding = new Shedding(catalog);
    this.held = new HeldStreams(this, nanoTime);
    this.meters = new AdmissionMeters(registry, this);
  }

  /**
   * @param journalFill share of the journal's limit that is taken, what waits for the disk included
   */
  public static Admission start(
      AdmissionSettings settings,
      Catalog catalog,
      DoubleSupplier journalFill,
      MeterRegistry registry) {
    Admission admission = new Admission(settings, catalog, journalFill, registry, System::nanoTime);
    admission.held.start();
    return admission;
  }

  /** Without a thread: {@link #lookAtHeld} is called by the test. */
  static Admission unstarted(
      AdmissionSettings settings,
      Catalog catalog,
      DoubleSupplier journalFill,
      MeterRegistry registry,
      LongSupplier nanoTime) {
    return new Admission(settings, catalog, journalFill, registry, nanoTime);
  }

  public AdmissionSettings settings() {
    return settings;
  }

  /** What came in and is not on disk. */
  public InFlight inFlight() {
    return inFlight;
  }

  // 1. Held back

  /** Whether the stream may be asked for its next batch. If not, it is told once it may. */
  public boolean mayRead(HeldStream stream) {
    Barrier barrier = barrier(stream.caller());
    if (barrier == Barrier.NONE) {
      return true;
    }
    meters.held(barrier);
    held.add(stream);
    return false;
  }

  Barrier barrier(Caller caller) {
    if (inFlight.isHigh()) {
      return Barrier.MEMORY;
    }
    if (journalFill.getAsDouble() >= HOLD_FILL) {
      return Barrier.JOURNAL;
    }
    return debtNanos(caller) > 0 ? Barrier.QUOTA : Barrier.NONE;
  }

  void lookAtHeld() {
    held.look();
  }

  int heldCount() {
    return held.count();
  }

  // 2. Shed

  /** Whether best-effort events are shed now. */
  public boolean sheds() {
    return inFlight.isHigh() || journalFill.getAsDouble() >= SHED_FILL;
  }

  public Shedding shedding() {
    return shedding;
  }

  /** The batch without them is on disk. */
  public void shed(String eventType, int events) {
    meters.shed(eventType, events);
  }

  // 3. Refused

  /**
   * Takes a batch from its caller's quota. A stream is held as long as there is a debt, so a small
   * one is taken: it is paid for by waiting.
   *
   * @throws TallyException QUOTA_EXCEEDED, nothing was taken
   */
  public void take(Caller caller, int events, long bytes) {
    Quota quota = quota(caller);
    if (quota.isUnlimited()) {
      return;
    }
    TokenBucket bucket = bucket(caller);
    long now = nanoTime.getAsLong();
    long debt = bucket.debtNanos(quota, now);
    if (debt > HeldStreams.HOLD_MAX.toNanos()) {
      throw quotaExceeded(caller, debt);
    }
    bucket.take(quota, events, bytes, now);
  }

  /** Takes from the quota what has been let in. */
  public void charge(Caller caller, int events, long bytes) {
    Quota quota = quota(caller);
    if (!quota.isUnlimited()) {
      bucket(caller).take(quota, events, bytes, nanoTime.getAsLong());
    }
  }

  /**
   * For who can't be held back.
   *
   * @throws TallyException QUOTA_EXCEEDED while the caller is in debt
   */
  public void requireNoDebt(Caller caller) {
    long debt = debtNanos(caller);
    if (debt > 0) {
      throw quotaExceeded(caller, debt);
    }
  }

  private long debtNanos(Caller caller) {
    Quota quota = quota(caller);
    return quota.isUnlimited() ? 0 : bucket(caller).debtNanos(quota, nanoTime.getAsLong());
  }

  private Quota quota(Caller caller) {
    return caller.quota().orElse(settings.quota());
  }

  private TokenBucket bucket(Caller caller) {
    return buckets.computeIfAbsent(caller.key(), key -> new TokenBucket());
  }

  private TallyException quotaExceeded(Caller caller, long debtNanos) {
    meters.quotaExceeded(caller.name());
    Duration wait = Duration.ofNanos(debtNanos).plusMillis(1);
    return TallyException.retryLater(
        ErrorCode.QUOTA_EXCEEDED,
        "%s sent more than its quota; come back after %d ms, or ask for a larger one"
            .formatted(
                caller.key().isEmpty() ? "who has no key" : "key " + caller.name(),
                wait.toMillis()),
        wait);
  }

  /** What is told to who may not be read. */
  TallyException refusal(Barrier barrier, Caller caller) {
    return switch (barrier) {
      case QUOTA -> quotaExceeded(caller, debtNanos(caller));
      case JOURNAL ->
          TallyException.retryLater(
              ErrorCode.JOURNAL_FULL,
              "the journal is all but full; try again later",
              RETRY_AFTER_DEFAULT);
      case MEMORY, NONE -> busy("too much is on its way to the disk");
    };
  }

  /** There is no memory for what comes. */
  public static TallyException busy(String why) {
    return TallyException.retryLater(
        ErrorCode.COLLECTOR_BUSY, why + "; try again later", RETRY_AFTER_DEFAULT);
  }

  @Override
  public void close() {
    held.close();
    meters.remove();
  }
}
