package dev.tally.aggregator.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tally.aggregator.testing.HttpServer;
import io.javalin.http.Context;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ClientWatchTest {
  /** With a watch that looked once, two or so of them were taken for gone. */
  private static final int REQUESTS = 40_000;

  private static final int CONNECTIONS = 8;

  private static final byte[] REQUEST =
      "GET /quick HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] WAITING =
      "GET /waits HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

  private final ClientWatch watch = new ClientWatch();
  private final AtomicInteger gone = new AtomicInteger();
  private final CountDownLatch begun = new CountDownLatch(1);
  private final CountDownLatch noticed = new CountDownLatch(1);
  private final HttpServer server =
      new HttpServer(
          config -> {
            config.routes.get("/quick", this::quick);
            config.routes.get("/waits", this::waits);
          });

  private void quick(Context context) {
    try (ClientWatch.Watching _ = watch.watch(context, gone::incrementAndGet)) {
      long end = System.nanoTime() + 200_000;
      while (System.nanoTime() < end) {
        Thread.onSpinWait();
      }
      context.result("x".repeat(10));
    }
  }

  private void waits(Context context) throws InterruptedException {
    try (ClientWatch.Watching _ = watch.watch(context, noticed::countDown)) {
      begun.countDown();
      noticed.await();
    }
  }

  @AfterEach
  void close() {
    noticed.countDown();
    server.close();
    watch.close();
  }

  @Test
  void whoKeepsAskingOnOneConnectionHasNotHungUp() throws Exception {
    try (ExecutorService clients = Executors.newFixedThreadPool(CONNECTIONS)) {
      List<Future<?>> asking = new ArrayList<>();
      for (int i = 0; i < CONNECTIONS; i++) {
        asking.add(clients.submit(this::keepAsking));
      }
      for (Future<?> one : asking) {
        one.get();
      }
    }
    assertThat(gone).hasValue(0);
  }

  private @Nullable Void keepAsking() throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      InputStream in = new BufferedInputStream(socket.getInputStream());
      for (int i = 0; i < REQUESTS / CONNECTIONS; i++) {
        socket.getOutputStream().write(REQUEST);
        readAnswer(in);
      }
    }
    return null;
  }

  /** As far as the ten letters that end it. */
  private static void readAnswer(InputStream in) throws IOException {
    int letters = 0;
    while (letters < 10) {
      int read = in.read();
      assertThat(read).isNotNegative();
      letters = read == 'x' ? letters + 1 : 0;
    }
  }

  @Test
  void whoHangsUpIsNoticed() throws IOException, InterruptedException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      socket.getOutputStream().write(REQUEST);
      readAnswer(socket.getInputStream());
      socket.getOutputStream().write(WAITING);
      begun.await();
    }
    await().untilAsserted(() -> assertThat(noticed.getCount()).isZero());
  }
}
