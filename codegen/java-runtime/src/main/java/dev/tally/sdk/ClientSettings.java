package dev.tally.sdk;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * What a client is built with.
 *
 * @param target the collector as gRPC writes it: {@code host:port} or {@code dns:///host:port}
 * @param tls whether the connection is encrypted
 * @param certificates PEM file of the authorities to trust instead of the system's
 * @param key the write key
 * @param queueEventsMax events waiting for a batch
 * @param queueBytesMax bytes of those events, with {@value EventQueue#EVENT_OVERHEAD_BYTES} each
 * @param batchEventsMax a batch closes at so many events …
 * @param batchBytesMax … or once it has so many bytes …
 * @param batchAge … or when its oldest event is so old
 * @param windowBatches batches in memory that are sent and not acknowledged
 * @param connectLimit how long a connection may take
 * @param acknowledgeLimit a stream on which a batch waits longer is given up
 * @param closeLimit how long {@code close()} waits for acknowledgements
 * @param reportInterval how often the producer says what its events have come to
 * @param strict whether {@code send()} throws for an event that can't be sent
 */
record ClientSettings(
    String target,
    boolean tls,
    Optional<Path> certificates,
    Optional<String> key,
    int queueEventsMax,
    long queueBytesMax,
    int batchEventsMax,
    int batchBytesMax,
    Duration batchAge,
    int windowBatches,
    Duration backoffBase,
    Duration backoffLimit,
    Duration connectLimit,
    Duration acknowledgeLimit,
    Duration closeLimit,
    Duration reportInterval,
    boolean strict) {

  /** 128 Ki events: 0.1 s of a million events a second; the slots take 2 MiB. */
  static final int QUEUE_EVENTS_MAX = 128 * 1024;

  /** The slots of a longer queue alone would take a quarter of a GiB. */
  static final int QUEUE_EVENTS_LIMIT = 16 * 1024 * 1024;

  static final long QUEUE_BYTES_MAX = 32L * 1024 * 1024;
  static final int BATCH_EVENTS_MAX = 4096;
  static final int BATCH_BYTES_MAX = 256 * 1024;

  /** With the largest event on top, a batch stays below the 4 MiB that gRPC servers accept. */
  static final int BATCH_BYTES_LIMIT = 2 * 1024 * 1024;

  static final Duration BATCH_AGE = Duration.ofMillis(100);
  static final int WINDOW_BATCHES = 32;
  static final Duration BACKOFF_BASE = Duration.ofMillis(100);
  static final Duration BACKOFF_LIMIT = Duration.ofSeconds(10);
  static final Duration CONNECT_LIMIT = Duration.ofSeconds(10);
  static final Duration ACKNOWLEDGE_LIMIT = Duration.ofSeconds(30);
  static final Duration CLOSE_LIMIT = Duration.ofSeconds(10);
  static final Duration REPORT_INTERVAL = Duration.ofSeconds(10);

  ClientSettings {
    requireNonNull(target);
    requireNonNull(certificates);
    requireNonNull(key);
    within("queueEventsMax", queueEventsMax, 1, QUEUE_EVENTS_LIMIT);
    within("queueBytesMax", queueBytesMax, 1, Long.MAX_VALUE / 8);
    within("batchEventsMax", batchEventsMax, 1, QUEUE_EVENTS_LIMIT);
    within("batchBytesMax", batchBytesMax, 1, BATCH_BYTES_LIMIT);
    within("windowBatches", windowBatches, 1, 1 << 20);
    positive("batchAge", batchAge);
    positive("backoffBase", backoffBase);
    positive("backoffLimit", backoffLimit);
    positive("connectLimit", connectLimit);
    positive("acknowledgeLimit", acknowledgeLimit);
    positive("closeLimit", closeLimit);
    positive("reportInterval", reportInterval);
    if (target.isBlank()) {
      throw new IllegalArgumentException("target: the collector's address is missing, host:port");
    }
    if (certificates.isPresent() && !tls) {
      throw new IllegalArgumentException("certificates: of use with TLS only");
    }
    if (key.isPresent() && !key.get().chars().allMatch(c -> c > ' ' && c < 0x7F)) {
      // What it is does not belong into a message.
      throw new IllegalArgumentException("key: of visible ASCII characters only");
    }
    if (backoffLimit.compareTo(backoffBase) < 0) {
      throw new IllegalArgumentException("backoffLimit: " + backoffLimit + " < " + backoffBase);
    }
  }

  private static void within(String name, long value, long min, long max) {
    if (value < min || value > max) {
      throw new IllegalArgumentException(name + ": " + value + " is not in " + min + ".." + max);
    }
  }

  private static void positive(String name, Duration value) {
    if (value.isZero() || value.isNegative() || value.compareTo(Duration.ofDays(1)) > 0) {
      throw new IllegalArgumentException(name + ": " + value + " is not within a day");
    }
  }
}
