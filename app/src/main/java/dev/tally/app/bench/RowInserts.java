package dev.tally.app.bench;

import com.clickhouse.client.api.Client;
import com.clickhouse.client.api.DataStreamWriter;
import com.clickhouse.client.api.data_formats.RowBinaryFormatWriter;
import com.clickhouse.client.api.insert.InsertResponse;
import com.clickhouse.client.api.insert.InsertSettings;
import com.clickhouse.client.api.metadata.TableSchema;
import com.clickhouse.client.api.query.GenericRecord;
import com.clickhouse.data.ClickHouseFormat;
import dev.tally.edl.model.EventType;
import dev.tally.storage.ClickHouse;
import dev.tally.storage.Endpoint;
import dev.tally.storage.view.EventViews;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import tools.jackson.databind.json.JsonMapper;

/**
 * How events are commonly written, row by row: the official client's row binary with large inserts,
 * and JSONEachRow in small ones with {@code async_insert}, waited for. Each of the same rows as the
 * collector writes them, and of one event type into a table of its own.
 */
final class RowInserts implements AutoCloseable {
  private static final int ROWS = 100_000;
  private static final int BINARY_ROUNDS = 20;
  private static final int JSON_INSERT_ROWS = 1_000;
  private static final int JSON_ROUNDS = 8;
  private static final int JSON_CONNECTIONS = 8;

  private final ClickHouse clickHouse;
  private final Endpoint endpoint;
  private final Client client;
  private final HttpClient http = HttpClient.newHttpClient();
  private final JsonMapper mapper = new JsonMapper();
  private final EventType eventType;
  private final String table;
  private final List<Row> rows;

  /** One event of the first type, as an application holds it. */
  private record Row(
      long timeMs,
      String country,
      String device,
      boolean signedIn,
      String place,
      long user,
      long ms,
      double share,
      String text) {}

  RowInserts(ClickHouse clickHouse, TypedTables typed) {
    this.clickHouse = clickHouse;
    this.endpoint = clickHouse.endpoint();
    this.eventType = typed.eventTypes().getFirst();
    this.table = TypedTables.name(eventType);
    this.rows = read();
    this.client =
        new Client.Builder()
            .addEndpoint(endpoint.url().toString())
            .setUsername(endpoint.user())
            .setPassword(endpoint.password())
            .setDefaultDatabase(endpoint.database())
            .build();
  }

  private List<Row> read() {
    List<String> names = TypedTables.columns(eventType);
    return clickHouse.query(
        "SELECT *, toUnixTimestamp64Milli(time) AS time_ms FROM %s.%s LIMIT %d"
            .formatted(endpoint.viewsDatabase(), EventViews.name(eventType), ROWS),
        Map.of(),
        row ->
            new Row(
                row.int64("time_ms"),
                row.string(names.get(0)),
                row.string(names.get(1)),
                row.int64(names.get(2)) == 1,
                row.string(names.get(3)),
                row.int64(names.get(4)),
                row.int64(names.get(5)),
                row.float64(names.get(6)),
                row.string(names.get(7))));
  }

  /** Events of all types into a table of the shape of {@code events}. */
  long genericRowBinary(String target) throws Exception {
    TableSchema schema = client.getTableSchema(target);
    List<Object[]> values = genericRows(schema);
    insertBinary(target, out -> writeGeneric(out, schema, values));
    long begin = System.nanoTime();
    for (int round = 0; round < BINARY_ROUNDS; round++) {
      insertBinary(target, out -> writeGeneric(out, schema, values));
    }
    return Baselines.rate((long) BINARY_ROUNDS * values.size(), begin);
  }

  private List<Object[]> genericRows(TableSchema schema) {
    List<Object[]> values = new ArrayList<>();
    String sql =
        "SELECT * FROM events ORDER BY collector, block, producer, batch, row LIMIT " + ROWS;
    for (GenericRecord row : client.queryAll(sql)) {
      Object[] columns = new Object[schema.getColumns().size()];
      for (int column = 0; column < columns.length; column++) {
        columns[column] =
            schema.getColumns().get(column).isArray()
                ? row.getList(column + 1)
                : row.getObject(column + 1);
      }
      values.add(columns);
    }
    return values;
  }

  private static void writeGeneric(OutputStream out, TableSchema schema, List<Object[]> values)
      throws IOException {
    RowBinaryFormatWriter writer =
        new RowBinaryFormatWriter(out, schema, ClickHouseFormat.RowBinary);
    for (Object[] row : values) {
      for (int column = 0; column < row.length; column++) {
        writer.setValue(column + 1, row[column]);
      }
      writer.commitRow();
    }
    out.flush();
  }

  /** Events of one type, as its own table takes them. */
  long rowBinary() throws Exception {
    TableSchema schema = client.getTableSchema(table);
    insertBinary(table, out -> writeBinary(out, schema));
    long begin = System.nanoTime();
    for (int round = 0; round < BINARY_ROUNDS; round++) {
      insertBinary(table, out -> writeBinary(out, schema));
    }
    return Baselines.rate((long) BINARY_ROUNDS * rows.size(), begin);
  }

  private void insertBinary(String target, DataStreamWriter body) throws Exception {
    try (InsertResponse response =
        client.insert(target, body, ClickHouseFormat.RowBinary, new InsertSettings()).get()) {
      response.getWrittenRows();
    }
  }

  private void writeBinary(OutputStream out, TableSchema schema) throws IOException {
    RowBinaryFormatWriter writer =
        new RowBinaryFormatWriter(out, schema, ClickHouseFormat.RowBinary);
    for (Row row : rows) {
      writer.setString(1, row.country());
      writer.setString(2, row.device());
      writer.setBoolean(3, row.signedIn());
      writer.setString(4, row.place());
      writer.setLong(5, row.user());
      writer.setLong(6, row.ms());
      writer.setDouble(7, row.share());
      writer.setString(8, row.text());
      writer.setDateTime(
          9, ZonedDateTime.ofInstant(Instant.ofEpochMilli(row.timeMs()), ZoneOffset.UTC));
      writer.commitRow();
    }
    out.flush();
  }

  /** Events of all types into a table of the shape of {@code events}, as text that is ready. */
  long genericJsonAsync(String target) throws Exception {
    String sql =
        "SELECT * FROM events ORDER BY collector, block, producer, batch, row LIMIT " + ROWS;
    List<String> lines =
        clickHouse
            .read(
                sql,
                Map.of(),
                LargeBlocks.SETTINGS,
                "JSONEachRow",
                in -> new String(in.readAllBytes(), StandardCharsets.UTF_8))
            .lines()
            .toList();
    return jsonAsync(lines, part -> insertJson(target, String.join("\n", part)));
  }

  /** Events of one type, as its own table takes them. */
  long jsonAsync() throws Exception {
    return jsonAsync(rows, part -> insertJson(table, json(part)));
  }

  private interface Insert<T> {
    void run(List<T> part) throws IOException, InterruptedException;
  }

  private static <T> long jsonAsync(List<T> rows, Insert<T> insert) throws Exception {
    List<Callable<Boolean>> inserts = new ArrayList<>();
    for (int round = 0; round < JSON_ROUNDS; round++) {
      for (int from = 0; from < rows.size(); from += JSON_INSERT_ROWS) {
        List<T> part = rows.subList(from, Math.min(rows.size(), from + JSON_INSERT_ROWS));
        inserts.add(
            () -> {
              insert.run(part);
              return true;
            });
      }
    }
    try (ExecutorService connections = Executors.newFixedThreadPool(JSON_CONNECTIONS)) {
      long begin = System.nanoTime();
      for (Future<Boolean> done : connections.invokeAll(inserts)) {
        done.get();
      }
      return Baselines.rate((long) JSON_ROUNDS * rows.size(), begin);
    }
  }

  private String json(List<Row> part) {
    List<String> names = TypedTables.columns(eventType);
    StringBuilder body = new StringBuilder();
    for (Row row : part) {
      Map<String, Object> values =
          Map.of(
              names.get(0), row.country(),
              names.get(1), row.device(),
              names.get(2), row.signedIn(),
              names.get(3), row.place(),
              names.get(4), row.user(),
              names.get(5), row.ms(),
              names.get(6), row.share(),
              names.get(7), row.text(),
              names.get(8), Instant.ofEpochMilli(row.timeMs()).toString());
      body.append(mapper.writeValueAsString(values)).append('\n');
    }
    return body.toString();
  }

  private void insertJson(String target, String body) throws IOException, InterruptedException {
    String query =
        "?database=%s&async_insert=1&wait_for_async_insert=1&date_time_input_format=best_effort&query=INSERT%%20INTO%%20%s%%20FORMAT%%20JSONEachRow"
            .formatted(endpoint.database(), target);
    String credentials = endpoint.user() + ":" + endpoint.password();
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(endpoint.url() + "/" + query))
            .header(
                "Authorization",
                "Basic "
                    + Base64.getEncoder()
                        .encodeToString(credentials.getBytes(StandardCharsets.UTF_8)))
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
    HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
    if (response.statusCode() != 200) {
      throw new IOException("JSONEachRow: " + response.body());
    }
  }

  @Override
  public void close() {
    client.close();
    http.close();
  }
}
