package dev.tally.anomaly.notify;

import dev.tally.delivery.Webhook;
import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import java.net.URI;
import java.net.http.HttpClient;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The notifiers that are configured, by name. There is always the log. */
public final class Notifiers {
  /** Where notices go that nobody else takes. */
  public static final String LOG = "log";

  private static final Logger log = LoggerFactory.getLogger(Notifiers.class);

  private final Map<String, Notifier> byName;
  private final Notifier fallback;
  private final Set<String> reported = ConcurrentHashMap.newKeySet();

  private Notifiers(Map<String, Notifier> byName, Notifier fallback) {
    this.byName = byName;
    this.fallback = fallback;
  }

  /**
   * @param post what sends mail; absent where there is no mail server
   * @throws TallyException CONFIG_INVALID when two have the same name, or one is of mail and there
   *     is no server for it
   */
  public static Notifiers of(
      List<NotifierSettings> settings, HttpClient client, Optional<AlertPost> post) {
    Map<String, Notifier> byName = new LinkedHashMap<>();
    for (NotifierSettings one : settings) {
      Notifier notifier =
          switch (one.kind()) {
            case LOG -> new LogNotifier();
            case WEBHOOK -> webhook(one, client);
            case MAIL -> mail(one, post);
          };
      if (byName.put(one.name(), notifier) != null) {
        throw new TallyException(
            ErrorCode.CONFIG_INVALID, "two notifiers are called " + one.name() + "; rename one");
      }
    }
    return of(byName);
  }

  private static Notifier webhook(NotifierSettings settings, HttpClient client) {
    Webhook webhook = new Webhook(URI.create(settings.url()), settings.secret(), client);
    return notice -> webhook.post(notice.id(), notice.body());
  }

  private static Notifier mail(NotifierSettings settings, Optional<AlertPost> post) {
    return post.map(p -> p.notifier(settings.address()))
        .orElseThrow(
            () ->
                new TallyException(
                    ErrorCode.CONFIG_INVALID,
                    "notifier %s is of mail, and there is no mail server; set mail.host"
                        .formatted(settings.name())));
  }

  /** With notifiers of one's own. */
  public static Notifiers of(Map<String, Notifier> byName) {
    return new Notifiers(new LinkedHashMap<>(byName), new LogNotifier());
  }

  /**
   * Who is told of an alert of a rule that names these notifiers; all that are configured when it
   * names none. A name that is not configured stands for the log, and is reported once.
   */
  public List<String> recipients(List<String> named) {
    Set<String> names = new LinkedHashSet<>();
    for (String name : named.isEmpty() ? byName.keySet() : named) {
      names.add(isKnown(name) ? name : LOG);
    }
    return names.isEmpty() ? List.of(LOG) : List.copyOf(names);
  }

  /** The notifier of that name; the log when there is none. */
  Notifier find(String name) {
    return isKnown(name) ? byName.getOrDefault(name, fallback) : fallback;
  }

  private boolean isKnown(String name) {
    boolean known = name.equals(LOG) || byName.containsKey(name);
    if (!known && reported.add(name)) {
      log.warn("no notifier '{}' is configured: its notices go to the log", name);
    }
    return known;
  }
}
