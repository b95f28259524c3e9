package dev.tally.sdk;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

final class DropLogTest {
  private final Logger logger = (Logger) LoggerFactory.getLogger(DropLog.class);
  private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
  // Near the end of its range, as nanoTime may be.
  private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5);
  private final DropLog drops = new DropLog(nanos::get);

  @BeforeEach
  void listen() {
    lines.start();
    logger.addAppender(lines);
  }

  @AfterEach
  void stop() {
    logger.detachAppender(lines);
  }

  private List<String> messages() {
    return lines.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
  }

  @Test
  void saysOnceAMinuteWhatWasDroppedSince() {
    for (int i = 0; i < 1000; i++) {
      drops.dropped(DropReason.INCOMPLETE, "shop.A", 1, "origin");
    }
    String first = "Dropped events of shop.A: 1: a required attribute is not set (origin)";
    assertThat(messages()).containsExactly(first);
    nanos.addAndGet(DropLog.LOG_INTERVAL.toNanos() - 1);
    drops.dropped(DropReason.INCOMPLETE, "shop.A", 1, "origin");
    assertThat(messages()).containsExactly(first);
    nanos.addAndGet(1);
    drops.dropped(DropReason.INCOMPLETE, "shop.A", 1, "origin");
    assertThat(messages())
        .containsExactly(
            first, "Dropped events of shop.A: 1001: a required attribute is not set (origin)");
    assertThat(drops.count(DropReason.INCOMPLETE)).isEqualTo(1002);
    assertThat(drops.count(DropReason.QUEUE_FULL)).isZero();
  }

  @Test
  void keepsTypesAndReasonsApart() {
    drops.dropped(DropReason.QUEUE_FULL, "shop.A", 1, "");
    drops.dropped(DropReason.QUEUE_FULL, "shop.B", 1, "");
    drops.dropped(DropReason.CLOSED, "shop.A", 1, "");
    assertThat(messages())
        .containsExactly(
            "Dropped events of shop.A: 1: the queue is full",
            "Dropped events of shop.B: 1: the queue is full",
            "Dropped events of shop.A: 1: the client is closed");
  }
}
