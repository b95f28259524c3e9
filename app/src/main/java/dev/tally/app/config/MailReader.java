package dev.tally.app.config;

import dev.tally.anomaly.notify.NotifierSettings;
import dev.tally.app.config.Settings.Secret;
import dev.tally.delivery.MailSettings;
import dev.tally.delivery.MailSettings.Security;
import dev.tally.error.TallyException;
import java.net.URI;
import java.util.Optional;

/** The settings below {@code mail}, and who is told by it. */
final class MailReader {
  private static final String HOST = "mail.host";
  private static final String PUBLIC_URL = "http.public_url";

  private MailReader() {}

  /** Nothing without a host. */
  static Optional<MailSettings> read(SettingsReader reader) {
    Optional<String> host = reader.text(HOST);
    Security security = reader.constant("mail.security", Security.STARTTLS);
    int port = reader.port("mail.port", security.port());
    Optional<String> user = reader.text("mail.username");
    String password = reader.text("mail.password", "");
    Optional<String> from = reader.text("mail.from");
    if (host.isEmpty()) {
      return Optional.empty();
    }
    if (from.isEmpty()) {
      reader.problem("mail.from", "must be the address that mails come from");
      return Optional.empty();
    }
    try {
      return Optional.of(new MailSettings(host.get(), port, security, user, password, from.get()));
    } catch (TallyException e) {
      reader.problem("mail", "is not valid: " + e.getMessage());
      return Optional.empty();
    }
  }

  /** Whether review tells people by mail. */
  static boolean ofReview(SettingsReader reader) {
    boolean wanted = reader.flag("review.mail", false);
    if (wanted) {
      checkServer(reader, "review.mail");
    }
    return wanted;
  }

  /**
   * The address of a notifier of mail: {@code mailto:oncall@example.com}.
   *
   * @param name the notifier's
   * @param key of its url
   */
  static Optional<URI> mailto(
      SettingsReader reader, String name, String key, Optional<Secret> secret) {
    String url = reader.text(key, "");
    checkServer(reader, key);
    try {
      NotifierSettings.mail(name, url, secret.map(Secret::value).orElse(""));
      return Optional.of(URI.create(url));
    } catch (TallyException | IllegalArgumentException e) {
      reader.problem(key, "is not valid: " + e.getMessage());
      return Optional.empty();
    }
  }

  /** Mail takes a server, and an address for its links. */
  private static void checkServer(SettingsReader reader, String whatFor) {
    if (reader.text(HOST).isEmpty()) {
      reader.problem(HOST, "must be the mail server's name, for " + whatFor);
    }
    if (reader.text(PUBLIC_URL).isEmpty()) {
      reader.problem(
          PUBLIC_URL, "must be the address at which browsers find Tally, for " + whatFor);
    }
  }
}
