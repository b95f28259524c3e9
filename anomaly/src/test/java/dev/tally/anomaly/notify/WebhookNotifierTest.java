package dev.tally.anomaly.notify;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.tally.anomaly.notify.Notifier.Delivery;
import dev.tally.edl.model.AlertRule.Severity;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WebhookNotifierTest {
  private static final Notice NOTICE =
      new Notice(
          42,
          "0a1b2c3d4e5f6071",
          Notice.Kind.FIRED,
          "pager",
          Severity.WARNING,
          "departures: 3",
          "{\"text\":\"départs: 3\"}",
          0);

  private final HttpClient client = HttpClient.newHttpClient();
  private final WebhookReceiver receiver = new WebhookReceiver();

  @AfterEach
  void close() {
    receiver.close();
    client.close();
  }

  @Test
  void postsTheBodySignedAndNumbered() {
    Delivery delivery = new WebhookNotifier(receiver.url(), "s3cret", client).send(NOTICE);
    assertThat(delivery).isEqualTo(new Delivery.Delivered());
    WebhookReceiver.Post post = receiver.posts().getFirst();
    assertThat(post.body()).isEqualTo(NOTICE.body());
    assertThat(post.header("Content-Type")).isEqualTo("application/json");
    assertThat(post.header("Tally-Notice")).isEqualTo("42");
    assertThat(post.header("Tally-Signature"))
        .isEqualTo(
            "sha256="
                + WebhookNotifier.signature(
                    NOTICE.body().getBytes(StandardCharsets.UTF_8), "s3cret"));
  }

  @Test
  void signsAsRfc4231Says() {
    // Test case 2 of RFC 4231.
    byte[] data = "what do ya want for nothing?".getBytes(StandardCharsets.US_ASCII);
    assertThat(WebhookNotifier.signature(data, "Jefe"))
        .isEqualTo("5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  }

  @Test
  void signsNothingWithoutASecret() {
    new WebhookNotifier(receiver.url(), "", client).send(NOTICE);
    assertThat(receiver.posts().getFirst().header("Tally-Signature")).isEmpty();
  }

  @Test
  void anyOtherAnswerIsAFailure() {
    WebhookNotifier notifier = new WebhookNotifier(receiver.url(), "", client);
    for (int status : new int[] {199 + 100, 302, 400, 404, 500, 503}) {
      receiver.answerNext(status);
      Delivery delivery = notifier.send(NOTICE);
      if (status == 299) {
        assertThat(delivery).isEqualTo(new Delivery.Delivered());
      } else {
        assertThat(delivery).isEqualTo(new Delivery.Failed(receiver.url() + " answered " + status));
      }
    }
    assertThat(receiver.posts()).hasSize(6);
  }

  @Test
  void nobodyThereIsAFailure() {
    URI nowhere = receiver.url();
    receiver.close();
    Delivery delivery = new WebhookNotifier(nowhere, "", client).send(NOTICE);
    assertThat(delivery).isInstanceOf(Delivery.Failed.class);
    assertThat(delivery.toString()).contains("does not answer");
  }

  @Test
  void aReceiverThatHangsIsAFailureAfterTheTimeout() throws IOException {
    CountDownLatch over = new CountDownLatch(1);
    HttpServer hanging =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    hanging.createContext(
        "/",
        exchange -> {
          try {
            over.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          exchange.close();
        });
    hanging.start();
    try {
      URI url = URI.create("http://127.0.0.1:" + hanging.getAddress().getPort() + "/");
      Delivery delivery = new WebhookNotifier(url, "", client, Duration.ofMillis(200)).send(NOTICE);
      assertThat(delivery).isInstanceOf(Delivery.Failed.class);
    } finally {
      over.countDown();
      hanging.stop(0);
    }
  }
}
