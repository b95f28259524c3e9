package dev.tally.anomaly.notify;

import static java.util.Objects.requireNonNull;

import dev.tally.delivery.Delivery;
import dev.tally.delivery.Mail;
import dev.tally.delivery.Sender;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Tells one address by e-mail: an alert's sentence, and a link to its page. The mail that says that
 * it is resolved belongs to the one that said that it fires.
 *
 * <p>Who got {@link #MAILS_PER_HOUR_MAX} mails gets the next one when the hour is over; the attempt
 * counts as a failed one, so that a flood ends in the log and not in a mailbox.
 */
final class MailNotifier implements Notifier {
  /** To one address, by one process. */
  static final int MAILS_PER_HOUR_MAX = 60;

  private static final Duration HOUR = Duration.ofHours(1);

  private final String to;
  private final String base;
  private final String host;
  private final Sender<Mail> sender;
  private final Clock clock;
  private final Deque<Instant> sent = new ArrayDeque<>();

  /**
   * @param publicUrl where people's browsers find Tally
   */
  MailNotifier(String to, URI publicUrl, Sender<Mail> sender, Clock clock) {
    this.to = requireNonNull(to);
    this.base = publicUrl.toString().replaceAll("/+$", "");
    this.host = requireNonNull(publicUrl.getHost());
    this.sender = requireNonNull(sender);
    this.clock = requireNonNull(clock);
  }

  @Override
  public synchronized Delivery send(Notice notice) {
    Instant now = clock.instant();
    while (!sent.isEmpty() && !sent.getFirst().plus(HOUR).isAfter(now)) {
      sent.removeFirst();
    }
    if (sent.size() >= MAILS_PER_HOUR_MAX) {
      return new Delivery.Failed(
          "%s got %d mails within an hour, the most there may be".formatted(to, sent.size()));
    }
    Delivery delivery = sender.send(mail(notice));
    if (delivery instanceof Delivery.Delivered) {
      sent.addLast(now);
    }
    return delivery;
  }

  private Mail mail(Notice notice) {
    String thread = "alert-%s@%s".formatted(notice.alertId(), host);
    String link = base + "/alerts/" + notice.alertId();
    String sentence = Mail.cut(notice.sentence(), Mail.SUBJECT_CHARS_MAX);
    String word =
        switch (notice.kind()) {
          case FIRED -> notice.severity().name();
          case RESOLVED -> "Resolved";
        };
    return new Mail(
        to,
        switch (notice.kind()) {
          case FIRED -> thread;
          case RESOLVED -> "alert-%s.resolved@%s".formatted(notice.alertId(), host);
        },
        thread,
        "[Tally] %s: %s".formatted(word, sentence),
        "",
        "%s: %s\n\n%s\n".formatted(word, sentence, link),
        """
        <!DOCTYPE html>
        <html><body>
        <p>%s: %s</p>
        <p><a href="%s">%s</a></p>
        </body></html>
        """
            .formatted(word, Mail.escaped(sentence), Mail.escaped(link), Mail.escaped(link)));
  }
}
