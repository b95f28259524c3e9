package dev.tally.delivery;

import static java.util.Objects.requireNonNull;

import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import java.util.Optional;

/**
 * The SMTP server that mail is handed to.
 *
 * @param password empty where there is no user
 * @param from the sender's address, {@code Tally <tally@example.com>} or without a name
 */
public record MailSettings(
    String host, int port, Security security, Optional<String> user, String password, String from) {

  /** How the connection is kept from others. */
  public enum Security {
    /** Not at all: for a server on the same machine. */
    NONE(25),
    /** TLS from the server's greeting on; without it nothing is sent. */
    STARTTLS(587),
    /** TLS from the first byte. */
    TLS(465);

    private final int port;

    Security(int port) {
      this.port = port;
    }

    /** The usual one. */
    public int port() {
      return port;
    }
  }

  public MailSettings {
    requireNonNull(security);
    requireNonNull(user);
    requireNonNull(password);
    if (host.isBlank()) {
      throw invalid("the mail server has no name");
    }
    if (user.isEmpty() && !password.isEmpty()) {
      throw invalid("the mail server's password is of no user");
    }
    if (Mail.address(from).isEmpty()) {
      throw invalid("'%s' is no sender such as Tally <tally@example.com>".formatted(from));
    }
  }

  private static TallyException invalid(String message) {
    return new TallyException(ErrorCode.CONFIG_INVALID, message);
  }

  /** For messages. */
  String server() {
    return host + ":" + port;
  }

  @Override
  public String toString() {
    return "MailSettings[%s, %s, user=%s, from=%s]"
        .formatted(server(), security, user.orElse(""), from);
  }
}
