package dev.tally.delivery;

import static java.util.Objects.requireNonNull;

import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * One e-mail to one address. Whatever the texts hold, they stay texts: control characters of what
 * goes into headers become spaces, and what is too long is cut.
 *
 * @param to an address without a name
 * @param id {@code words@host}, the same over all attempts
 * @param thread of the first mail of the conversation, {@code words@host}; may be this mail's own
 * @param unsubscribe where a POST ends such mails (RFC 8058), a URL; empty when there is none
 * @param text the same as {@code html}, for those who do not show that
 */
public record Mail(
    String to,
    String id,
    String thread,
    String subject,
    String unsubscribe,
    String text,
    String html) {
  public static final int SUBJECT_CHARS_MAX = 250;

  /** Other characters not every mail server takes (RFC 6531). */
  private static final Pattern ADDRESS = Pattern.compile("[!-~]+@[!-~]+");

  /** Of each of text and HTML. */
  public static final int BODY_CHARS_MAX = 500_000;

  public Mail {
    to = header(to);
    id = header(id);
    thread = header(thread);
    unsubscribe = header(unsubscribe);
    subject = cut(header(subject), SUBJECT_CHARS_MAX);
    if (text.length() > BODY_CHARS_MAX || html.length() > BODY_CHARS_MAX) {
      throw new IllegalArgumentException(
          "a mail's text has at most %,d characters".formatted(BODY_CHARS_MAX));
    }
  }

  /** Starts its conversation. */
  boolean isFirst() {
    return id.equals(thread);
  }

  /** Of no more than so many characters, the last of them a mark of what is missing. */
  public static String cut(String text, int charsMax) {
    if (text.length() <= charsMax) {
      return text;
    }
    int end = charsMax - 1;
    return text.substring(0, Character.isHighSurrogate(text.charAt(end - 1)) ? end - 1 : end) + "…";
  }

  /** As HTML shows it. */
  public static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }

  private static String header(String text) {
    return requireNonNull(text).replaceAll("\\p{Cntrl}|[\\u0085\\u2028\\u2029]", " ");
  }

  /** Whether mail can go there: an address without a name. */
  public static boolean isAddress(String text) {
    return address(text).filter(address -> address.getAddress().equals(text)).isPresent();
  }

  /** What mail programs take for one address, in ASCII; empty when it is none, or several. */
  static Optional<InternetAddress> address(String text) {
    try {
      InternetAddress[] addresses = InternetAddress.parse(text, true);
      return addresses.length == 1 && ADDRESS.matcher(addresses[0].getAddress()).matches()
          ? Optional.of(addresses[0])
          : Optional.empty();
    } catch (AddressException e) {
      return Optional.empty();
    }
  }
}
