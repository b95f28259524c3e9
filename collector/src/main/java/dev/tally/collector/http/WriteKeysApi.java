package dev.tally.collector.http;

import dev.tally.collector.admission.Quota;
import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** {@code /api/v1/write-keys}: the keys of a Tally that runs. It never sees a key, only hashes. */
public final class WriteKeysApi implements Consumer<JavalinConfig> {
  /** A misspelt limit must not be none. */
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

  private static final String PATH = "/api/v1/write-keys";

  private final WriteKeyTable table;
  private final Runnable changed;

  /**
   * @param changed called after each change
   */
  public WriteKeysApi(WriteKeyTable table, Runnable changed) {
    this.table = table;
    this.changed = changed;
  }

  /** What makes a key valid. */
  public record Request(@Nullable String name, @Nullable String hash, @Nullable QuotaBody quota) {}

  /**
   * A quota; what is absent is not limited.
   *
   * @param burstSeconds {@link Quota#BURST_SECONDS_DEFAULT} when absent
   */
  public record QuotaBody(
      @Nullable Long eventsPerSecond,
      @Nullable Long bytesPerSecond,
      @Nullable Integer burstSeconds) {
    static QuotaBody of(Quota quota) {
      return new QuotaBody(quota.eventsPerSecond(), quota.bytesPerSecond(), quota.burstSeconds());
    }

    Quota quota() {
      return new Quota(
          Objects.requireNonNullElse(eventsPerSecond, 0L),
          Objects.requireNonNullElse(bytesPerSecond, 0L),
          Objects.requireNonNullElse(burstSeconds, Quota.BURST_SECONDS_DEFAULT));
    }
  }

  /** A key's quota; absent: the installation's. */
  public record QuotaRequest(@Nullable QuotaBody quota) {}

  private record Answer(List<Item> items, int total) {}

  private record Item(
      String id,
      String name,
      String createdAt,
      @Nullable String revokedAt,
      @Nullable QuotaBody quota) {
    static Item of(WriteKey key) {
      return new Item(
          key.id(),
          key.name(),
          key.createdAt().toString(),
          key.revokedAt().map(Object::toString).orElse(null),
          key.quota().map(QuotaBody::of).orElse(null));
    }
  }

  @Override
  public void accept(JavalinConfig config) {
    config.routes.get(PATH, this::list);
    config.routes.post(PATH, this::add);
    config.routes.put(PATH + "/{id}/quota", this::setQuota);
    config.routes.delete(PATH + "/{id}", this::revoke);
  }

  private void list(Context context) {
    List<Item> items = table.list().stream().map(Item::of).toList();
    answer(context, new Answer(items, items.size()));
  }

  private void add(Context context) {
    Request request = read(context, Request.class);
    if (request.name() == null || request.hash() == null) {
      throw invalid("the body must be {\"name\", \"hash\"}");
    }
    WriteKey key =
        table.add(
            request.name(),
            request.hash(),
            Optional.ofNullable(request.quota()).map(QuotaBody::quota));
    changed.run();
    answer(context, Item.of(key));
  }

  private void setQuota(Context context) {
    QuotaRequest request = read(context, QuotaRequest.class);
    WriteKey key =
        table.setQuota(
            context.pathParam("id"), Optional.ofNullable(request.quota()).map(QuotaBody::quota));
    changed.run();
    answer(context, Item.of(key));
  }

  private void revoke(Context context) {
    WriteKey key = table.revoke(context.pathParam("id"));
    changed.run();
    answer(context, Item.of(key));
  }

  private static <T> T read(Context context, Class<T> type) {
    try {
      return JSON.readValue(context.bodyAsBytes(), type);
    } catch (JacksonException e) {
      throw invalid("the body is not the JSON that is expected: " + e.getOriginalMessage());
    }
  }

  private static TallyException invalid(String message) {
    return new TallyException(ErrorCode.REQUEST_INVALID, message);
  }

  private static void answer(Context context, Object body) {
    context.contentType("application/json").result(JSON.writeValueAsBytes(body));
  }
}
