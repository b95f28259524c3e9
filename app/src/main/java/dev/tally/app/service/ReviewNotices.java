package dev.tally.app.service;

import dev.tally.app.config.Settings;
import dev.tally.app.config.Settings.NotifierTarget;
import dev.tally.app.config.Settings.Secret;
import dev.tally.delivery.MailSettings;
import dev.tally.delivery.Mailer;
import dev.tally.delivery.Webhook;
import dev.tally.edl.audit.Turns;
import dev.tally.edl.notice.MailText;
import dev.tally.edl.notice.Outbox;
import dev.tally.edl.notice.ReviewMails;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.URI;
import java.net.http.HttpClient;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells what happens in review, by the webhook and the mail of the settings. Each has a thread of
 * its own: a server that hangs holds up nobody else.
 */
final class ReviewNotices implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(ReviewNotices.class);
  private static final String WEBHOOK = "webhook";
  private static final String MAIL = "mail";
  private static final int SECONDS = 1;

  private final Closer closer;
  private final MeterRegistry meters;

  private ReviewNotices(Closer closer, MeterRegistry meters) {
    this.closer = closer;
    this.meters = meters;
  }

  /** What happens from now on is told. */
  static ReviewNotices start(Settings settings, Turns turns, MeterRegistry meters, Clock clock) {
    return Closer.open(
        closer -> {
          ReviewNotices notices = new ReviewNotices(closer, meters);
          settings.review().webhook().ifPresent(target -> notices.post(turns, target));
          if (settings.review().mail()) {
            notices.mail(
                turns,
                settings.mail().orElseThrow(),
                settings.http().publicUrl().orElseThrow(),
                clock);
          }
          return notices;
        });
  }

  private void post(Turns turns, NotifierTarget target) {
    HttpClient client = HttpClient.newHttpClient();
    closer.add(client::shutdownNow);
    Webhook webhook =
        new Webhook(target.url(), target.secret().map(Secret::value).orElse(""), client);
    Outbox outbox = new Outbox(turns);
    outbox.open(WEBHOOK);
    repeat(
        WEBHOOK,
        () -> {
          Outbox.Report report =
              outbox.deliver(WEBHOOK, notice -> webhook.post(notice.id(), notice.body()));
          count(WEBHOOK, report.delivered(), report.failed(), report.givenUp());
        });
  }

  private void mail(Turns turns, MailSettings settings, URI publicUrl, Clock clock) {
    Mailer mailer = closer.add(new Mailer(settings, clock));
    ReviewMails mails = new ReviewMails(turns, new MailText(publicUrl), mailer, new SecureRandom());
    mails.open();
    repeat(
        MAIL,
        () -> {
          ReviewMails.Report report = mails.deliver();
          count(MAIL, report.delivered(), report.failed(), report.givenUp());
          meters.counter("tally.review.mails.held").increment(report.held());
        });
  }

  private void count(String channel, int delivered, int failed, int givenUp) {
    meters.counter("tally.review.notices.delivered", "channel", channel).increment(delivered);
    meters.counter("tally.review.notices.failed", "channel", channel).increment(failed);
    meters.counter("tally.review.notices.given.up", "channel", channel).increment(givenUp);
  }

  private void repeat(String channel, Runnable work) {
    ScheduledExecutorService scheduler =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("review-" + channel).factory());
    closer.add(scheduler::shutdownNow);
    var _ =
        scheduler.scheduleWithFixedDelay(
            () -> runLogged(channel, work), SECONDS, SECONDS, TimeUnit.SECONDS);
  }

  private static void runLogged(String channel, Runnable work) {
    try {
      work.run();
    } catch (RuntimeException e) {
      log.warn("{} of review: notices wait: {}", channel, e.getMessage());
    }
  }

  @Override
  public void close() {
    closer.close();
  }
}
