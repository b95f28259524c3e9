package dev.tally.aggregator.statement;

import static java.util.Objects.requireNonNull;

import dev.tally.edl.model.Entity;
import dev.tally.edl.model.EventType;
import dev.tally.edl.model.Filter;
import dev.tally.storage.ClickHouse;
import dev.tally.storage.table.EntitiesTable;
import dev.tally.storage.view.EntitySql;
import dev.tally.storage.view.FilterSql;
import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Entities that are there, in the order of their keys. */
public final class SelectEntities {
  /** As the rest of the API has them: numbers as numbers, times in ISO-8601. */
  private static final Map<String, String> JSON =
      Map.of(
          "date_time_output_format", "iso",
          "output_format_json_quote_64bit_integers", "0",
          "output_format_json_quote_decimals", "0",
          "output_format_json_quote_denormals", "0");

  /**
   * Which of them.
   *
   * @param filter over their attributes
   * @param key one value per attribute of the key; all entities where it is empty
   */
  public record Query(
      EventType type,
      Entity entity,
      Optional<Filter> filter,
      List<String> key,
      int limit,
      int offset) {
    public Query {
      requireNonNull(type);
      requireNonNull(entity);
      requireNonNull(filter);
      key = List.copyOf(key);
    }
  }

  /**
   * An entity.
   *
   * @param time when the event happened that told its state
   * @param attributes of that event, by name; null where unset
   */
  public record Found(
      List<String> key,
      Instant time,
      Instant received,
      int revision,
      Map<String, JsonNode> attributes) {
    public Found {
      key = List.copyOf(key);
      attributes = new LinkedHashMap<>(attributes);
    }
  }

  /**
   * @param total without limit and offset
   */
  public record Page(List<Found> items, long total) {
    public Page {
      items = List.copyOf(items);
    }
  }

  private final ClickHouse clickHouse;
  private final JsonMapper mapper = new JsonMapper();

  public SelectEntities(ClickHouse clickHouse) {
    this.clickHouse = clickHouse;
  }

  public Page run(Query query) {
    String from = " FROM " + EntitiesTable.NAME + " FINAL WHERE " + condition(query);
    Map<String, Object> parameters = new HashMap<>();
    parameters.put("key", query.key());
    long total =
        clickHouse
            .query("SELECT count() AS total" + from, parameters, row -> row.int64("total"))
            .getFirst();
    List<EntitySql.Value> values = EntitySql.values(query.type());
    String attributes =
        IntStream.range(0, values.size())
            .mapToObj(i -> ", " + values.get(i).expression() + " AS a" + i)
            .collect(Collectors.joining());
    parameters.put("limit", query.limit());
    parameters.put("offset", query.offset());
    List<Found> items =
        clickHouse.read(
            "SELECT entity, time, received, revision"
                + attributes
                + from
                + " ORDER BY entity LIMIT {limit:UInt32} OFFSET {offset:UInt32}",
            parameters,
            JSON,
            "JSONEachRow",
            in -> read(in, values));
    return new Page(items, total);
  }

  private static String condition(Query query) {
    String condition = EntitySql.isThere(query.type(), query.entity());
    if (query.filter().isPresent()) {
      condition += " AND " + FilterSql.condition(query.type(), query.filter().get());
    }
    return condition + (query.key().isEmpty() ? "" : " AND entity = {key:Array(String)}");
  }

  private List<Found> read(InputStream in, List<EntitySql.Value> values) {
    return new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))
        .lines()
        .map(line -> read(mapper.readTree(line), values))
        .toList();
  }

  private static Found read(JsonNode row, List<EntitySql.Value> values) {
    Map<String, JsonNode> attributes = new LinkedHashMap<>();
    for (int i = 0; i < values.size(); i++) {
      attributes.put(values.get(i).name(), row.required("a" + i));
    }
    return new Found(
        row.required("entity").valueStream().map(JsonNode::stringValue).toList(),
        Instant.parse(row.required("time").stringValue()),
        Instant.parse(row.required("received").stringValue()),
        row.required("revision").intValue(),
        attributes);
  }
}
