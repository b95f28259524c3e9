package dev.tally.sdk;

import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says when the ledger is reported: every so often while it holds anything, one report at a time,
 * and a last time when the producer is closed. Used by the sender's thread only.
 */
final class Reporter {
  private static final Logger log = LoggerFactory.getLogger(Reporter.class);
  private static final long NEVER = Long.MAX_VALUE;

  private final Ledger ledger;
  private final long intervalNanos;
  private final InstantSource clock;
  private boolean armed;
  private long dueAt;
  private boolean out;
  private boolean over;
  private @Nullable CompletableFuture<Boolean> last;

  Reporter(Ledger ledger, Duration interval, InstantSource clock) {
    this.ledger = ledger;
    this.intervalNanos = interval.toNanos();
    this.clock = clock;
  }

  /** Nanoseconds until a report should be made. */
  long untilDue(long now) {
    if (over || out) {
      return NEVER;
    }
    if (last != null) {
      return 0;
    }
    if (ledger.isEmpty()) {
      armed = false;
      return NEVER;
    }
    if (!armed) {
      armed = true;
      dueAt = now + intervalNanos;
    }
    return dueAt - now;
  }

  /** A batch with the report; null when there is nothing to say. */
  @Nullable Batch next(BatchBuilder builder, EventQueue queue, long now) {
    dueAt = now + intervalNanos;
    WireWriter report = ledger.report(queue, clock.millis(), last != null);
    over = last != null;
    if (report == null) {
      finish(true);
      return null;
    }
    out = true;
    return builder.report(queue.head(), report, ledger.lastReport());
  }

  /** The one that was out is with the collector. */
  void acknowledged() {
    out = false;
    finish(true);
  }

  /** The collector can't read it, and will read no other. */
  void refused(String why) {
    log.warn("The collector can't read this producer's reports for the audit: {}", why);
    out = false;
    over = true;
    finish(false);
  }

  /** Makes the last report, and completes once it is acknowledged. */
  void last(CompletableFuture<Boolean> done) {
    last = done;
    if (over) {
      done.complete(false);
    } else if (!out && ledger.isEmpty()) {
      over = true;
      done.complete(true);
    }
  }

  private void finish(boolean reported) {
    if (over && last != null) {
      last.complete(reported);
    }
  }

  void giveUp() {
    if (last != null) {
      last.complete(false);
    }
  }
}
