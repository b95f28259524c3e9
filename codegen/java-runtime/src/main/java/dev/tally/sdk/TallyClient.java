package dev.tally.sdk;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.random.RandomGenerator;

/**
 * Takes events from any thread and brings them to a collector.
 *
 * <pre>{@code
 * TallyClient client = TallyClient.builder().target("localhost:7077").build();
 * Tally.install(client);
 * …
 * client.close();
 * }</pre>
 *
 * <p>An event goes: {@code send()} encodes it → a bounded queue → one daemon thread makes batches →
 * one gRPC stream → the collector acknowledges a batch once it is on disk. Batches that are not
 * acknowledged stay in memory and are sent again when the stream breaks, so no event is lost while
 * the process lives, and the collector drops repeats.
 *
 * <p>Nothing here blocks, slows or breaks the application: when the queue is full, events are
 * dropped and counted. Memory: {@code queueBytesMax} + {@code windowBatches} × {@code
 * batchBytesMax}, and 16 bytes per slot of the queue. Thread-safe.
 */
public final class TallyClient implements AutoCloseable {
  /** Largest encoding of one event, 1 MiB. */
  public static final int EVENT_BYTES_MAX = 1024 * 1024;

  /** Bytes that identify a producer. */
  static final int PRODUCER_BYTES = 16;

  /** After the flush in {@code close()}, the sender's thread has so long to end. */
  private static final Duration STOP_LIMIT = Duration.ofSeconds(2);

  /** And the last report, before that, and within {@code closeLimit}, so long. */
  private static final Duration LAST_REPORT_LIMIT = Duration.ofSeconds(2);

  private final ClientSettings settings;
  private final InstantSource clock;
  private final DropLog drops;
  private final DoorDrops door;
  private final Ledger ledger;
  private final EventQueue queue;
  private final BestEffort bestEffort;
  private final Sender sender;
  private final AtomicBoolean closed = new AtomicBoolean();
  private volatile boolean stopped;

  private TallyClient(ClientSettings settings, InstantSource clock, RandomGenerator random) {
    this.settings = settings;
    this.clock = clock;
    drops = new DropLog(System::nanoTime);
    byte[] producer = new byte[PRODUCER_BYTES];
    random.nextBytes(producer);
    door = new DoorDrops(this::wakeSender);
    ledger = new Ledger(door);
    sender = new Sender(settings, producer, clock, random, drops, ledger);
    queue = sender.queue();
    bestEffort = sender.bestEffort();
    sender.start();
  }

  private void wakeSender() {
    sender.wake();
  }

  public static Builder builder() {
    return new Builder();
  }

  /** Sends an event that is encoded already; {@code payload} must not change any more. */
  public void send(EventSchema schema, byte[] payload) {
    if (payload.length > EVENT_BYTES_MAX) {
      refuse(DropReason.TOO_LARGE, schema, payload.length + " bytes");
      return;
    }
    long nowMs = clock.millis();
    if (closed.get()) {
      drop(DropReason.CLOSED, schema, nowMs, "");
    } else if (schema.bestEffort() && bestEffort.isPaused()) {
      drop(DropReason.HELD_BACK, schema, nowMs, "");
    } else if (!queue.offer(schema, payload, nowMs)) {
      drop(DropReason.QUEUE_FULL, schema, nowMs, "");
    }
  }

  void send(Event event) {
    EventSchema schema = event.schema();
    Optional<String> missing = event.missing();
    if (missing.isPresent()) {
      refuse(DropReason.INCOMPLETE, schema, missing.get());
      return;
    }
    Optional<String> problem = event.problem();
    if (problem.isPresent()) {
      refuse(DropReason.INVALID, schema, problem.get());
      return;
    }
    Encoder encoder = Encoder.ofThread();
    byte[] payload;
    try {
      payload = encoder.encode(event);
    } catch (WireWriter.TooLarge e) {
      refuse(DropReason.TOO_LARGE, schema, "more than " + EVENT_BYTES_MAX + " bytes");
      return;
    } catch (RuntimeException e) {
      // A null in a list, a collection that another thread changes: the application's values.
      refuse(DropReason.INVALID, schema, e.toString());
      return;
    }
    send(schema, payload);
  }

  private void refuse(DropReason reason, EventSchema schema, String detail) {
    drop(reason, schema, clock.millis(), detail);
    if (settings.strict()) {
      throw new IllegalStateException(
          "Event " + schema.eventType() + " is not sent: " + reason.text() + " (" + detail + ")");
    }
  }

  private void drop(DropReason reason, EventSchema schema, long nowMs, String detail) {
    drops.dropped(reason, schema.eventType(), 1, detail);
    door.add(reason, schema.eventType(), nowMs);
  }

  /**
   * Waits until every event sent before is acknowledged.
   *
   * @return false when {@code limit} passed, the client is closed, the collector refused one of
   *     them, or the thread was interrupted
   */
  public boolean flush(Duration limit) {
    return await(sender.flushed(queue.tail()), limit);
  }

  /**
   * For importers that outrun a collector: waits until the queue is at most half full. Not for
   * threads that serve requests.
   *
   * @return false when {@code limit} passed, the client is closed or the thread was interrupted
   */
  public boolean awaitRoom(Duration limit) {
    return (!queue.isHalfFull() && !closed.get()) || await(sender.room(), limit);
  }

  private static boolean await(CompletableFuture<Boolean> done, Duration limit) {
    try {
      return done.get(limit.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException | ExecutionException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  public Counters counters() {
    // In this order no event shows up as settled before it shows up as created.
    boolean lost = stopped;
    long acknowledged = sender.acknowledged();
    long refused = sender.refused();
    long shed = sender.shed();
    Map<DropReason, Long> counts = new EnumMap<>(DropReason.class);
    long atDoor = 0;
    for (DropReason reason : DropReason.values()) {
      long count = drops.count(reason);
      counts.put(reason, count);
      // Those of a refused batch, and those that the collector shed, had been taken.
      atDoor += reason == DropReason.REFUSED || reason == DropReason.SHED ? 0 : count;
    }
    long taken = queue.tail();
    long pending = taken - acknowledged - refused - shed;
    counts.put(DropReason.REFUSED, refused);
    counts.put(DropReason.SHED, shed);
    if (lost) {
      counts.merge(DropReason.CLOSED, pending, Long::sum);
    }
    long dropped = atDoor + refused + shed + (lost ? pending : 0);
    return new Counters(taken + atDoor, acknowledged, dropped, lost ? 0 : pending, counts);
  }

  /**
   * Events that were left out of the reports for the loss audit, because too many minutes or event
   * types waited to be reported. They are sent, and in {@link #counters()}, like all others.
   */
  public long uncounted() {
    return ledger.uncounted();
  }

  /**
   * Takes no more events, waits for the acknowledgements of those before up to the builder's {@code
   * closeLimit} and ends the connection. What is not acknowledged by then counts as dropped.
   */
  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      long end = System.nanoTime() + settings.closeLimit().toNanos();
      flush(settings.closeLimit());
      long left = Math.min(end - System.nanoTime(), LAST_REPORT_LIMIT.toNanos());
      await(sender.lastReport(), Duration.ofNanos(Math.max(0, left)));
    }
    try {
      sender.stop(STOP_LIMIT);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    stopped = true;
    Tally.uninstall(this);
  }

  /** Everything has a default but the target. */
  public static final class Builder {
    private String target = "";
    private boolean tls;
    private Optional<Path> certificates = Optional.empty();
    private Optional<String> key = Optional.empty();
    private int queueEventsMax = ClientSettings.QUEUE_EVENTS_MAX;
    private long queueBytesMax = ClientSettings.QUEUE_BYTES_MAX;
    private int batchEventsMax = ClientSettings.BATCH_EVENTS_MAX;
    private int batchBytesMax = ClientSettings.BATCH_BYTES_MAX;
    private Duration batchAge = ClientSettings.BATCH_AGE;
    private int windowBatches = ClientSettings.WINDOW_BATCHES;
    private Duration backoffBase = ClientSettings.BACKOFF_BASE;
    private Duration backoffLimit = ClientSettings.BACKOFF_LIMIT;
    private Duration connectLimit = ClientSettings.CONNECT_LIMIT;
    private Duration acknowledgeLimit = ClientSettings.ACKNOWLEDGE_LIMIT;
    private Duration closeLimit = ClientSettings.CLOSE_LIMIT;
    private Duration reportInterval = ClientSettings.REPORT_INTERVAL;
    private boolean strict;
    private InstantSource clock = InstantSource.system();
    private RandomGenerator random = new SecureRandom();

    private Builder() {}

    /** The collector: {@code host:port}, or any other target that gRPC knows. */
    public Builder target(String collector) {
      target = requireNonNull(collector);
      return this;
    }

    /** Encrypts the connection; the system's authorities are trusted. Default: plain text. */
    public Builder tls() {
      tls = true;
      return this;
    }

    /** Encrypts the connection; the authorities in this PEM file are trusted. */
    public Builder tls(Path authorities) {
      tls = true;
      certificates = Optional.of(authorities);
      return this;
    }

    /** A write key: the producer has that key's quota. Default: none; those without share one. */
    public Builder key(String writeKey) {
      key = Optional.of(writeKey);
      return this;
    }

    /** Events that may wait for a batch. Default 131,072. */
    public Builder queueEventsMax(int events) {
      queueEventsMax = events;
      return this;
    }

    /** Bytes that waiting events may take, each with 32 for itself. Default 32 MiB. */
    public Builder queueBytesMax(long bytes) {
      queueBytesMax = bytes;
      return this;
    }

    /** A batch closes at so many events. Default 4,096. */
    public Builder batchEventsMax(int events) {
      batchEventsMax = events;
      return this;
    }

    /** A batch closes once it has so many bytes. Default 256 KiB, at most 2 MiB. */
    public Builder batchBytesMax(int bytes) {
      batchBytesMax = bytes;
      return this;
    }

    /** A batch closes when its oldest event is so old. Default 100 ms. */
    public Builder batchAge(Duration age) {
      batchAge = age;
      return this;
    }

    /** Batches that may be unacknowledged at a time. Default 32. */
    public Builder windowBatches(int batches) {
      windowBatches = batches;
      return this;
    }

    /** Wait before a new connection: from base, doubling, to limit. Default 100 ms to 10 s. */
    public Builder backoff(Duration base, Duration limit) {
      backoffBase = base;
      backoffLimit = limit;
      return this;
    }

    /** How long connecting may take before it is tried anew. Default 10 s. */
    public Builder connectLimit(Duration limit) {
      connectLimit = limit;
      return this;
    }

    /** A stream on which a batch waits longer for its acknowledgement is replaced. Default 30 s. */
    public Builder acknowledgeLimit(Duration limit) {
      acknowledgeLimit = limit;
      return this;
    }

    /** How long {@code close()} waits for acknowledgements. Default 10 s. */
    public Builder closeLimit(Duration limit) {
      closeLimit = limit;
      return this;
    }

    /**
     * How often the collector is told what was created, dropped and acknowledged, for the loss
     * audit. Default 10 s; nothing is said while nothing happens.
     */
    public Builder reportInterval(Duration interval) {
      reportInterval = interval;
      return this;
    }

    /**
     * For tests and development: {@code send()} throws IllegalStateException for an event that
     * lacks a required attribute, has an impossible value or is too large. Default: such an event
     * is dropped, counted and logged.
     */
    public Builder strict(boolean on) {
      strict = on;
      return this;
    }

    /** Tells when events are sent. Default: the system's clock. */
    public Builder clock(InstantSource source) {
      clock = requireNonNull(source);
      return this;
    }

    /** For the producer's id and jitter. Default: a SecureRandom. */
    public Builder random(RandomGenerator source) {
      random = requireNonNull(source);
      return this;
    }

    /**
     * Starts the client. It connects when the first event is there.
     *
     * @throws IllegalArgumentException naming the setting that makes no sense
     */
    public TallyClient build() {
      ClientSettings settings =
          new ClientSettings(
              target,
              tls,
              certificates,
              key,
              queueEventsMax,
              queueBytesMax,
              batchEventsMax,
              batchBytesMax,
              batchAge,
              windowBatches,
              backoffBase,
              backoffLimit,
              connectLimit,
              acknowledgeLimit,
              closeLimit,
              reportInterval,
              strict);
      return new TallyClient(settings, clock, random);
    }
  }
}
