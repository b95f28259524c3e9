package dev.tally.collector.http;

import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** {@code /api/v1/write-keys}: the keys of a Tally that runs. It never sees a key, only hashes. */
public final class WriteKeysApi implements Consumer<JavalinConfig> {
  private static final JsonMapper JSON = JsonMapper.builder().build();
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
  public record Request(@Nullable String name, @Nullable String hash) {}

  private record Answer(List<Item> items, int total) {}

  private record Item(String id, String name, String createdAt, @Nullable String revokedAt) {
    static Item of(WriteKey key) {
      return new Item(
          key.id(),
          key.name(),
          key.createdAt().toString(),
          key.revokedAt().map(Object::toString).orElse(null));
    }
  }

  @Override
  public void accept(JavalinConfig config) {
    config.routes.get(PATH, this::list);
    config.routes.post(PATH, this::add);
    config.routes.delete(PATH + "/{id}", this::revoke);
  }

  private void list(Context context) {
    List<Item> items = table.list().stream().map(Item::of).toList();
    answer(context, new Answer(items, items.size()));
  }

  private void add(Context context) {
    Request request = read(context);
    if (request.name() == null || request.hash() == null) {
      throw invalid("the body must be {\"name\", \"hash\"}");
    }
    WriteKey key = table.add(request.name(), request.hash());
    changed.run();
    answer(context, Item.of(key));
  }

  private void revoke(Context context) {
    WriteKey key = table.revoke(context.pathParam("id"));
    changed.run();
    answer(context, Item.of(key));
  }

  private static Request read(Context context) {
    try {
      return JSON.readValue(context.bodyAsBytes(), Request.class);
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
