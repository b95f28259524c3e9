package dev.tally.edl.notice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tally.delivery.Delivery;
import dev.tally.edl.audit.SetClock;
import dev.tally.edl.audit.Turns;
import dev.tally.error.TallyException;
import dev.tally.metadata.Databases;
import dev.tally.metadata.MetadataDatabase;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/** What the outbox promises on every database. */
abstract class OutboxTest {
  private final SetClock clock = new SetClock(Instant.parse("2026-11-21T12:34:56.789Z"));
  private final MetadataDatabase database;
  private final Turns turns;
  private final Outbox outbox;
  private final List<Notice> sent = new ArrayList<>();

  OutboxTest(Databases databases) {
    database = MetadataDatabase.open(databases.next());
    turns = new Turns(database, clock);
    outbox = new Outbox(turns);
  }

  @AfterEach
  void close() {
    database.close();
  }

  private Delivery deliver(Notice notice) {
    sent.add(notice);
    return new Delivery.Delivered();
  }

  private static Delivery fail(Notice notice) {
    return new Delivery.Failed("away for " + notice.id());
  }

  private void add(String words) {
    turns.take(
        turn -> {
          Outbox.add(
              turn, NoticeKind.PROPOSAL_OPENED, List.of("bob", "ann"), Map.of("words", words));
          return true;
        });
  }

  @Test
  void aChannelGetsWhatComesAfterItOnceAndInOrder() {
    add("before");
    outbox.open("hook");
    add("one");
    add("two");
    assertThat(outbox.deliver("hook", this::deliver)).isEqualTo(new Outbox.Report(2, 0, 0));
    assertThat(outbox.deliver("hook", this::deliver)).isEqualTo(new Outbox.Report(0, 0, 0));
    assertThat(sent).extracting(Notice::id).containsExactly(2L, 3L);
    assertThat(sent.getFirst().recipients()).containsExactly("ann", "bob");
    assertThat(JsonMapper.shared().readTree(sent.getFirst().body()))
        .isEqualTo(
            JsonMapper.shared()
                .readTree(
                    """
                    {"id": 2, "kind": "proposal.opened", "at": "2026-11-21T12:34:56.789Z", "words": "one"}
                    """));
    outbox.open("mail");
    add("three");
    assertThat(outbox.deliver("mail", this::deliver).delivered()).isEqualTo(1);
    assertThatThrownBy(() -> outbox.open("no name"))
        .isInstanceOf(TallyException.class)
        .hasMessageContaining("a channel's name");
  }

  @Test
  void whatIsRolledBackTellsNobody() {
    outbox.open("hook");
    assertThatThrownBy(
            () ->
                turns.take(
                    turn -> {
                      Outbox.add(turn, NoticeKind.PROPOSAL_OPENED, List.of(), Map.of());
                      throw new IllegalStateException("changed my mind");
                    }))
        .hasMessage("changed my mind");
    assertThat(outbox.deliver("hook", this::deliver).delivered()).isZero();
  }

  @Test
  void failuresAreTriedAgainLaterAndLater() {
    outbox.open("hook");
    add("one");
    add("two");
    Duration wait = Outbox.BACK_OFF_MIN;
    for (int attempt = 1; attempt < Outbox.ATTEMPTS_MAX; attempt++) {
      assertThat(outbox.deliver("hook", OutboxTest::fail)).isEqualTo(new Outbox.Report(0, 2, 0));
      assertThat(Outbox.BACK_OFF.after(attempt)).isEqualTo(wait);
      clock.advance(wait.minusMillis(1));
      assertThat(outbox.deliver("hook", this::deliver)).isEqualTo(new Outbox.Report(0, 0, 0));
      clock.advance(Duration.ofMillis(1));
      wait = wait.multipliedBy(2);
      wait = wait.compareTo(Outbox.BACK_OFF_MAX) > 0 ? Outbox.BACK_OFF_MAX : wait;
    }
    // The last attempt: one arrives, the other is given up.
    assertThat(outbox.deliver("hook", notice -> notice.id() == 1 ? deliver(notice) : fail(notice)))
        .isEqualTo(new Outbox.Report(1, 0, 1));
    clock.advance(Duration.ofDays(30));
    assertThat(outbox.deliver("hook", this::deliver)).isEqualTo(new Outbox.Report(0, 0, 0));
    assertThat(sent).extracting(Notice::id).containsExactly(1L);
  }

  @Test
  void whoBreaksCountsAsFailedAndOthersGoOn() {
    outbox.open("hook");
    add("one");
    add("two");
    assertThat(
            outbox.deliver(
                "hook",
                notice -> {
                  if (notice.id() == 1) {
                    throw new IllegalStateException("broken");
                  }
                  return deliver(notice);
                }))
        .isEqualTo(new Outbox.Report(1, 1, 0));
  }

  @Test
  void whoIsSendingKeepsOthersFromItAndIsRelievedWhenItDies() {
    outbox.open("hook");
    add("one");
    Outbox other = new Outbox(turns);
    AtomicInteger others = new AtomicInteger();
    outbox.deliver(
        "hook",
        notice -> {
          others.addAndGet(other.deliver("hook", this::deliver).delivered());
          // As long as nobody says what came of it, it is as if this process had died here.
          clock.advance(Outbox.LEASE);
          others.addAndGet(other.deliver("hook", this::deliver).delivered());
          return new Delivery.Failed("too late");
        });
    assertThat(others).hasValue(1);
    clock.advance(Duration.ofDays(1));
    assertThat(outbox.deliver("hook", this::deliver)).isEqualTo(new Outbox.Report(0, 0, 0));
  }

  @Test
  void whoTookTooLongSaysNothingOfTheAttemptThatCameAfterHis() {
    outbox.open("hook");
    add("one");
    Outbox other = new Outbox(turns);
    Outbox.Report late =
        outbox.deliver(
            "hook",
            _ -> {
              clock.advance(Outbox.LEASE);
              assertThat(other.deliver("hook", OutboxTest::fail).failed()).isEqualTo(1);
              return new Delivery.Refused("long ago");
            });
    assertThat(late).isEqualTo(new Outbox.Report(0, 0, 0));
    clock.advance(Outbox.BACK_OFF.after(2).minusMillis(1));
    assertThat(outbox.deliver("hook", this::deliver).delivered()).as("not yet").isZero();
    clock.advance(Duration.ofMillis(1));
    assertThat(outbox.deliver("hook", this::deliver).delivered()).isEqualTo(1);
  }

  @Test
  void whatIsRefusedIsNotTriedAgain() {
    outbox.open("hook");
    add("one");
    assertThat(outbox.deliver("hook", _ -> new Delivery.Refused("no")))
        .isEqualTo(new Outbox.Report(0, 0, 1));
    clock.advance(Duration.ofDays(1));
    assertThat(outbox.deliver("hook", this::deliver)).isEqualTo(new Outbox.Report(0, 0, 0));
  }

  /** As many as one run takes wait: they must not stand before the one that is due. */
  @Test
  void whatWaitsForItsTimeKeepsNothingElseFromBeingSent() {
    outbox.open("hook");
    for (int i = 0; i < Outbox.BATCH_NOTICES_MAX; i++) {
      add("waits " + i);
    }
    assertThat(outbox.deliver("hook", OutboxTest::fail).failed())
        .isEqualTo(Outbox.BATCH_NOTICES_MAX);
    add("due");
    assertThat(outbox.deliver("hook", this::deliver)).isEqualTo(new Outbox.Report(1, 0, 0));
    assertThat(sent).extracting(Notice::id).containsExactly(Outbox.BATCH_NOTICES_MAX + 1L);
  }

  /**
   * Two nodes see the same list; while one is at the first notice, the other fails at the second.
   */
  @Test
  void aFailedAttemptOfAnotherNodeIsNotRepeatedBeforeItsTime() {
    outbox.open("hook");
    add("one");
    add("two");
    Outbox other = new Outbox(turns);
    List<Long> tried = new ArrayList<>();
    Outbox.Report report =
        outbox.deliver(
            "hook",
            notice -> {
              if (notice.id() == 1) {
                other.deliver(
                    "hook",
                    second -> {
                      tried.add(second.id());
                      return fail(second);
                    });
              }
              return deliver(notice);
            });
    assertThat(report).isEqualTo(new Outbox.Report(1, 0, 0));
    assertThat(tried).containsExactly(2L);
    assertThat(sent).extracting(Notice::id).containsExactly(1L);
    clock.advance(Outbox.BACK_OFF_MIN);
    assertThat(outbox.deliver("hook", this::deliver)).isEqualTo(new Outbox.Report(1, 0, 0));
  }
}
