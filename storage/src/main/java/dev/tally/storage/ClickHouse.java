package dev.tally.storage;

import com.clickhouse.client.api.Client;
import com.clickhouse.client.api.ClientConfigProperties;
import com.clickhouse.client.api.data_formats.ClickHouseBinaryFormatReader;
import com.clickhouse.client.api.insert.InsertResponse;
import com.clickhouse.client.api.insert.InsertSettings;
import com.clickhouse.client.api.query.QueryResponse;
import com.clickhouse.client.api.query.QuerySettings;
import com.clickhouse.data.ClickHouseFormat;
import dev.tally.error.TallyException;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * A ClickHouse server, embedded or by URL: a pool of HTTP connections, for any number of threads.
 * Opened without a connection, so that it may exist before the server does.
 *
 * <p>Parameters are ClickHouse's typed ones, {@code {name:Type}}: strings, numbers, booleans,
 * {@link java.time.Instant}, {@link java.time.LocalDate}, {@link UUID}, collections of these, and
 * null; none over 128 KiB as text.
 *
 * <p>Nothing is retried here. Failures are {@link TallyException}s:
 *
 * <ul>
 *   <li>ENGINE_UNAVAILABLE: no answer, or the server is overloaded; the same call may work later. A
 *       statement that was sent may have been run: repeat inserts with their token.
 *   <li>QUERY_LIMIT: over {@code max_execution_time} or a memory limit; QUERY_CANCELLED: its {@link
 *       QueryScope} was; DISK_FULL: no space there.
 *   <li>ENGINE_FAILED: the server refused it, with its code and message.
 * </ul>
 */
@SuppressWarnings("try") // the client's responses declare a close() that throws Exception
public final class ClickHouse implements AutoCloseable {
  /**
   * Upper limit of the time of a query or statement, where the caller sets no max_execution_time.
   */
  public static final int EXECUTION_TIME_MAX_S = 300;

  /** Upper limit of the connections at one time; a call beyond waits for one. */
  public static final int CONNECTIONS_MAX = 32;

  private static final int CONNECT_TIMEOUT_MS = 5_000;

  /** How long a call waits for the answer after the server should have given up itself. */
  private static final Duration ANSWER_GRACE = Duration.ofSeconds(10);

  private static final String EXECUTION_TIME = "max_execution_time";

  /** An idle connection is dropped by us before the server drops it (10 s by default). */
  private static final int KEEP_ALIVE_MS = 8_000;

  private final Endpoint endpoint;
  private final Client client;
  private final Duration answerGrace;
  private final @Nullable QueryScope scope;
  private volatile @Nullable Set<String> newerSettings;

  private ClickHouse(
      Endpoint endpoint, Client client, Duration answerGrace, @Nullable QueryScope scope) {
    this.endpoint = endpoint;
    this.client = client;
    this.answerGrace = answerGrace;
    this.scope = scope;
  }

  public static ClickHouse connect(Endpoint endpoint) {
    return connect(endpoint, ANSWER_GRACE);
  }

  static ClickHouse connect(Endpoint endpoint, Duration answerGrace) {
    boolean compress = !isLoopback(endpoint.url().getHost());
    Client client =
        new Client.Builder()
            .addEndpoint(endpoint.url().toString())
            .setUsername(endpoint.user())
            .setPassword(endpoint.password())
            .setDefaultDatabase(endpoint.database())
            .setClientName("tally")
            .setMaxRetries(0)
            .setConnectTimeout(CONNECT_TIMEOUT_MS)
            .setSocketTimeout(Duration.ofSeconds(EXECUTION_TIME_MAX_S).plus(answerGrace).toMillis())
            .setMaxConnections(CONNECTIONS_MAX)
            .setKeepAliveTimeout(KEEP_ALIVE_MS, ChronoUnit.MILLIS)
            .setSocketTcpNodelay(true)
            .compressServerResponse(compress)
            .compressClientRequest(compress)
            .serverSetting("async_insert", "0")
            .useServerTimeZone(false)
            .useTimeZone("UTC")
            .setOption(ClientConfigProperties.HTTP_SEND_PARAMS_IN_BODY.getKey(), "true")
            .build();
    return new ClickHouse(endpoint, client, answerGrace, null);
  }

  public Endpoint endpoint() {
    return endpoint;
  }

  /**
   * The same server through the same connections, for queries that end with a scope. Needs no
   * closing.
   */
  public ClickHouse within(QueryScope queries) {
    return new ClickHouse(endpoint, client, answerGrace, queries);
  }

  /** Whether the server answers, and knows us. */
  public boolean isReady() {
    try {
      return query("SELECT 1 AS one", Map.of(), row -> row.int64("one")).equals(List.of(1L));
    } catch (TallyException e) {
      return false;
    }
  }

  /** A statement without a result, or whose result does not matter. */
  public void execute(String sql) {
    execute(sql, Map.of(), Map.of());
  }

  /**
   * Not by the client's {@code execute}, which ends its work in the common pool: that has one
   * thread on two cores, and whoever keeps it busy would keep all statements waiting.
   *
   * @param settings ClickHouse's, for this statement
   */
  public void execute(String sql, Map<String, ?> parameters, Map<String, String> settings) {
    QuerySettings query = new QuerySettings();
    run(
        prepare(query, settings),
        () -> client.query(sql, texts(parameters), query),
        (QueryResponse response) -> Boolean.TRUE);
  }

  /** All rows of the result, which should be small enough for memory. */
  public <T> List<T> query(String sql, Map<String, ?> parameters, RowReader<T> reader) {
    return query(sql, parameters, Map.of(), reader);
  }

  public <T> List<T> query(
      String sql, Map<String, ?> parameters, Map<String, String> settings, RowReader<T> reader) {
    QuerySettings query =
        new QuerySettings()
            .setFormat(ClickHouseFormat.RowBinaryWithNamesAndTypes)
            .waitEndOfQuery(true);
    return run(
        prepare(query, settings),
        () -> client.query(sql, texts(parameters), query),
        (QueryResponse response) -> readRows(response, reader));
  }

  /**
   * The result as bytes, as it comes.
   *
   * @param format a ClickHouse output format, "Native", "JSONEachRow", "Parquet"
   */
  public <T> T read(String sql, Map<String, ?> parameters, String format, StreamReader<T> reader) {
    return read(sql, parameters, Map.of(), format, reader);
  }

  public <T> T read(
      String sql,
      Map<String, ?> parameters,
      Map<String, String> settings,
      String format,
      StreamReader<T> reader) {
    QuerySettings query = new QuerySettings().setFormat(ClickHouseFormat.valueOf(format));
    return run(
        prepare(query, settings),
        () -> client.query(sql, texts(parameters), query),
        (QueryResponse response) -> reader.read(response.getInputStream()));
  }

  /**
   * Inserts a body in ClickHouse's Native format, synchronously: when it returns, the rows are
   * there. Each Native block of the body becomes one part per partition, so write few and large
   * ones.
   *
   * @param table in the endpoint's database
   * @param columns in the order of the body's
   * @param token names the content; a body under a token that the table has seen is dropped. The
   *     same token must come with the same body.
   */
  public void insertNative(
      String table, List<String> columns, String token, OutputStreamWriter body) {
    InsertSettings insert = new InsertSettings();
    String queryId = UUID.randomUUID().toString();
    insert.setQueryId(queryId);
    Deduplication.insert(token, newerSettings()).forEach(insert::serverSetting);
    limit(EXECUTION_TIME_MAX_S, insert::serverSetting, insert::setNetworkTimeout);
    List<String> quoted = columns.stream().map(Sql::identifier).toList();
    run(
        queryId,
        () ->
            client.insert(
                Sql.identifier(table), quoted, body::writeTo, ClickHouseFormat.Native, insert),
        (InsertResponse response) -> Boolean.TRUE);
  }

  /**
   * Inserts the result of a SELECT; a no-op when the target has seen the token: dropped is every
   * partition's share under a token that this partition has seen. The result is one block in the
   * engine's memory, so keep it bounded; a state row of {@code states} takes up to 1 KB there.
   *
   * @param into table and columns, {@code states (event, metric)}
   * @param select gives the columns that are inserted, by these names
   * @param order a column of these; sorting by it makes one block of the result, however many it
   *     was made of
   * @param settings ClickHouse's, for this statement; those that make the token work win over them
   */
  public void insertSelect(
      String into,
      String select,
      String order,
      Map<String, ?> parameters,
      Map<String, String> settings,
      String token) {
    Map<String, String> all = new HashMap<>(settings);
    all.putAll(Deduplication.insertSelect(token, newerSettings()));
    execute(
        "INSERT INTO %s\nSELECT * FROM (\n%s\n)\nORDER BY %s".formatted(into, select, order),
        parameters,
        all);
  }

  @Override
  public void close() {
    if (scope == null) {
      client.close();
    }
  }

  /** Which of the settings that older servers refuse this one knows; asked once. */
  private Set<String> newerSettings() {
    Set<String> known = newerSettings;
    if (known == null) {
      known =
          Set.copyOf(
              query(
                  "SELECT name FROM system.settings WHERE name IN {names:Array(String)}",
                  Map.of("names", Deduplication.NEWER),
                  row -> row.string("name")));
      newerSettings = known;
    }
    return known;
  }

  private <T> List<T> readRows(QueryResponse response, RowReader<T> reader) throws Exception {
    List<T> rows = new ArrayList<>();
    try (ClickHouseBinaryFormatReader binary = client.newBinaryFormatReader(response)) {
      Row row = new Row(binary);
      while (binary.next() != null) {
        rows.add(reader.read(row));
      }
    }
    return rows;
  }

  /** Returns the query id. */
  private String prepare(QuerySettings query, Map<String, String> settings) {
    String queryId = UUID.randomUUID().toString();
    query.setQueryId(queryId);
    settings.forEach(query::serverSetting);
    query.serverSetting("session_timezone", "UTC");
    String seconds = settings.get(EXECUTION_TIME);
    int own = seconds == null ? EXECUTION_TIME_MAX_S : Integer.parseInt(seconds);
    limit(
        scope == null ? own : Math.min(own, scope.secondsLeft()),
        query::serverSetting,
        query::setNetworkTimeout);
    return queryId;
  }

  private void limit(int seconds, Setting setting, NetworkTimeout timeout) {
    setting.set(EXECUTION_TIME, Integer.toString(seconds));
    timeout.set(Duration.ofSeconds(seconds).plus(answerGrace).toMillis(), ChronoUnit.MILLIS);
  }

  private <R extends AutoCloseable, T> T run(
      String queryId, Call<R> call, Consumer<R, T> consumer) {
    if (scope == null) {
      return runAlone(queryId, call, consumer);
    }
    scope.begin(queryId, () -> kill(queryId));
    try {
      return runAlone(queryId, call, consumer);
    } catch (TallyException e) {
      throw scope.isCancelled() ? QueryScope.cancellation(e) : e;
    } finally {
      scope.end(queryId);
    }
  }

  /** Calls, consumes and closes the response; a call that outlives its time is killed there. */
  private <R extends AutoCloseable, T> T runAlone(
      String queryId, Call<R> call, Consumer<R, T> consumer) {
    try (R response = call.start().get()) {
      return consumer.consume(response);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      kill(queryId);
      throw Failures.interrupted(endpoint, e);
    } catch (ExecutionException e) {
      throw failed(queryId, e.getCause() == null ? e : e.getCause());
    } catch (Exception e) {
      throw failed(queryId, e);
    }
  }

  private TallyException failed(String queryId, Throwable cause) {
    if (Failures.isTimeout(cause)) {
      kill(queryId);
    }
    return Failures.of(endpoint, cause);
  }

  /** As far as the server still listens; it may know nothing of the query any more. */
  private void kill(String queryId) {
    QuerySettings query = new QuerySettings();
    query.setNetworkTimeout(CONNECT_TIMEOUT_MS, ChronoUnit.MILLIS);
    String sql = "KILL QUERY WHERE query_id = " + Sql.literal(queryId) + " ASYNC";
    try (QueryResponse response = client.query(sql, query).get()) {
      response.getServerTime();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (Exception e) {
      // The caller already learns of the failure that brought us here.
    }
  }

  private static Map<String, Object> texts(Map<String, ?> parameters) {
    Map<String, Object> texts = new HashMap<>();
    parameters.forEach(
        (name, value) -> texts.put(name, new Verbatim(ParameterText.of(name, value))));
    return texts;
  }

  private static boolean isLoopback(String host) {
    return host.equals("localhost") || host.equals("127.0.0.1") || host.equals("[::1]");
  }

  /** The client escapes strings once more, and arrays wrongly, but leaves other objects alone. */
  private record Verbatim(String text) {
    @Override
    public String toString() {
      return text;
    }
  }

  private interface Call<R> {
    CompletableFuture<R> start();
  }

  private interface Consumer<R, T> {
    T consume(R response) throws Exception;
  }

  private interface Setting {
    Object set(String name, String value);
  }

  private interface NetworkTimeout {
    void set(long amount, ChronoUnit unit);
  }
}
