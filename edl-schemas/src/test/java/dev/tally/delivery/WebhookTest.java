package dev.tally.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import com.sun.net.httpserver.HttpServer;
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

class WebhookTest {
  private static final long NOTICE = 42;
  private static final String BODY = "{\"text\":\"départs: 3\"}";

  private final HttpClient client = HttpClient.newHttpClient();
  private final WebhookReceiver receiver = new WebhookReceiver();

  @AfterEach
  void close() {
    receiver.close();
    client.close();
  }

  @Test
  void postsTheBodySignedAndNumbered() {
    Delivery delivery = new Webhook(receiver.url(), "s3cret", client).post(NOTICE, BODY);
    assertThat(delivery).isEqualTo(new Delivery.Delivered());
    WebhookReceiver.Post post = receiver.posts().getFirst();
    assertThat(post.body()).isEqualTo(BODY);
    assertThat(post.header("Content-Type")).isEqualTo("application/json");
    assertThat(post.header("Tally-Notice")).isEqualTo("42");
    assertThat(post.header("Tally-Signature"))
        .isEqualTo("sha256=" + Webhook.signature(BODY.getBytes(StandardCharsets.UTF_8), "s3cret"));
  }

  @Test
  void signsAsRfc4231Says() {
    // Test case 2 of RFC 4231.
    byte[] data = "what do ya want for nothing?".getBytes(StandardCharsets.US_ASCII);
    assertThat(Webhook.signature(data, "Jefe"))
        .isEqualTo("5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  }

  @Test
  void signsNothingWithoutASecret() {
    new Webhook(receiver.url(), "", client).post(NOTICE, BODY);
    assertThat(receiver.posts().getFirst().header("Tally-Signature")).isEmpty();
  }

  @Test
  void anyOtherAnswerIsAFailure() {
    Webhook webhook = new Webhook(receiver.url(), "", client);
    for (int status : new int[] {199 + 100, 302, 400, 404, 500, 503}) {
      receiver.answerNext(status);
      Delivery delivery = webhook.post(NOTICE, BODY);
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
    Delivery delivery = new Webhook(nowhere, "", client).post(NOTICE, BODY);
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
      Delivery delivery = new Webhook(url, "", client, Duration.ofMillis(200)).post(NOTICE, BODY);
      assertThat(delivery).isInstanceOf(Delivery.Failed.class);
    } finally {
      over.countDown();
      hanging.stop(0);
    }
  }

  @Test
  void anAnswerThatNeverEndsIsNotWaitedFor() throws IOException {
    CountDownLatch over = new CountDownLatch(1);
    HttpServer endless =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    endless.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(200, 0);
          exchange.getResponseBody().write('.');
          exchange.getResponseBody().flush();
          try {
            over.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          exchange.close();
        });
    endless.start();
    try {
      URI url = URI.create("http://127.0.0.1:" + endless.getAddress().getPort() + "/");
      assertThat(
              assertTimeoutPreemptively(
                  Webhook.TIMEOUT.multipliedBy(2),
                  () -> new Webhook(url, "", client).post(NOTICE, BODY)))
          .isEqualTo(new Delivery.Delivered());
    } finally {
      over.countDown();
      endless.stop(0);
    }
  }

  @Test
  void whatIsTooLargeIsRefusedForGood() {
    Webhook webhook = new Webhook(receiver.url(), "", client);
    assertThat(webhook.post(1, "x".repeat(Webhook.BODY_BYTES_MAX - 1)))
        .isEqualTo(new Delivery.Delivered());
    assertThat(webhook.post(2, "x".repeat(Webhook.BODY_BYTES_MAX)))
        .isEqualTo(new Delivery.Delivered());
    assertThat(webhook.post(3, "x".repeat(Webhook.BODY_BYTES_MAX + 1)))
        .isEqualTo(new Delivery.Refused("notice 3 has 4,194,305 bytes; 4,194,304 are the most"));
    assertThat(receiver.posts()).hasSize(2);
  }

  @Test
  void aClientThatFollowsRedirectsIsNotTaken() {
    try (HttpClient follows =
        HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NORMAL).build()) {
      assertThatThrownBy(() -> new Webhook(receiver.url(), "", follows))
          .hasMessageContaining("follows no redirects");
    }
  }
}
