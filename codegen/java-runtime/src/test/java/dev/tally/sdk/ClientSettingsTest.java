package dev.tally.sdk;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

final class ClientSettingsTest {
  private static void accepts(UnaryOperator<TallyClient.Builder> change) {
    assertThatCode(
            () ->
                change
                    .apply(TallyClient.builder().target("127.0.0.1:1"))
                    .closeLimit(Duration.ofMillis(1))
                    .build()
                    .close())
        .doesNotThrowAnyException();
  }

  private static void refuses(String name, UnaryOperator<TallyClient.Builder> change) {
    assertThatThrownBy(
            () -> change.apply(TallyClient.builder().target("127.0.0.1:1")).build().close())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(name + ": ");
  }

  @Test
  void checksEachSettingAtItsLimits() {
    accepts(b -> b);
    refuses("target", b -> b.target(" "));
    accepts(b -> b.queueEventsMax(1));
    refuses("queueEventsMax", b -> b.queueEventsMax(0));
    refuses("queueEventsMax", b -> b.queueEventsMax(ClientSettings.QUEUE_EVENTS_LIMIT + 1));
    accepts(b -> b.queueBytesMax(1));
    refuses("queueBytesMax", b -> b.queueBytesMax(0));
    accepts(b -> b.batchEventsMax(1));
    refuses("batchEventsMax", b -> b.batchEventsMax(0));
    accepts(b -> b.batchBytesMax(ClientSettings.BATCH_BYTES_LIMIT));
    refuses("batchBytesMax", b -> b.batchBytesMax(ClientSettings.BATCH_BYTES_LIMIT + 1));
    refuses("batchBytesMax", b -> b.batchBytesMax(0));
    accepts(b -> b.windowBatches(1));
    refuses("windowBatches", b -> b.windowBatches(0));
    accepts(b -> b.batchAge(Duration.ofNanos(1)));
    refuses("batchAge", b -> b.batchAge(Duration.ZERO));
    refuses("batchAge", b -> b.batchAge(Duration.ofDays(1).plusNanos(1)));
    refuses("connectLimit", b -> b.connectLimit(Duration.ofMillis(-1)));
    refuses("acknowledgeLimit", b -> b.acknowledgeLimit(Duration.ZERO));
    refuses("closeLimit", b -> b.closeLimit(Duration.ZERO));
    refuses("backoffBase", b -> b.backoff(Duration.ZERO, Duration.ofSeconds(1)));
    refuses("backoffLimit", b -> b.backoff(Duration.ofSeconds(2), Duration.ofSeconds(1)));
    accepts(b -> b.tls(Path.of("authorities.pem")));
  }
}
