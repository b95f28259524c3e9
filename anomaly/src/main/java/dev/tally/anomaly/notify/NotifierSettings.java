package dev.tally.anomaly.notify;

import static java.util.Objects.requireNonNull;

import dev.tally.delivery.Mail;
import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import java.net.URI;
import java.util.Locale;

/**
 * A notifier in the configuration.
 *
 * @param name what alert rules call it
 * @param url where a webhook posts to, {@code mailto:} and an address for mail; empty for the log
 * @param secret what a webhook signs with; empty for no signature
 */
public record NotifierSettings(String name, Kind kind, String url, String secret) {
  public enum Kind {
    LOG,
    WEBHOOK,
    MAIL
  }

  private static final String MAILTO = "mailto:";

  public NotifierSettings {
    requireNonNull(name);
    requireNonNull(kind);
    requireNonNull(url);
    requireNonNull(secret);
    if (name.isBlank()) {
      throw invalid("a notifier has no name; alert rules refer to it by that");
    }
    switch (kind) {
      case LOG -> {
        if (!url.isEmpty() || !secret.isEmpty()) {
          throw invalid("notifier " + name + ": a log has neither url nor secret; remove them");
        }
      }
      case WEBHOOK -> checkUrl(name, url);
      case MAIL -> checkAddress(name, url, secret);
    }
  }

  public static NotifierSettings log(String name) {
    return new NotifierSettings(name, Kind.LOG, "", "");
  }

  public static NotifierSettings webhook(String name, String url, String secret) {
    return new NotifierSettings(name, Kind.WEBHOOK, url, secret);
  }

  /**
   * @param url {@code mailto:oncall@example.com}
   * @param secret must be empty: mail is not signed
   */
  public static NotifierSettings mail(String name, String url, String secret) {
    return new NotifierSettings(name, Kind.MAIL, url, secret);
  }

  /** Whether it is for mail; what else is wrong with it is said by the constructor. */
  public static boolean isMail(String url) {
    return url.regionMatches(true, 0, MAILTO, 0, MAILTO.length());
  }

  /** Of a notifier of mail. */
  String address() {
    return url.substring(MAILTO.length());
  }

  private static void checkAddress(String name, String url, String secret) {
    if (!secret.isEmpty()) {
      throw invalid("notifier " + name + ": mail is not signed; remove the secret");
    }
    if (!isMail(url) || !Mail.isAddress(url.substring(MAILTO.length()))) {
      throw invalid("notifier %s: url '%s' is not mailto: and one address".formatted(name, url));
    }
  }

  private static void checkUrl(String name, String url) {
    String problem = "notifier " + name + ": url '" + url + "' is not an http or https URL";
    try {
      URI uri = URI.create(url);
      String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
      if (uri.getHost() == null || !(scheme.equals("http") || scheme.equals("https"))) {
        throw invalid(problem);
      }
    } catch (IllegalArgumentException e) {
      throw new TallyException(ErrorCode.CONFIG_INVALID, problem, e);
    }
  }

  private static TallyException invalid(String message) {
    return new TallyException(ErrorCode.CONFIG_INVALID, message);
  }

  @Override
  public String toString() {
    return "NotifierSettings[name=%s, kind=%s, url=%s, secret=%s]"
        .formatted(name, kind, url, secret.isEmpty() ? "" : "***");
  }
}
