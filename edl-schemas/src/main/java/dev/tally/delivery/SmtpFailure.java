package dev.tally.delivery;

import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.MessagingException;
import java.util.Set;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import org.eclipse.angus.mail.smtp.SMTPAddressFailedException;
import org.eclipse.angus.mail.util.MailConnectException;
import org.jspecify.annotations.Nullable;

/** What an SMTP server's no means, in one line. */
final class SmtpFailure {
  /** Answers about the address itself, and not about load, rights or content (RFC 5321, 4.2.3). */
  private static final Set<Integer> BAD_ADDRESS = Set.of(550, 551, 553);

  /** Status codes that speak of rights: whoever asks, and not whom it goes to (RFC 3463). */
  private static final Pattern POLICY = Pattern.compile("\\d{3}[ -]5\\.7\\..*", Pattern.DOTALL);

  private SmtpFailure() {}

  static Delivery of(MailSettings settings, MessagingException failure) {
    SMTPAddressFailedException address = find(failure, SMTPAddressFailedException.class);
    if (address != null) {
      return ofAddress(settings, address);
    }
    return new Delivery.Failed(oneLine(words(settings, failure)));
  }

  private static Delivery ofAddress(MailSettings settings, SMTPAddressFailedException failure) {
    String words =
        oneLine(
            "mail server %s does not take mail for %s: %s"
                .formatted(settings.server(), failure.getAddress(), failure.getMessage()));
    boolean isFinal =
        BAD_ADDRESS.contains(failure.getReturnCode())
            && !POLICY.matcher(String.valueOf(failure.getMessage())).matches();
    return isFinal ? new Delivery.Refused(words) : new Delivery.Failed(words);
  }

  private static String words(MailSettings settings, MessagingException failure) {
    String server = settings.server();
    SSLException tls = find(failure, SSLException.class);
    if (tls != null) {
      return "mail server %s: no TLS that can be trusted: %s; its certificate must be of that name, and of an authority that Java trusts"
          .formatted(server, tls.getMessage());
    }
    if (find(failure, AuthenticationFailedException.class) != null) {
      return "mail server %s does not let in %s: %s; see mail.username and mail.password"
          .formatted(
              server, settings.user().orElse("anybody without a user"), failure.getMessage());
    }
    if (find(failure, MailConnectException.class) != null) {
      return "mail server %s cannot be reached: %s"
          .formatted(server, String.valueOf(deepest(failure).getMessage()));
    }
    return "mail server %s: %s".formatted(server, String.valueOf(failure.getMessage()));
  }

  /** Of the causes and of what the library hangs beside them. */
  private static <T extends Throwable> @Nullable T find(Throwable failure, Class<T> type) {
    if (type.isInstance(failure)) {
      return type.cast(failure);
    }
    if (failure instanceof MessagingException messaging && messaging.getNextException() != null) {
      return find(messaging.getNextException(), type);
    }
    return failure.getCause() == null ? null : find(failure.getCause(), type);
  }

  private static Throwable deepest(Throwable failure) {
    Throwable cause = failure.getCause();
    return cause == null ? failure : deepest(cause);
  }

  private static String oneLine(String text) {
    return text.replaceAll("\\s+", " ").strip();
  }
}
