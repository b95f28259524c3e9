package dev.tally.app.service;

import dev.tally.app.config.Settings.NotifierTarget;
import dev.tally.app.config.Settings.Secret;
import dev.tally.edl.audit.Turns;
import dev.tally.edl.notice.Outbox;
import dev.tally.edl.notice.WebhookNotifier;
import java.net.http.HttpClient;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Posts what happens in review to the webhook of the settings. */
final class ReviewNotices implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(ReviewNotices.class);
  private static final String CHANNEL = "webhook";
  private static final int SECONDS = 1;

  private final Outbox outbox;
  private final HttpClient client = HttpClient.newHttpClient();
  private final WebhookNotifier notifier;
  private final ScheduledExecutorService scheduler =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("review-notices").factory());

  private ReviewNotices(Turns turns, NotifierTarget target) {
    outbox = new Outbox(turns);
    notifier =
        new WebhookNotifier(target.url(), target.secret().map(Secret::value).orElse(""), client);
  }

  /** What happens from now on is posted. */
  static ReviewNotices start(Turns turns, NotifierTarget target) {
    ReviewNotices notices = new ReviewNotices(turns, target);
    notices.outbox.open(CHANNEL);
    var _ =
        notices.scheduler.scheduleWithFixedDelay(
            notices::deliver, SECONDS, SECONDS, TimeUnit.SECONDS);
    return notices;
  }

  private void deliver() {
    try {
      outbox.deliver(CHANNEL, notifier);
    } catch (RuntimeException e) {
      log.warn("notices wait: {}", e.getMessage());
    }
  }

  @Override
  public void close() {
    scheduler.shutdownNow();
    client.shutdownNow();
  }
}
