package dev.tally.collector.rejects;

import dev.tally.collector.encode.PayloadAttributes;
import dev.tally.edl.model.Revision;
import dev.tally.edl.registry.Catalog;
import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import dev.tally.storage.ClickHouse;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** {@code /api/v1/rejects}: what was rejected, and its replay. */
public final class RejectsApi implements Consumer<JavalinConfig> {
  private static final String PATH = "/api/v1/rejects";
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final Rejects rejects;
  private final Replayer replayer;
  private final Catalog catalog;

  public RejectsApi(ClickHouse clickHouse, Catalog catalog, Replayer replayer) {
    this.rejects = new Rejects(clickHouse);
    this.catalog = catalog;
    this.replayer = replayer;
  }

  /** Which rejects to replay; what is absent restricts nothing. */
  public record Request(
      @Nullable String event, @Nullable String code, @Nullable String since, int limit) {}

  /**
   * @param total of all pages
   */
  private record Items<T>(List<T> items, long total) {
    static <T> Items<T> of(List<T> items) {
      return new Items<>(items, items.size());
    }
  }

  private record Item(
      String id,
      String eventType,
      String received,
      String code,
      String reason,
      String attribute,
      long revisionId,
      String state) {
    static Item of(Rejects.Item item) {
      return new Item(
          item.id(),
          item.eventType(),
          item.received().toString(),
          item.code(),
          item.reason(),
          item.attribute(),
          item.revisionId(),
          item.state());
    }
  }

  private record Count(String eventType, String code, long rejected, long stored, String last) {
    static Count of(Rejects.Count count) {
      return new Count(
          count.eventType(),
          count.code(),
          count.rejected(),
          count.stored(),
          count.last().toString());
    }
  }

  private record Try(
      String replayed, String code, String reason, String attribute, long revisionId) {
    static Try of(Rejects.Try one) {
      return new Try(
          one.replayed().toString(), one.code(), one.reason(), one.attribute(), one.revisionId());
    }
  }

  private record Whole(
      Item reject,
      String fingerprint,
      @Nullable String sent,
      String payloadHex,
      Map<String, Object> attributes,
      String unreadable,
      List<Try> tries) {}

  private record Report(long stored, long unpublished, SortedMap<String, Long> rejected) {}

  @Override
  public void accept(JavalinConfig config) {
    config.routes.get(PATH, this::list);
    config.routes.get(PATH + "/summary", this::summary);
    config.routes.get(PATH + "/{id}", this::show);
    config.routes.post(PATH + "/replay", this::replay);
  }

  private void list(Context context) {
    String until = context.queryParam("until");
    RejectPage page =
        new RejectPage(
            filter(context, RejectFilter.LISTED_DEFAULT),
            until == null || until.isEmpty() ? RejectPage.END : time("until", until),
            number(context, "offset", 0));
    List<Item> items = rejects.list(page).stream().map(Item::of).toList();
    answer(context, new Items<>(items, rejects.count(page)));
  }

  private void summary(Context context) {
    RejectFilter filter = filter(context, RejectFilter.LISTED_MAX);
    answer(context, Items.of(rejects.summary(filter).stream().map(Count::of).toList()));
  }

  private void show(Context context) {
    RejectId id = RejectId.parse(context.pathParam("id"));
    Rejects.Whole whole =
        rejects.find(id).stream()
            .findFirst()
            .orElseThrow(
                () ->
                    new TallyException(
                        ErrorCode.NOT_FOUND, "no event " + id + " was rejected lately"));
    Optional<Revision> revision = revision(whole);
    PayloadAttributes read =
        revision
            .map(
                found -> PayloadAttributes.read(found, HexFormat.of().parseHex(whole.payloadHex())))
            .orElseGet(() -> PayloadAttributes.none("no event type of its name is published"));
    answer(
        context,
        new Whole(
            Item.of(whole.item()),
            whole.fingerprint(),
            whole.sentMs() == 0 ? null : Instant.ofEpochMilli(whole.sentMs()).toString(),
            whole.payloadHex(),
            read.values(),
            read.unreadable(),
            whole.tries().stream().map(Try::of).toList()));
  }

  private Optional<Revision> revision(Rejects.Whole whole) {
    Optional<Revision> own = catalog.find((int) whole.item().revisionId());
    return own.isPresent() ? own : catalog.latest(whole.item().eventType());
  }

  private void replay(Context context) {
    Request request = read(context);
    RejectFilter filter =
        new RejectFilter(
            orEmpty(request.event()),
            orEmpty(request.code()),
            since(request.since()),
            request.limit() == 0 ? RejectFilter.REPLAYED_DEFAULT : request.limit());
    Replayer.Report report = replayer.replay(filter);
    answer(context, new Report(report.stored(), report.unpublished(), report.rejected()));
  }

  private static Request read(Context context) {
    try {
      return JSON.readValue(context.bodyAsBytes(), Request.class);
    } catch (JacksonException e) {
      throw new TallyException(
          ErrorCode.REQUEST_INVALID,
          "the body is not the JSON that is expected: " + e.getOriginalMessage());
    }
  }

  private static RejectFilter filter(Context context, int limit) {
    return new RejectFilter(
        orEmpty(context.queryParam("event")),
        orEmpty(context.queryParam("code")),
        since(context.queryParam("since")),
        number(context, "limit", limit));
  }

  private static int number(Context context, String name, int absent) {
    String given = context.queryParam(name);
    try {
      return given == null ? absent : Integer.parseInt(given);
    } catch (NumberFormatException e) {
      throw new TallyException(
          ErrorCode.REQUEST_INVALID, "%s '%s' is no number".formatted(name, given), e);
    }
  }

  private static String orEmpty(@Nullable String text) {
    return text == null ? "" : text;
  }

  private static Instant since(@Nullable String text) {
    return text == null || text.isEmpty() ? Instant.EPOCH : time("since", text);
  }

  private static Instant time(String name, String text) {
    try {
      return Instant.parse(text);
    } catch (DateTimeParseException e) {
      throw new TallyException(
          ErrorCode.REQUEST_INVALID,
          "%s '%s' is no time: 2026-01-31T12:00:00Z".formatted(name, text),
          e);
    }
  }

  private static void answer(Context context, Object body) {
    context.contentType("application/json").result(JSON.writeValueAsBytes(body));
  }
}
