package dev.tally.collector;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tally.storage.ClickHouse;
import dev.tally.storage.Endpoint;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.awaitility.Awaitility;

/** What the engine has of one producer. */
public final class StoredEvents {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final ClickHouse clickHouse;
  private final Map<String, UUID> producer;

  public StoredEvents(ClickHouse clickHouse, UUID producer) {
    this.clickHouse = clickHouse;
    this.producer = Map.of("producer", producer);
  }

  /** An engine that never answers. */
  public static Endpoint nowhere() {
    return new Endpoint(URI.create("http://127.0.0.1:1"), "nobody", "", "tally", "events");
  }

  public long rows() {
    return number("SELECT count() AS n FROM events WHERE producer = {producer:UUID}");
  }

  public void await(long rows) {
    Awaitility.await().atMost(PATIENCE).until(this::rows, count -> count >= rows);
  }

  /** User ids of clicks are 0, 1, 2 …, each once; the values are what was sent. */
  public void assertEachOnce() {
    long rows = rows();
    assertThat(
            number(
                "SELECT uniqExact(batch, row) AS n FROM events WHERE producer = {producer:UUID}"))
        .isEqualTo(rows);
    assertThat(
            number(
                """
                SELECT uniqExact(user) AS n FROM
                (
                    SELECT int_values[indexOf(int_names, 'user_id')] AS user,
                           num_values[indexOf(num_names, 'amount')] AS amount,
                           str_values[indexOf(str_names, 'page')] AS page,
                           dim_values[indexOf(dim_names, 'country')] AS country
                    FROM events WHERE producer = {producer:UUID}
                )
                WHERE amount * 8 = user AND page = concat('/page/', toString(user % 1000))
                    AND country = ['NO', 'CZ', 'US', 'JP'][user % 4 + 1] AND user < {rows:UInt64}
                """,
                rows))
        .isEqualTo(rows);
    // Written after the events themselves.
    Awaitility.await()
        .atMost(PATIENCE)
        .until(
            () ->
                number(
                    "SELECT sum(rows) AS n FROM inserts WHERE (collector, block) IN"
                        + " (SELECT DISTINCT collector, block FROM events WHERE producer = {producer:UUID})"),
            committed -> committed >= rows);
  }

  /** "row event code 'attribute' payload-in-hex revision" in the order of batch and row. */
  public List<String> rejections() {
    return clickHouse.query(
        """
        SELECT concat(toString(row), ' ', event, ' ', code, ' \\'', attribute, '\\' ',
                      lower(hex(payload)), ' ', toString(revision)) AS line
        FROM events_rejected WHERE producer = {producer:UUID} ORDER BY batch, row
        """,
        producer,
        row -> row.string("line"));
  }

  /** Waits until nothing is pending, and checks that the status adds up. */
  public static void awaitSettled(Collector collector) {
    Awaitility.await().atMost(PATIENCE).until(() -> collector.status().pending() == 0);
    CollectorStatus status = collector.status();
    assertThat(status.accepted()).isEqualTo(status.stored() + status.rejected() + status.pending());
    assertThat(status.setAside()).isZero();
  }

  private long number(String sql) {
    return number(sql, 0);
  }

  private long number(String sql, long rows) {
    Map<String, Object> parameters = new java.util.HashMap<>(producer);
    parameters.put("rows", rows);
    return clickHouse.query(sql, parameters, row -> row.int64("n")).getFirst();
  }
}
