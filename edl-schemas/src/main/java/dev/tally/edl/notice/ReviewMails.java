package dev.tally.edl.notice;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;

import dev.tally.delivery.Delivery;
import dev.tally.delivery.Mail;
import dev.tally.delivery.Sender;
import dev.tally.edl.audit.Turns;
import dev.tally.edl.notice.MailTables.Due;
import dev.tally.edl.notice.MailTables.Reader;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Tells by mail whom a notice concerns, each by himself: the address of one holds up nobody else.
 *
 * <ol>
 *   <li>What is new in the outbox is put down for each of its readers.
 *   <li>What is due to one reader on one proposal becomes one mail.
 *   <li>Each mail is claimed, sent and marked, as in the {@link Outbox}.
 * </ol>
 *
 * A reader who got {@link #MAILS_PER_HOUR_MAX} mails waits: nothing is dropped, and what has come
 * together until then is told in one mail a proposal.
 */
public final class ReviewMails {
  /** To one reader. */
  public static final int MAILS_PER_HOUR_MAX = 30;

  /** What is more comes with the next mail. */
  public static final int NOTICES_PER_MAIL_MAX = 20;

  static final String CHANNEL = "mail";

  private static final Duration HOUR = Duration.ofHours(1);
  private static final int KEY_BYTES = 16;

  private final Turns turns;
  private final Outbox outbox;
  private final MailText text;
  private final Sender<Mail> sender;
  private final RandomGenerator random;
  private final Troubles troubles = new Troubles();

  /**
   * How a run went, in mails: each that was due is in one of them, unless another process has it.
   *
   * @param held since their reader has had enough for now
   */
  public record Report(int delivered, int failed, int givenUp, int held) {
    private static final Report NONE = new Report(0, 0, 0, 0);
    private static final Report DELIVERED = new Report(1, 0, 0, 0);
    private static final Report FAILED = new Report(0, 1, 0, 0);
    private static final Report GIVEN_UP = new Report(0, 0, 1, 0);
    private static final Report HELD = new Report(0, 0, 0, 1);

    private Report plus(Report other) {
      return new Report(
          delivered + other.delivered,
          failed + other.failed,
          givenUp + other.givenUp,
          held + other.held);
    }
  }

  private record Conversation(String person, int proposal) {}

  /**
   * @param random secure: it makes the keys by which a reader ends his mails
   */
  public ReviewMails(Turns turns, MailText text, Sender<Mail> sender, RandomGenerator random) {
    this.turns = turns;
    this.outbox = new Outbox(turns);
    this.text = text;
    this.sender = sender;
    this.random = random;
  }

  /** What happens from now on is mailed. */
  public void open() {
    outbox.open(CHANNEL);
  }

  /**
   * Sends what is due. Several processes may do so at once.
   *
   * @throws dev.tally.error.TallyException METADATA_UNAVAILABLE when the database does not answer
   */
  public Report deliver() {
    outbox.deliver(CHANNEL, this::putDown);
    Map<Conversation, List<Due>> due =
        turns.read(handle -> MailTables.due(handle, turns.now())).stream()
            .collect(
                groupingBy(
                    one -> new Conversation(one.person(), one.proposal()),
                    LinkedHashMap::new,
                    toList()));
    Report report = Report.NONE;
    for (List<Due> mail : due.values()) {
      report = report.plus(deliver(mail.subList(0, Math.min(mail.size(), NOTICES_PER_MAIL_MAX))));
    }
    return report;
  }

  /** A repeat finds what is there. */
  private Delivery putDown(Notice notice) {
    JsonNode proposal = JsonMapper.shared().readTree(notice.body()).path("proposal").path("id");
    if (proposal.isInt()) {
      turns.take(
          turn -> {
            for (String person : notice.recipients()) {
              if (MailTables.reader(turn.handle(), person).isPresent()) {
                MailTables.setKey(turn.handle(), person, newKey());
                MailTables.insert(
                    turn.handle(), notice.id(), person, proposal.intValue(), turn.now());
              }
            }
            return notice;
          });
    }
    return new Delivery.Delivered();
  }

  private String newKey() {
    byte[] key = new byte[KEY_BYTES];
    random.nextBytes(key);
    return HexFormat.of().formatHex(key);
  }

  private Report deliver(List<Due> due) {
    Optional<Reader> reader =
        turns.read(handle -> MailTables.reader(handle, due.getFirst().person()));
    if (reader.isEmpty()) {
      turns.read(handle -> due.stream().mapToInt(one -> MailTables.unwanted(handle, one)).sum());
      return Report.NONE;
    }
    Optional<Instant> later = fullUntil(reader.get());
    if (later.isPresent()) {
      return hold(due, later.get()) ? Report.HELD : Report.NONE;
    }
    List<Due> claimed = claim(due);
    return claimed.isEmpty() ? Report.NONE : send(reader.get(), claimed);
  }

  /** When the reader may get the next mail; empty: now. */
  private Optional<Instant> fullUntil(Reader reader) {
    List<Instant> sent =
        turns.read(handle -> MailTables.sentSince(handle, reader.name(), turns.now().minus(HOUR)));
    return sent.size() < MAILS_PER_HOUR_MAX
        ? Optional.empty()
        : Optional.of(sent.get(sent.size() - MAILS_PER_HOUR_MAX).plus(HOUR));
  }

  private boolean hold(List<Due> due, Instant later) {
    return turns.read(
        handle -> due.stream().filter(one -> MailTables.hold(handle, one, later)).count() > 0);
  }

  /** In a turn, so that of two processes one gets them all. */
  private List<Due> claim(List<Due> due) {
    return turns.take(
        turn -> {
          Instant leaseEnd = turn.now().plus(Outbox.LEASE);
          return due.stream()
              .filter(one -> MailTables.claim(turn.handle(), one, leaseEnd))
              .toList();
        });
  }

  private Report send(Reader reader, List<Due> mail) {
    List<Notice> notices = mail.stream().map(Due::notice).toList();
    Mail message = text.of(reader, mail.getFirst().proposal(), notices);
    return switch (Outbox.send(sender, message)) {
      case Delivery.Delivered() -> {
        delivered(mail);
        yield Report.DELIVERED;
      }
      case Delivery.Failed(String why) -> failed(reader, mail, why, false);
      case Delivery.Refused(String why) -> failed(reader, mail, why, true);
    };
  }

  private void delivered(List<Due> mail) {
    long last = mail.getLast().notice().id();
    turns.take(
        turn ->
            mail.stream()
                .mapToInt(one -> MailTables.delivered(turn.handle(), one, last, turn.now()))
                .sum());
    troubles.delivered(CHANNEL);
  }

  private Report failed(Reader reader, List<Due> mail, String why, boolean isFinal) {
    int attempts = mail.stream().mapToInt(Due::attempts).max().orElseThrow() + 1;
    boolean last = isFinal || Outbox.BACK_OFF.isOver(attempts);
    long own =
        turns.take(
            turn -> {
              Instant next = turn.now().plus(Outbox.BACK_OFF.after(attempts));
              String words = Mail.cut(why, Outbox.FAILURE_CHARS_MAX);
              return mail.stream()
                  .filter(one -> MailTables.failed(turn.handle(), one, last, next, words))
                  .count();
            });
    if (own == 0) {
      return Report.NONE;
    }
    if (last) {
      troubles.givenUp(CHANNEL, "a mail to " + reader.name(), attempts, why);
      return Report.GIVEN_UP;
    }
    troubles.failed(CHANNEL, why);
    return Report.FAILED;
  }
}
