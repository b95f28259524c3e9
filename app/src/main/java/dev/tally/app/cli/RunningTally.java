package dev.tally.app.cli;

import dev.tally.collector.admission.Quota;
import dev.tally.edl.model.EdlFile;
import dev.tally.edl.model.Revision;
import dev.tally.edl.registry.EventTypeJson;
import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A Tally that runs, asked over HTTP. */
final class RunningTally {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final int HTTP_SUCCESS = 2;
  private static final Duration CONNECT_TIME_MAX = Duration.ofSeconds(10);

  /** Checks of a large tree, an impact or a verification of states take their time. */
  private static final Duration ANSWER_TIME_MAX = Duration.ofMinutes(10);

  private static final String KEYS = "write-keys";
  private static final String REJECTS = "rejects";
  private static final String BACKFILLS = "backfills";
  private static final String PROPOSALS = "proposals";

  private final URI address;
  private final URI api;
  private final Map<String, String> headers;
  private final Optional<SSLContext> trust;

  /**
   * @param address of its web UI, with http or https; a path is a proxy's prefix
   * @param headers by which it knows who asks
   * @param trust whose certificates are trusted, where not those that Java trusts
   */
  RunningTally(URI address, Map<String, String> headers, Optional<SSLContext> trust) {
    this.trust = trust;
    String text = address.toString();
    this.address = URI.create(text.endsWith("/") ? text : text + "/");
    this.api = this.address.resolve("api/v1/");
    this.headers = headers;
  }

  /**
   * The files that are published.
   *
   * @param commit what is proposed as a change of them says
   * @param texts by path
   */
  record PublishedTree(long commit, Map<String, String> texts) {}

  /**
   * Publishes there.
   *
   * @return a line per event type
   * @throws TallyException what it refuses; METADATA_UNAVAILABLE when nobody answers
   */
  List<String> publish(List<EdlFile> files) {
    List<Map<String, String>> sources =
        files.stream().map(file -> Map.of("path", file.path(), "source", file.source())).toList();
    return send("POST", "revisions", json(Map.of("files", sources))).path("items").values().stream()
        .map(PublishedText::of)
        .toList();
  }

  /** The latest revision of each event type. */
  List<Revision> revisions() {
    return send("GET", "revisions", BodyPublishers.noBody()).path("items").values().stream()
        .map(
            item ->
                new Revision(
                    item.path("revisionId").asInt(),
                    HexFormat.fromHexDigitsToLong(item.path("fingerprint").asString()),
                    EventTypeJson.read(item.path("content").asString()),
                    Instant.parse(item.path("publishedAt").asString())))
        .toList();
  }

  PublishedTree tree() {
    JsonNode answer = send("GET", "tree", BodyPublishers.noBody());
    Map<String, String> texts = new HashMap<>();
    answer
        .path("items")
        .values()
        .forEach(file -> texts.put(file.path("path").asString(), file.path("source").asString()));
    return new PublishedTree(answer.path("commit").asLong(), texts);
  }

  /** Opens a proposal. */
  JsonNode propose(Map<String, Object> request) {
    return send("POST", PROPOSALS, json(request));
  }

  /** Gives a proposal another round. */
  JsonNode addRound(int proposal, Map<String, Object> request) {
    return send("POST", PROPOSALS + "/" + proposal + "/rounds", json(request));
  }

  /** A page of proposals, the newest first. */
  JsonNode proposals(Map<String, String> query) {
    return send("GET", PROPOSALS + "?" + query(query), BodyPublishers.noBody());
  }

  JsonNode proposal(int id) {
    return send("GET", PROPOSALS + "/" + id, BodyPublishers.noBody());
  }

  /** What a round changes of the files that are published. */
  JsonNode changes(int proposal, int round) {
    return send(
        "GET",
        "%s/%d/rounds/%d/changes".formatted(PROPOSALS, proposal, round),
        BodyPublishers.noBody());
  }

  /**
   * @param after id of the last comment of the page before
   */
  JsonNode comments(int proposal, int after) {
    return send(
        "GET",
        "%s/%d/comments?limit=200&after=%d".formatted(PROPOSALS, proposal, after),
        BodyPublishers.noBody());
  }

  /**
   * What somebody does with a proposal.
   *
   * @param deed {@code reviews}, {@code comments}, {@code merge} or {@code withdraw}
   */
  JsonNode act(int proposal, String deed, Map<String, Object> request) {
    return send("POST", "%s/%d/%s".formatted(PROPOSALS, proposal, deed), json(request));
  }

  /** What the last round of a proposal would do. */
  JsonNode impact(int proposal) {
    return send("GET", PROPOSALS + "/" + proposal + "/impact", BodyPublishers.noBody());
  }

  /** What a change would do that is not proposed. */
  JsonNode impact(Map<String, Object> request) {
    return send("POST", "impact", json(request));
  }

  /** Whom it takes the caller for. */
  JsonNode session() {
    return send("GET", "session", BodyPublishers.noBody());
  }

  /** Where people look at a proposal. */
  URI page(int proposal) {
    return address.resolve("reviews/" + proposal);
  }

  List<String> addKey(String name, String hash, Optional<Quota> quota) {
    Map<String, Object> body = new HashMap<>(Map.of("name", name, "hash", hash));
    quota.ifPresent(own -> body.put("quota", fields(own)));
    return List.of(KeyText.of(send("POST", KEYS, json(body))));
  }

  List<String> setQuota(String id, Optional<Quota> quota) {
    Map<String, Object> body = new HashMap<>();
    quota.ifPresent(own -> body.put("quota", fields(own)));
    return List.of(KeyText.of(send("PUT", KEYS + "/" + id + "/quota", json(body))));
  }

  List<String> keys() {
    return send("GET", KEYS, BodyPublishers.noBody()).path("items").values().stream()
        .map(KeyText::of)
        .toList();
  }

  List<String> revokeKey(String id) {
    return List.of(KeyText.of(send("DELETE", KEYS + "/" + id, BodyPublishers.noBody())));
  }

  /**
   * What {@code /api/v1/rejects} and below answers.
   *
   * @param path "", "/summary" or "/ID"
   */
  JsonNode rejects(String path, Map<String, String> query) {
    return send("GET", REJECTS + path + "?" + query(query), BodyPublishers.noBody());
  }

  JsonNode replayRejects(Map<String, Object> request) {
    return send("POST", REJECTS + "/replay", json(request));
  }

  /** A list of those that were queued. */
  JsonNode startBackfills(Map<String, Object> request) {
    return send("POST", BACKFILLS, json(request));
  }

  /**
   * @param id of one; empty for a list of all
   */
  JsonNode backfill(String id) {
    return send("GET", id.isEmpty() ? BACKFILLS : BACKFILLS + "/" + id, BodyPublishers.noBody());
  }

  JsonNode cancelBackfill(long id) {
    return send("POST", BACKFILLS + "/" + id + "/cancel", BodyPublishers.noBody());
  }

  JsonNode verifyStates(int sample) {
    return send("POST", "states/verify?sample=" + sample, BodyPublishers.noBody());
  }

  JsonNode sizes() {
    return send("GET", "sizes", BodyPublishers.noBody());
  }

  /**
   * @param day as in 2026-01-31; empty for today
   */
  JsonNode cardinality(String day, int limit) {
    return send(
        "GET",
        "metrics/cardinality?" + query(Map.of("limit", String.valueOf(limit), "day", day)),
        BodyPublishers.noBody());
  }

  /** How many values gave up their places. */
  long evict(String eventType, String dimension, String unseen) {
    Map<String, String> query =
        Map.of("eventType", eventType, "dimension", dimension, "unseen", unseen);
    return send("POST", "metrics/evict?" + query(query), BodyPublishers.noBody())
        .path("values")
        .asLong();
  }

  /** Without the empty ones. */
  private static String query(Map<String, String> query) {
    return query.entrySet().stream()
        .filter(entry -> !entry.getValue().isEmpty())
        .map(
            entry ->
                entry.getKey() + "=" + URLEncoder.encode(entry.getValue(), StandardCharsets.UTF_8))
        .collect(Collectors.joining("&"));
  }

  private static BodyPublisher json(Object body) {
    return BodyPublishers.ofByteArray(JSON.writeValueAsBytes(body));
  }

  private JsonNode send(String method, String path, BodyPublisher body) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(api.resolve(path))
            .timeout(ANSWER_TIME_MAX)
            .header("Content-Type", "application/json")
            .method(method, body);
    headers.forEach(request::header);
    try (HttpClient client = client()) {
      HttpResponse<String> response =
          client.send(request.build(), HttpResponse.BodyHandlers.ofString());
      if (response.statusCode() / 100 != HTTP_SUCCESS) {
        throw refused(response);
      }
      return JSON.readTree(response.body());
    } catch (JacksonException e) {
      throw new TallyException(
          ErrorCode.REQUEST_INVALID, "it is no Tally that answers at " + api, e);
    } catch (HttpConnectTimeoutException e) {
      throw nobody(e);
    } catch (HttpTimeoutException e) {
      throw new TallyException(
          ErrorCode.METADATA_UNAVAILABLE,
          "%s does not answer in time; it may do what was asked for nevertheless".formatted(api),
          e);
    } catch (SSLException e) {
      throw new TallyException(
          ErrorCode.METADATA_UNAVAILABLE,
          "%s: no TLS that can be trusted: %s; its certificate must be of that name, and of an authority that Java trusts or that --ca-file has (TALLY_CA_FILE)"
              .formatted(address, e.getMessage()),
          e);
    } catch (IOException e) {
      throw nobody(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new TallyException(ErrorCode.INTERNAL, "interrupted", e);
    }
  }

  private TallyException nobody(IOException e) {
    return new TallyException(
        ErrorCode.METADATA_UNAVAILABLE, "no Tally answers at %s: %s".formatted(api, e), e);
  }

  private HttpClient client() {
    HttpClient.Builder client = HttpClient.newBuilder().connectTimeout(CONNECT_TIME_MAX);
    trust.ifPresent(client::sslContext);
    return client.build();
  }

  /** What a problem says; whatever stands in between may answer with something else. */
  private TallyException refused(HttpResponse<String> response) {
    JsonNode problem = JSON.readTree(response.body());
    String code = problem.path("code").asString("");
    return Arrays.stream(ErrorCode.values())
        .filter(known -> known.name().equals(code))
        .findFirst()
        .map(known -> new TallyException(known, detail(known, problem)))
        .orElseGet(
            () ->
                new TallyException(
                    ErrorCode.REQUEST_INVALID,
                    "%s answers with status %d".formatted(api, response.statusCode())));
  }

  private static String detail(ErrorCode code, JsonNode problem) {
    String detail = problem.path("detail").asString("");
    return code == ErrorCode.UNAUTHORIZED
        ? detail + "; --token-file or TALLY_TOKEN says who asks"
        : detail;
  }

  private static Map<String, Number> fields(Quota quota) {
    return Map.of(
        "eventsPerSecond", quota.eventsPerSecond(),
        "bytesPerSecond", quota.bytesPerSecond(),
        "burstSeconds", quota.burstSeconds());
  }
}
