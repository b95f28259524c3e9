package dev.tally.anomaly.notify;

import static java.util.Objects.requireNonNull;

import dev.tally.delivery.Mail;
import dev.tally.delivery.Sender;
import java.net.URI;
import java.time.Clock;

/**
 * How alerts become mail.
 *
 * @param publicUrl where people's browsers find Tally
 */
public record AlertPost(Sender<Mail> sender, URI publicUrl, Clock clock) {
  public AlertPost {
    requireNonNull(sender);
    requireNonNull(publicUrl);
    requireNonNull(clock);
  }

  Notifier notifier(String address) {
    return new MailNotifier(address, publicUrl, sender, clock);
  }
}
