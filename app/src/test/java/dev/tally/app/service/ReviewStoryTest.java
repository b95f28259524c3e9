package dev.tally.app.service;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.util.Timestamps;
import com.sun.net.httpserver.HttpServer;
import dev.tally.app.config.Settings;
import dev.tally.app.config.Settings.Engine;
import dev.tally.app.config.Settings.NotifierTarget;
import dev.tally.app.config.Settings.Review;
import dev.tally.app.config.Settings.Secret;
import dev.tally.edl.load.EdlLoader;
import dev.tally.edl.registry.Fingerprint;
import dev.tally.sdk.EventSchema;
import dev.tally.sdk.TallyClient;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The way of a change from a proposal to the events that are sent by it, over HTTP. */
final class ReviewStoryTest {
  private static final int ANY_PORT = 0;
  private static final long ENGINE_MEMORY_BYTES = 1L << 30;
  private static final Duration FLUSH_TIME_MAX = Duration.ofSeconds(30);

  /** A second for the catalogs to look, and one for the machine. */
  private static final Duration USED_TIME_MAX = Duration.ofSeconds(2);

  private static final String PATH = "shop/order.proto";
  private static final String POLICY = "shop/edl.yaml";
  private static final String OWNED = "owners: [growth]\napprovals: 2\n";
  private static final String NOTE = "string note = 2;";
  private static final String RENAMED = "string remark = 2;";
  private static final String ADDED =
      """
      string note = 2 [deprecated = true];
        // What the customer said.
        string remark = 3;
      """;

  @TempDir private Path folder;

  private static String order(String fields) {
    return """
        syntax = "proto3";
        package shop;
        import "tally/edl.proto";
        import "google/protobuf/timestamp.proto";

        // Somebody ordered something.
        message Order {
          option (tally.event) = { owner: "growth" };
          // When.
          google.protobuf.Timestamp at = 1 [(tally.field) = { event_time: true }];
          // What the customer said.
          %s
        }
        """
        .formatted(fields);
  }

  @Test
  void aRenameBecomesAnAdditionAndIsUsedWhileOldSendersGoOn() throws IOException {
    try (Pipeline pipeline = Pipeline.start(settings(Review.TRUSTED), Clock.systemUTC());
        ReviewClient ann = ReviewClient.named(pipeline.httpAddress(), "ann");
        ReviewClient bob = ReviewClient.named(pipeline.httpAddress(), "bob");
        ReviewClient cid = ReviewClient.named(pipeline.httpAddress(), "cid");
        TallyClient oldSdk = pipeline.client();
        TallyClient newSdk = pipeline.client()) {
      EventSchema before = schema(order(NOTE));
      EventSchema after = schema(order(ADDED));
      first(ann, bob, cid);
      send(oldSdk, before, 2, "old");

      // a rename is blocked
      JsonNode blocked = ann.post("proposals", proposal("Say remark", RENAMED, "r1"));
      int id = blocked.path("proposal").path("id").asInt();
      assertThat(blocked.path("report").path("passes").asBoolean()).isFalse();
      assertThat(rules(blocked)).contains("FIELD_RENAMED");
      assertThat(bob.status("POST", "proposals/" + id + "/merge", Map.of("stage", "PRODUCTION")))
          .isEqualTo(400);

      // and it is seen what it would do
      pipeline.awaitStored(FLUSH_TIME_MAX);
      JsonNode impact = ann.get("proposals/" + id + "/impact").path("items").get(0);
      assertThat(texts(impact.path("views"), "column")).contains("note", "remark");
      assertThat(impact.path("volume").path("rowsPerDay").asDouble()).isPositive();

      // asked again in the same words, it is the same proposal
      assertThat(
              ann.post("proposals", proposal("Say remark", RENAMED, "r1"))
                  .path("proposal")
                  .path("id")
                  .asInt())
          .isEqualTo(id);

      // somebody says why, on the line
      JsonNode comment =
          bob.post(
              "proposals/" + id + "/comments",
              Map.of(
                  "round",
                  1,
                  "body",
                  "Add it, and deprecate the old one.",
                  "anchor",
                  Map.of("path", PATH, "side", "AFTER", "line", 12)));
      assertThat(ann.get("proposals/" + id + "/comments").path("items").get(0)).isEqualTo(comment);

      // it becomes an addition
      JsonNode second = ann.post("proposals/" + id + "/rounds", round(ADDED, "r2"));
      assertThat(second.path("report").path("passes").asBoolean())
          .as(second.toPrettyString())
          .isTrue();
      assertThat(texts(second.path("proposal").path("lacks")))
          .containsExactly("0 of 2 approvals of the team growth");
      assertThat(
              texts(ann.get("proposals/" + id + "/rounds/2/changes?from=1").path("items"), "path"))
          .containsExactly(PATH);
      assertThat(texts(bob.get("proposals?waitingFor=bob").path("items"), "title"))
          .containsExactly("Say remark");
      assertThat(ann.get("proposals?waitingFor=ann").path("items")).isEmpty();

      // two approve, and it is published
      bob.post("proposals/" + id + "/reviews", Map.of("round", 2, "decision", "APPROVE"));
      assertThat(ann.status("POST", "proposals/" + id + "/merge", Map.of("stage", "PRODUCTION")))
          .isEqualTo(409);
      assertThat(bob.get("proposals?waitingFor=bob").path("items")).isEmpty();
      cid.post("proposals/" + id + "/reviews", Map.of("round", 2, "decision", "APPROVE"));
      JsonNode merged = ann.post("proposals/" + id + "/merge", Map.of("stage", "PRODUCTION"));
      assertThat(merged.path("proposal").path("state").asString()).isEqualTo("PUBLISHED");

      // new senders are understood within two seconds, old ones as before
      await()
          .atMost(USED_TIME_MAX)
          .untilAsserted(
              () ->
                  assertThat(texts(ann.get("event-types/shop.Order").path("attributes"), "name"))
                      .contains("remark"));
      send(newSdk, after, 3, "new");
      send(oldSdk, before, 2, "still old");
      pipeline.awaitStored(FLUSH_TIME_MAX);
      assertThat(pipeline.collected().rejected()).isZero();
      assertThat(pipeline.count("events.shop_Order WHERE note IN ('old', 'still old')"))
          .isEqualTo(2);
      assertThat(pipeline.count("events.shop_Order WHERE remark = 'new'")).isEqualTo(1);

      // and it is known who still sends what
      JsonNode producers = ann.get("event-types/shop.Order/producers");
      assertThat(producers.toString()).contains("\"note\"");
      assertThat(texts(ann.get("proposals/" + id + "/audit").path("items"), "action"))
          .containsExactly(
              "PROPOSE", "COMMENT", "ADD_ROUND", "REVIEW", "REVIEW", "MERGE", "PUBLISH_MERGED");
    }
  }

  @Test
  void whatIsInStagingIsSeenAndNotInProduction() throws IOException {
    try (Pipeline pipeline = Pipeline.start(settings(Review.TRUSTED), Clock.systemUTC());
        ReviewClient ann = ReviewClient.named(pipeline.httpAddress(), "ann")) {
      int id =
          ann.post("proposals", proposal("Orders", NOTE, "")).path("proposal").path("id").asInt();
      ann.post("proposals/" + id + "/merge", Map.of("stage", "STAGING"));

      JsonNode staged = ann.get("event-types/shop.Order");
      assertThat(staged.path("stage").asString()).isEqualTo("STAGING");
      assertThat(staged.has("productionRevisionId")).isFalse();
      assertThat(pipeline.count("events.shop_Order")).isZero();

      int revision = staged.path("revisionId").asInt();
      ann.post("revisions/" + revision + "/promote", Map.of("stage", "PRODUCTION"));
      JsonNode promoted = ann.get("event-types/shop.Order");
      assertThat(promoted.path("stage").asString()).isEqualTo("PRODUCTION");
      assertThat(promoted.path("productionRevisionId").asInt()).isEqualTo(revision);

      assertThat(
              ann.status(
                  "PUT",
                  "event-types/shop.Order/deprecation",
                  Map.of("reason", "Nobody looks at it.")))
          .isEqualTo(200);
      assertThat(ann.get("event-types/shop.Order").path("deprecation").path("reason").asString())
          .isEqualTo("Nobody looks at it.");
      assertThat(ann.get("event-types").path("items").get(0).path("isDeprecated").asBoolean())
          .isTrue();
      assertThat(ann.status("DELETE", "event-types/shop.Order/deprecation", Map.of()))
          .isEqualTo(204);
      assertThat(ann.get("event-types/shop.Order").has("deprecation")).isFalse();
    }
  }

  @Test
  void withTokensNobodyDoesMoreThanHisTokenSays() throws IOException {
    try (Pipeline pipeline =
            Pipeline.start(
                settings(new Review(Review.Access.TOKENS, Optional.empty(), false)),
                Clock.systemUTC());
        ReviewClient nobody = ReviewClient.unknown(pipeline.httpAddress());
        ReviewClient named = ReviewClient.named(pipeline.httpAddress(), "ann");
        ReviewClient operator =
            ReviewClient.withToken(
                pipeline.httpAddress(), Files.readString(Folders.operatorToken(folder)).strip())) {
      assertThat(nobody.get("session").path("access").asString()).isEqualTo("TOKENS");
      assertThat(nobody.status("GET", "proposals", Map.of())).isEqualTo(401);
      assertThat(named.status("POST", "proposals", proposal("t", NOTE, ""))).isEqualTo(401);
      Map<String, Object> files = Map.of("files", files(NOTE));
      assertThat(nobody.status("POST", "revisions", files)).isEqualTo(401);

      assertThat(operator.status("PUT", "people/ann", Map.of("email", "ann@example.test")))
          .isEqualTo(200);
      JsonNode issued =
          operator.post("people/ann/tokens", Map.of("label", "ci", "scopes", List.of("propose")));
      try (ReviewClient ann =
          ReviewClient.withToken(pipeline.httpAddress(), issued.path("secret").asString())) {
        assertThat(ann.get("session").path("person").asString()).isEqualTo("ann");
        int id =
            ann.post("proposals", proposal("Orders", NOTE, "")).path("proposal").path("id").asInt();
        assertThat(ann.status("POST", "revisions", files)).isEqualTo(403);
        assertThat(ann.status("PUT", "teams/privacy", Map.of())).isEqualTo(403);
        assertThat(ann.status("POST", "write-keys", Map.of())).isEqualTo(403);
        assertThat(operator.get("proposals/" + id).path("proposal").path("author").asString())
            .isEqualTo("ann");

        operator.status("DELETE", "tokens/" + issued.path("token").path("id").asString(), Map.of());
        assertThat(ann.status("POST", "proposals", proposal("t", NOTE, ""))).isEqualTo(401);
      }
      assertThat(operator.status("POST", "revisions", files)).isEqualTo(200);
      onlyTheOperatorOperates(nobody, operator);
    }
  }

  private static void onlyTheOperatorOperates(ReviewClient nobody, ReviewClient operator)
      throws IOException {
    for (String path :
        List.of(
            "write-keys",
            "rejects/replay",
            "backfills",
            "backfills/1/cancel",
            "metrics/evict",
            "states/verify")) {
      assertThat(nobody.status("POST", path, Map.of())).as(path).isEqualTo(401);
      assertThat(operator.status("POST", path, Map.of())).as(path).isNotIn(401, 403);
    }
    assertThat(nobody.status("PUT", "write-keys/1/quota", Map.of())).isEqualTo(401);
    assertThat(nobody.status("DELETE", "write-keys/1", Map.of())).isEqualTo(401);
    assertThat(nobody.status("GET", "backfills", Map.of())).as("reading").isEqualTo(200);
  }

  @Test
  void whatIsWrongIsSaid() throws IOException {
    try (Pipeline pipeline = Pipeline.start(settings(Review.TRUSTED), Clock.systemUTC());
        ReviewClient ann = ReviewClient.named(pipeline.httpAddress(), "ann");
        ReviewClient nobody = ReviewClient.unknown(pipeline.httpAddress())) {
      assertThat(nobody.status("POST", "proposals", proposal("t", NOTE, ""))).isEqualTo(401);
      assertThat(nobody.status("GET", "proposals", Map.of())).isEqualTo(200);
      assertThat(ann.status("GET", "proposals/7", Map.of())).isEqualTo(404);
      assertThat(ann.status("GET", "proposals/seven", Map.of())).isEqualTo(400);
      assertThat(ann.problem("POST", "proposals", Map.of("title", "t")))
          .isEqualTo("the body lacks \"files\": [{\"path\", \"source\"}, …]");
      assertThat(ann.problem("POST", "proposals", Map.of("title", 3)))
          .isEqualTo("\"title\" must be a text");
      assertThat(
              ann.problem(
                  "POST", "proposals", Map.of("title", "t", "files", files("../../x.proto", ""))))
          .contains("is no path of a .proto file");
      assertThat(ann.problem("GET", "proposals?state=shut", Map.of()))
          .isEqualTo("state is 'shut': use open, merged, published or withdrawn");
      int id = ann.post("proposals", proposal("t", NOTE, "")).path("proposal").path("id").asInt();
      assertThat(
              ann.problem(
                  "POST", "proposals/" + id + "/reviews", Map.of("round", 1, "decision", "MAYBE")))
          .isEqualTo("\"decision\" must be one of [APPROVE, REQUEST_CHANGES, COMMENT]");
    }
  }

  @Test
  void whatHappensIsPostedAndSigned() throws Exception {
    String secret = "s3cret";
    BlockingQueue<String> posted = new LinkedBlockingQueue<>();
    HttpServer hook =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), ANY_PORT), 0);
    hook.createContext(
        "/hook",
        exchange -> {
          byte[] body = exchange.getRequestBody().readAllBytes();
          String signature = exchange.getRequestHeaders().getFirst("Tally-Signature");
          posted.add(
              (signature.equals(signed(body, secret)) ? "" : "not signed: ")
                  + JsonMapper.shared().readTree(body).path("kind").asString());
          exchange.sendResponseHeaders(204, -1);
          exchange.close();
        });
    hook.start();
    URI url = URI.create("http://127.0.0.1:%d/hook".formatted(hook.getAddress().getPort()));
    Review review =
        new Review(
            Review.Access.TRUSTED,
            Optional.of(new NotifierTarget(url, Optional.of(new Secret(secret)))),
            false);
    try (Pipeline pipeline = Pipeline.start(settings(review), Clock.systemUTC());
        ReviewClient ann = ReviewClient.named(pipeline.httpAddress(), "ann")) {
      int id =
          ann.post("proposals", proposal("Orders", NOTE, "")).path("proposal").path("id").asInt();
      ann.post("proposals/" + id + "/merge", Map.of("stage", "PRODUCTION"));
      List<String> kinds = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        kinds.add(posted.poll(FLUSH_TIME_MAX.toSeconds(), TimeUnit.SECONDS));
      }
      assertThat(kinds)
          .containsExactly("proposal.opened", "proposal.merged", "revisions.published");
    } finally {
      hook.stop(0);
    }
  }

  private static String signed(byte[] body, String secret) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret.getBytes(UTF_8), "HmacSHA256"));
      return "sha256=" + HexFormat.of().formatHex(mac.doFinal(body));
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  /** The team, the policy and the event type that there is at first. */
  private static void first(ReviewClient ann, ReviewClient bob, ReviewClient cid)
      throws IOException {
    ann.put("teams/growth");
    for (ReviewClient one : List.of(bob, cid)) {
      one.put("people/" + one.person());
      ann.put("teams/growth/members/" + one.person());
    }
    Map<String, Object> first = new HashMap<>(proposal("Orders", NOTE, ""));
    first.put(
        "files",
        List.of(
            Map.of("path", PATH, "source", order(NOTE)), Map.of("path", POLICY, "source", OWNED)));
    int id = ann.post("proposals", first).path("proposal").path("id").asInt();
    for (ReviewClient one : List.of(bob, cid)) {
      one.post("proposals/" + id + "/reviews", Map.of("round", 1, "decision", "APPROVE"));
    }
    ann.post("proposals/" + id + "/merge", Map.of("stage", "PRODUCTION"));
  }

  private static Map<String, Object> proposal(String title, String fields, String requestId) {
    return Map.of("title", title, "requestId", requestId, "files", files(fields));
  }

  private static Map<String, Object> round(String fields, String requestId) {
    return Map.of("requestId", requestId, "files", files(fields));
  }

  private static List<Map<String, String>> files(String fields) {
    return files(PATH, order(fields));
  }

  private static List<Map<String, String>> files(String path, String source) {
    return List.of(Map.of("path", path, "source", source));
  }

  private static List<String> rules(JsonNode proposal) {
    return proposal
        .path("report")
        .path("verdicts")
        .valueStream()
        .map(verdict -> verdict.path("rule").path("id").asString())
        .toList();
  }

  private static List<String> texts(JsonNode list) {
    return list.valueStream().map(JsonNode::asString).toList();
  }

  private static List<String> texts(JsonNode list, String property) {
    return list.valueStream().map(item -> item.path(property).asString()).toList();
  }

  /** As the generated sender has it. */
  private EventSchema schema(String source) {
    var loaded =
        (EdlLoader.Result.Loaded)
            EdlLoader.bundled(folder.resolve("protoc")).load(Map.of(PATH, source));
    var eventType = loaded.files().getFirst().eventTypes().getFirst();
    return new EventSchema(eventType.name(), Fingerprint.of(eventType), false);
  }

  private static void send(TallyClient client, EventSchema schema, int field, String text)
      throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    CodedOutputStream out = CodedOutputStream.newInstance(bytes);
    out.writeMessage(1, Timestamps.fromMillis(System.currentTimeMillis()));
    out.writeString(field, text);
    out.flush();
    client.send(schema, bytes.toByteArray());
    assertThat(client.flush(FLUSH_TIME_MAX)).isTrue();
  }

  private Settings settings(Review review) {
    return new Settings(
            folder,
            "127.0.0.1",
            Settings.Ingest.of(ANY_PORT),
            new Settings.Http(ANY_PORT),
            new Engine.Embedded(ANY_PORT, ANY_PORT, ENGINE_MEMORY_BYTES),
            new Settings.Metadata(
                "jdbc:h2:file:" + folder.resolve("metadata"), "tally", new Secret("")),
            Map.of())
        .withReview(review);
  }
}
