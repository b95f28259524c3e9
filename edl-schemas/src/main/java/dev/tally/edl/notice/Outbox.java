package dev.tally.edl.notice;

import dev.tally.delivery.BackOff;
import dev.tally.delivery.Delivery;
import dev.tally.delivery.Mail;
import dev.tally.delivery.Sender;
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

  static final BackOff BACK_OFF = new BackOff(BACK_OFF_MIN, BACK_OFF_MAX, ATTEMPTS_MAX);

  /** Notices that one {@link #deliver} sends at most. */
  public static final int BATCH_NOTICES_MAX = 100;

  /**
   * Who sends a notice keeps others from it for so long. It is longer than any attempt; a process
   * that dies while it sends has another one send it again after that.
   */
  static final Duration LEASE = Duration.ofMinutes(2);

  private static final Pattern CHANNEL = Pattern.compile("[A-Za-z0-9._-]{1,64}");
  static final int FAILURE_CHARS_MAX = 500;
  private static final JsonMapper MAPPER = JsonMapper.shared();

  private final Turns turns;
  private final Troubles troubles = new Troubles();

  /**
   * How a run went: each notice that was tried is in one of them, unless another process tried it
   * again before this one knew that it had failed.
   */
  public record Report(int delivered, int failed, int givenUp) {}

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
  public Report deliver(String channel, Sender<Notice> sender) {
    open(channel);
    int delivered = 0;
    int failed = 0;
    int givenUp = 0;
    for (OutboxTables.Due due :
        turns.read(handle -> OutboxTables.due(handle, channel, turns.now()))) {
      if (!claim(channel, due)) {
        continue;
      }
      switch (send(sender, due.notice())) {
        case Delivery.Delivered() -> {
          delivered(channel, due);
          delivered++;
        }
        case Delivery.Failed(String why) -> {
          boolean last = BACK_OFF.isOver(due.attempts() + 1);
          int counted = failed(channel, due, why, last) ? 1 : 0;
          failed += last ? 0 : counted;
          givenUp += last ? counted : 0;
        }
        case Delivery.Refused(String why) -> givenUp += failed(channel, due, why, true) ? 1 : 0;
      }
    }
    return new Report(delivered, failed, givenUp);
  }

  static <M> Delivery send(Sender<M> sender, M message) {
    try {
      return sender.send(message);
    } catch (RuntimeException e) {
      return new Delivery.Failed(String.valueOf(e));
    }
  }

  private boolean claim(String channel, OutboxTables.Due due) {
    return turns.read(
        handle -> OutboxTables.claim(handle, channel, due, turns.now(), turns.now().plus(LEASE)));
  }

  private void delivered(String channel, OutboxTables.Due due) {
    turns.read(handle -> OutboxTables.delivered(handle, channel, due.notice().id()));
    troubles.delivered(channel);
  }

  /** Whether the attempt was still this process's. */
  private boolean failed(String channel, OutboxTables.Due due, String why, boolean last) {
    int attempts = due.attempts() + 1;
    boolean own =
        turns.read(
            handle ->
                OutboxTables.failed(
                    handle,
                    channel,
                    due,
                    last,
                    turns.now().plus(BACK_OFF.after(attempts)),
                    Mail.cut(why, FAILURE_CHARS_MAX)));
    if (own && last) {
      troubles.givenUp(channel, "notice " + due.notice().id(), attempts, why);
    } else if (own) {
      troubles.failed(channel, why);
    }
    return own;
  }
}
