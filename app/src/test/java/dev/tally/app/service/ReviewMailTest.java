package dev.tally.app.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import dev.tally.app.config.Settings;
import dev.tally.app.config.Settings.Engine;
import dev.tally.app.config.Settings.Review;
import dev.tally.app.config.Settings.Secret;
import dev.tally.delivery.MailSettings;
import dev.tally.delivery.MailSettings.Security;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Mails about review from the whole of Tally to a real mail server, and the way out of them. */
final class ReviewMailTest {
  private static final int ANY_PORT = 0;
  private static final long ENGINE_MEMORY_BYTES = 1L << 30;
  private static final Duration MAIL_TIME_MAX = Duration.ofSeconds(30);
  private static final String EDL =
      """
      syntax = "proto3";
      package shop;
      import "tally/edl.proto";
      import "google/protobuf/timestamp.proto";

      // Somebody ordered something.
      message Order {
        option (tally.event) = { owner: "growth" };
        // When.
        google.protobuf.Timestamp at = 1 [(tally.field) = { event_time: true }];
      }
      """;

  private final GreenMail server =
      new GreenMail(new ServerSetup(ANY_PORT, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));

  @TempDir private Path folder;

  @BeforeEach
  void start() {
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop();
  }

  @Test
  void whoIsConcernedGetsAMailAndMayEndThem() throws Exception {
    try (Pipeline pipeline = Pipeline.start(settings(), Clock.systemUTC());
        ReviewClient ann = ReviewClient.named(pipeline.httpAddress(), "ann");
        ReviewClient bob = ReviewClient.named(pipeline.httpAddress(), "bob");
        HttpClient browser = HttpClient.newHttpClient()) {
      assertThat(ann.status("PUT", "people/ann", Map.of("email", "ann@example.org")))
          .isEqualTo(200);
      int id =
          ann.post(
                  "proposals",
                  Map.of(
                      "title",
                      "Orders",
                      "description",
                      "",
                      "files",
                      List.of(Map.of("path", "shop/order.proto", "source", EDL))))
              .path("proposal")
              .path("id")
              .asInt();
      comment(bob, id, "Why?");
      assertThat(server.waitForIncomingEmail(MAIL_TIME_MAX.toMillis(), 1)).isTrue();
      MimeMessage mail = server.getReceivedMessages()[0];
      assertThat(mail.getAllRecipients()[0]).hasToString("ann@example.org");
      assertThat(mail.getSubject()).isEqualTo("[Tally] Orders (#%d)".formatted(id));

      // The link asks first, and does it then; of nobody else.
      URI link = unsubscribe(pipeline, mail);
      HttpResponse<String> page = send(browser, "GET", link);
      assertThat(page.statusCode()).isEqualTo(200);
      assertThat(page.body()).contains("<form method=\"post\">").doesNotContain("key");
      assertThat(page.headers().firstValue("Content-Security-Policy"))
          .hasValueSatisfying(policy -> assertThat(policy).contains("form-action 'self'"));
      assertThat(page.headers().firstValue("Referrer-Policy")).contains("no-referrer");
      assertThat(wantsMail(ann)).isTrue();
      URI ofBob = URI.create(link.toString().replace("person=ann", "person=bob"));
      assertThat(send(browser, "POST", ofBob).statusCode()).isEqualTo(403);
      assertThat(send(browser, "POST", link).statusCode()).isEqualTo(200);
      assertThat(wantsMail(ann)).isFalse();
      assertThat(ann.get("session").path("mail").asBoolean(true)).isFalse();

      assertThat(ann.status("PUT", "people/ann/mail", Map.of("wanted", "yes"))).isEqualTo(400);
      assertThat(ann.status("PUT", "people/ann/mail", Map.of("wanted", true))).isEqualTo(200);
      assertThat(wantsMail(ann)).isTrue();
      assertThat(ann.get("session").path("mail").asBoolean()).isTrue();
      assertThat(ann.get("session").path("email").asString()).isEqualTo("ann@example.org");
      URI metrics = URI.create(pipeline.httpAddress() + "/metrics");
      await()
          .atMost(MAIL_TIME_MAX)
          .untilAsserted(
              () ->
                  assertThat(send(browser, "GET", metrics).body())
                      .contains("tally_review_notices_delivered_total{channel=\"mail\"} 1.0"));
    }
  }

  @Test
  void theDoctorLooksAtTheMailServer() {
    assertThat(new Doctor(settings()).examine())
        .contains(
            new Doctor.Finding(
                "mail", true, "127.0.0.1:%d answers".formatted(server.getSmtp().getPort())));
    Settings settings = settings();
    server.stop();
    assertThat(new Doctor(settings).examine())
        .filteredOn(finding -> finding.check().equals("mail"))
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.ok()).isFalse();
              assertThat(finding.detail()).contains("cannot be reached");
            });
  }

  private static void comment(ReviewClient client, int proposal, String words) throws IOException {
    client.post("proposals/" + proposal + "/comments", Map.of("round", 1, "body", words));
  }

  private static boolean wantsMail(ReviewClient client) throws IOException {
    return client
        .get("people")
        .path("items")
        .valueStream()
        .filter(person -> person.path("name").asString().equals("ann"))
        .findFirst()
        .orElseThrow()
        .path("mail")
        .asBoolean();
  }

  /** As it is in the mail, at the address that Tally has in this test. */
  private static URI unsubscribe(Pipeline pipeline, MimeMessage mail) throws MessagingException {
    String link = mail.getHeader("List-Unsubscribe", null);
    assertThat(link).startsWith("<https://tally.example.org/unsubscribe?person=ann&key=");
    return URI.create(
        link.replaceAll("[<>\\s]", "")
            .replace("https://tally.example.org", pipeline.httpAddress()));
  }

  private static HttpResponse<String> send(HttpClient browser, String method, URI url)
      throws IOException, InterruptedException {
    return browser.send(
        HttpRequest.newBuilder(url).method(method, BodyPublishers.noBody()).build(),
        BodyHandlers.ofString());
  }

  private Settings settings() {
    return new Settings(
            folder,
            "127.0.0.1",
            Settings.Ingest.of(ANY_PORT),
            new Settings.Http(ANY_PORT, Optional.of(URI.create("https://tally.example.org"))),
            new Engine.Embedded(ANY_PORT, ANY_PORT, ENGINE_MEMORY_BYTES),
            new Settings.Metadata(
                "jdbc:h2:file:" + folder.resolve("metadata"), "tally", new Secret("")),
            Map.of())
        .withReview(new Review(Review.Access.TRUSTED, Optional.empty(), true))
        .withMail(
            new MailSettings(
                "127.0.0.1",
                server.getSmtp().getPort(),
                Security.NONE,
                Optional.empty(),
                "",
                "Tally <tally@example.org>"));
  }
}
