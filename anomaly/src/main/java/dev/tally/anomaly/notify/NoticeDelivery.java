package dev.tally.anomaly.notify;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;

import dev.tally.delivery.BackOff;
import dev.tally.delivery.Delivery;
import dev.tally.metadata.MetadataDatabase;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends what is in the outbox. Each notice is claimed, sent and marked: who dies between sending
 * and marking has sent one notice that will be sent once more, under the same number. What fails is
 * tried again after a growing time, and given up after {@link #ATTEMPTS_MAX} attempts.
 *
 * <p>Notifiers are served side by side, one notice of each at a time; after a failure the rest of
 * that notifier's notices wait for the next run, so that one that hangs holds up nobody for longer
 * than its timeout.
 */
public final class NoticeDelivery {
  /** Notices taken up by one run. */
  public static final int NOTICES_PER_RUN_MAX = 500;

  /** Attempts per notice: over about six hours. */
  public static final int ATTEMPTS_MAX = 14;

  /** Pause after the first failure; it doubles. Longer than any notifier's timeout. */
  public static final Duration PAUSE_MIN = Duration.ofSeconds(15);

  public static final Duration PAUSE_MAX = Duration.ofHours(1);

  static final BackOff BACK_OFF = new BackOff(PAUSE_MIN, PAUSE_MAX, ATTEMPTS_MAX);

  private static final Logger log = LoggerFactory.getLogger(NoticeDelivery.class);

  private final MetadataDatabase database;
  private final Notifiers notifiers;
  private final ExecutorService executor;
  private final Counter deliveredCounter;
  private final Counter failedCounter;
  private final Counter givenUpCounter;

  /**
   * @param executor runs one task per notifier
   */
  public NoticeDelivery(
      MetadataDatabase database,
      Notifiers notifiers,
      ExecutorService executor,
      MeterRegistry meters) {
    this.database = database;
    this.notifiers = notifiers;
    this.executor = executor;
    database.migrate("anomaly");
    deliveredCounter = meters.counter("tally.alert.notices.delivered");
    failedCounter = meters.counter("tally.alert.notices.failed");
    givenUpCounter = meters.counter("tally.alert.notices.given.up");
  }

  /**
   * How a run went: each notice taken up is in one of them, unless another process tried it again
   * before this one knew that it had failed.
   */
  public record DeliveryReport(int delivered, int failed, int givenUp) {
    private static final DeliveryReport NONE = new DeliveryReport(0, 0, 0);

    private DeliveryReport plus(DeliveryReport other) {
      return new DeliveryReport(
          delivered + other.delivered, failed + other.failed, givenUp + other.givenUp);
    }
  }

  /** Sends what is due. */
  public DeliveryReport deliver(Instant now) {
    List<Notice> due = database.withHandle(handle -> Outbox.due(handle, now, NOTICES_PER_RUN_MAX));
    Map<String, List<Notice>> byNotifier =
        due.stream().collect(groupingBy(Notice::notifier, LinkedHashMap::new, toList()));
    List<Future<DeliveryReport>> running = new ArrayList<>();
    for (Map.Entry<String, List<Notice>> entry : byNotifier.entrySet()) {
      Notifier notifier = notifiers.find(entry.getKey());
      running.add(executor.submit(() -> deliver(notifier, entry.getValue(), now)));
    }
    DeliveryReport report = DeliveryReport.NONE;
    for (Future<DeliveryReport> one : running) {
      report = report.plus(result(one));
    }
    return report;
  }

  private static DeliveryReport result(Future<DeliveryReport> running) {
    try {
      return running.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return DeliveryReport.NONE;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new IllegalStateException(e.getCause());
    }
  }

  private DeliveryReport deliver(Notifier notifier, List<Notice> notices, Instant now) {
    int delivered = 0;
    for (Notice notice : notices) {
      Instant next = now.plus(BACK_OFF.after(notice.attempts() + 1));
      if (!database.inTransaction(handle -> Outbox.claim(handle, notice, next))) {
        continue;
      }
      switch (notifier.send(notice)) {
        case Delivery.Delivered() -> {
          database.inTransaction(
              handle -> {
                Outbox.delivered(handle, notice, now);
                return notice;
              });
          deliveredCounter.increment();
          delivered++;
        }
        case Delivery.Failed(String problem) -> {
          boolean last = BACK_OFF.isOver(notice.attempts() + 1);
          int counted = fail(notice, problem, last) ? 1 : 0;
          return new DeliveryReport(delivered, last ? 0 : counted, last ? counted : 0);
        }
        case Delivery.Refused(String problem) -> {
          return new DeliveryReport(delivered, 0, fail(notice, problem, true) ? 1 : 0);
        }
      }
    }
    return new DeliveryReport(delivered, 0, 0);
  }

  /** Whether the attempt was still this process's. */
  private boolean fail(Notice notice, String problem, boolean last) {
    boolean own =
        database.inTransaction(
            handle ->
                last
                    ? Outbox.giveUp(handle, notice, problem)
                    : Outbox.failed(handle, notice, problem));
    if (own) {
      tell(notice, problem, last);
    }
    return own;
  }

  private void tell(Notice notice, String problem, boolean last) {
    int attempts = notice.attempts() + 1;
    if (last) {
      givenUpCounter.increment();
      log.error(
          "notifier {}: gave up after {} attempts to tell: {} ({})",
          notice.notifier(),
          attempts,
          notice.sentence(),
          problem);
    } else {
      failedCounter.increment();
      if (attempts == 1) {
        log.warn("notifier {}: {}; tried again later", notice.notifier(), problem);
      }
    }
  }
}
