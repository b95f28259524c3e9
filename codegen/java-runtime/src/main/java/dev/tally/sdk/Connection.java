package dev.tally.sdk;

import io.grpc.Metadata;
import io.grpc.Status;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way to the collector: the present stream if there is one, when the next may be tried, and
 * whether the collector is taking events, which is logged when it changes. Used by the sender's
 * thread only.
 */
final class Connection {
  private static final Logger log = LoggerFactory.getLogger(Connection.class);

  static final Metadata.Key<String> RETRY_AFTER_MS =
      Metadata.Key.of("tally-retry-after-ms", Metadata.ASCII_STRING_MARSHALLER);

  /** A collector can't send producers away for longer. */
  static final Duration RETRY_AFTER_LIMIT = Duration.ofMinutes(5);

  /** A collector that comes and goes is worth a line this often. */
  private static final Duration HEALTH_LOG_INTERVAL = Duration.ofSeconds(30);

  private final ClientSettings settings;
  private final Backoff backoff;
  private final IngestStream.Events events;
  private @Nullable IngestStream stream;
  private long openedAt;
  private boolean wasReady;
  private long retryAt = System.nanoTime();
  private boolean troubleSaid;
  private long quietUntil = retryAt;

  Connection(ClientSettings settings, Backoff backoff, IngestStream.Events events) {
    this.settings = settings;
    this.backoff = backoff;
    this.events = events;
  }

  boolean isOpen() {
    return stream != null;
  }

  boolean isPresent(IngestStream other) {
    return stream == other;
  }

  /** Begins to connect, when the time for that has come. */
  void open(long now) {
    if (untilRetry(now) > 0) {
      return;
    }
    openedAt = now;
    wasReady = false;
    try {
      stream = IngestStream.open(settings, events);
    } catch (IOException | RuntimeException e) {
      unhealthy(e.toString());
      retryAt = now + backoff.nextNanos();
    }
  }

  /** Nanoseconds. */
  long untilRetry(long now) {
    return retryAt - now;
  }

  /** Whether the stream takes a batch now. */
  boolean isReady() {
    IngestStream present = stream;
    boolean ready = present != null && present.isReady();
    wasReady |= ready;
    return ready;
  }

  void send(Batch.Message message) {
    IngestStream present = stream;
    if (present != null) {
      present.send(message);
    }
  }

  /**
   * Nanoseconds until the stream has had its time to connect or to acknowledge.
   *
   * @param oldestOut the batch that waits longest for its acknowledgement
   */
  long untilLimit(long now, @Nullable Batch oldestOut) {
    if (!wasReady) {
      return openedAt + settings.connectLimit().toNanos() - now;
    }
    return oldestOut == null
        ? Long.MAX_VALUE
        : oldestOut.sentNanos() + settings.acknowledgeLimit().toNanos() - now;
  }

  /** The stream had its time. */
  void giveUp() {
    String why =
        wasReady
            ? "no acknowledgement within " + settings.acknowledgeLimit()
            : "no connection within " + settings.connectLimit();
    unhealthy(why);
    drop(why, backoff.nextNanos());
  }

  /** The stream ended by itself. */
  void ended(Status status, Metadata trailers) {
    drop("ended", waitAfter(status, trailers));
  }

  /** Something here went wrong. */
  void failed() {
    drop("failed", backoff.nextNanos());
  }

  /**
   * For good.
   *
   * @param all whether everything that was sent has been acknowledged
   */
  void close(boolean all) {
    IngestStream present = stream;
    stream = null;
    if (present != null && all) {
      present.finish();
    } else if (present != null) {
      present.abandon("closing");
    }
  }

  void healthy() {
    backoff.reset();
    if (troubleSaid) {
      troubleSaid = false;
      log.info("Collector {} takes events again.", settings.target());
    }
  }

  void unhealthy(String why) {
    long now = System.nanoTime();
    if (!troubleSaid && now - quietUntil >= 0) {
      troubleSaid = true;
      quietUntil = now + HEALTH_LOG_INTERVAL.toNanos();
      log.warn(
          "Collector {} is not taking events ({}). They wait in memory; trying again.",
          settings.target(),
          why);
    }
  }

  private void drop(String why, long waitNanos) {
    IngestStream over = stream;
    stream = null;
    retryAt = System.nanoTime() + waitNanos;
    if (over != null) {
      over.abandon(why);
    }
  }

  private long waitAfter(Status status, Metadata trailers) {
    String retryAfter = trailers.get(RETRY_AFTER_MS);
    if (status.getCode() == Status.Code.RESOURCE_EXHAUSTED && retryAfter != null) {
      try {
        long askedMs = Long.parseLong(retryAfter.strip());
        long nanos = Math.max(0, Math.min(askedMs, RETRY_AFTER_LIMIT.toMillis())) * 1_000_000;
        // At least what was asked for, and up to half more, so that not all come back at once.
        return nanos / 2 + backoff.jittered(nanos);
      } catch (NumberFormatException e) {
        log.debug("Unreadable tally-retry-after-ms: {}", retryAfter);
      }
    }
    return backoff.nextNanos();
  }
}
