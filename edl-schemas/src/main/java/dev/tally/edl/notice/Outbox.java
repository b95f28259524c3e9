package dev.tally.edl.notice;

import dev.tally.edl.audit.Turn;
import dev.tally.edl.audit.Turns;
import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jdbi.v3.core.Handle;
import tools.jackson.databind.json.JsonMapper;

/**
 * Notices wait here until they are sent. Each is written in the transaction of what it tells, so
 * none is lost and none tells what did not happen. Each channel gets each notice at least once, or
 * is given up after {@link #ATTEMPTS_MAX} attempts.
 */
public final class Outbox {
  /** Attempts per channel and notice; with the back-off, most of a day. */
  public static final int ATTEMPTS_MAX = 32;

  /** The wait after the first failed attempt; it doubles from attempt to attempt. */
  public static final Duration BACK_OFF_MIN = Duration.ofSeconds(2);

  public static final Duration BACK_OFF_MAX = Duration.ofHours(1);

  /** Notices that one {@link #deliver} sends at most. */
  public static final int BATCH_NOTICES_MAX = 100;

  /**
   * Who sends a notice keeps others from it for so long. It is longer than any attempt; a process
   * that dies while it sends has another one send it again after that.
   */
  static final Duration LEASE = Duration.ofMinutes(2);

  private static final Pattern CHANNEL = Pattern.compile("[A-Za-z0-9._-]{1,64}");
  private static final int FAILURE_CHARS_MAX = 500;
  private static final JsonMapper MAPPER = JsonMapper.shared();

  private final Turns turns;

  /**
   * @param failed of which some may have been given up
   */
  public record Report(int delivered, int failed) {}

  public Outbox(Turns turns) {
    this.turns = turns;
  }

  /**
   * Adds a notice.
   *
   * @param recipients names of people whom it concerns
   * @param body what the kind has: texts, numbers and collections of them
   */
  public static void add(
      Turn turn, NoticeKind kind, Collection<String> recipients, Map<String, ?> body) {
    long id = OutboxTables.nextNotice(turn.handle());
    Map<String, Object> all = new TreeMap<>(body);
    all.put("id", id);
    all.put("kind", kind.text());
    all.put("at", turn.now().toString());
    OutboxTables.insert(
        turn,
        new Notice(
            id, kind, new TreeSet<>(recipients).stream().toList(), MAPPER.writeValueAsString(all)));
  }

  /**
   * Makes a channel known: it gets what is added from now on. A channel that is known stays as it
   * is.
   *
   * @param channel 1 to 64 letters, digits, '.', '_' and '-'
   */
  public void open(String channel) {
    if (!CHANNEL.matcher(channel).matches()) {
      throw new TallyException(
          ErrorCode.CONFIG_INVALID,
          "a channel's name has 1 to 64 letters, digits, '-', '_' and '.'; not so: " + channel);
    }
    if (!turns.read(handle -> OutboxTables.isOpen(handle, channel))) {
      turns.take(turn -> OutboxTables.openChannel(turn.handle(), channel));
    }
  }

  /**
   * Sends what is due, oldest first. Several processes may do so at once.
   *
   * @throws TallyException METADATA_UNAVAILABLE when the database does not answer
   */
  public Report deliver(String channel, Notifier notifier) {
    open(channel);
    int delivered = 0;
    int failed = 0;
    for (OutboxTables.Due due :
        turns.read(handle -> OutboxTables.due(handle, channel, turns.now()))) {
      if (!claim(channel, due)) {
        continue;
      }
      switch (send(notifier, due.notice())) {
        case Delivery.Delivered ignored -> {
          turns.read(handle -> OutboxTables.delivered(handle, channel, due.notice().id()));
          delivered++;
        }
        case Delivery.Failed(String why) -> {
          turns.read(handle -> failed(channel, due, why, handle));
          failed++;
        }
      }
    }
    return new Report(delivered, failed);
  }

  private static Delivery send(Notifier notifier, Notice notice) {
    try {
      return notifier.send(notice);
    } catch (RuntimeException e) {
      return new Delivery.Failed(String.valueOf(e));
    }
  }

  private boolean claim(String channel, OutboxTables.Due due) {
    return turns.read(
        handle -> OutboxTables.claim(handle, channel, due, turns.now(), turns.now().plus(LEASE)));
  }

  private boolean failed(String channel, OutboxTables.Due due, String why, Handle handle) {
    int attempts = due.attempts() + 1;
    return OutboxTables.failed(
        handle,
        channel,
        due.notice().id(),
        attempts >= ATTEMPTS_MAX,
        turns.now().plus(backOff(attempts)),
        why.substring(0, Math.min(why.length(), FAILURE_CHARS_MAX)));
  }

  /** The wait after so many failed attempts. */
  static Duration backOff(int attempts) {
    int doublings = Math.min(attempts - 1, 20);
    Duration wait = BACK_OFF_MIN.multipliedBy(1L << doublings);
    return wait.compareTo(BACK_OFF_MAX) > 0 ? BACK_OFF_MAX : wait;
  }
}
