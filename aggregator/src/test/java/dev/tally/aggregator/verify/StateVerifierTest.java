package dev.tally.aggregator.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tally.aggregator.run.Rollup;
import dev.tally.aggregator.testing.HttpServer;
import dev.tally.aggregator.testing.Orders;
import dev.tally.aggregator.testing.RawOrders;
import dev.tally.aggregator.testing.Tables;
import dev.tally.aggregator.verify.GoldenStates.Golden;
import dev.tally.aggregator.verify.StateVerifier.BucketResult;
import dev.tally.aggregator.verify.StateVerifier.Verdict;
import dev.tally.edl.model.EventType;
import dev.tally.edl.registry.Catalog;
import dev.tally.error.TallyException;
import dev.tally.metadata.MetadataDatabase;
import dev.tally.metadata.MetadataSettings;
import dev.tally.storage.ClickHouse;
import dev.tally.storage.testing.EngineExtension;
import java.time.Clock;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@ExtendWith(EngineExtension.class)
class StateVerifierTest {
  private final ClickHouse clickHouse;
  private final MetadataDatabase metadata =
      MetadataDatabase.open(MetadataSettings.memory(UUID.randomUUID().toString()));

  StateVerifierTest(ClickHouse clickHouse) {
    this.clickHouse = clickHouse;
  }

  @BeforeEach
  void empty() {
    Tables.empty(clickHouse);
  }

  @AfterEach
  void close() {
    metadata.close();
  }

  /** Who verifies what was rolled up of it. */
  private StateVerifier rollUp(EventType type) {
    Catalog catalog = Orders.catalog(type);
    RawOrders raw = new RawOrders(clickHouse);
    raw.write(Orders.NAME, 0, 1_500, 200, "['no', 'cz', ''][number % 3 + 1]");
    raw.commit("a", 1, 8);
    raw.commit("b", 1, 8);
    new Rollup(catalog, clickHouse, metadata, Clock.systemUTC()).catchUp();
    return new StateVerifier(catalog, clickHouse, metadata, Clock.systemUTC());
  }

  private static List<BucketResult> all(StateVerifier verifier) {
    return verifier.verify(StateVerifier.SAMPLE_MAX);
  }

  @Test
  void statesOfEarlierEnginesAreReadAsTheyWereMeant() {
    GoldenStates golden = new GoldenStates(clickHouse);
    assertThat(golden.write())
        .as("states of this engine; add them to golden.tsv when it is a new one")
        .allSatisfy(
            written ->
                assertThat(GoldenStates.file().contains(written)).as(written.line()).isTrue());

    assertThat(golden.read())
        .hasSizeGreaterThanOrEqualTo(8)
        .allSatisfy(reading -> assertThat(reading.isEqual()).as(reading.found()).isTrue());
    Golden uniq = GoldenStates.file().getFirst();
    assertThat(
            golden
                .read(new Golden(uniq.engine(), uniq.kind(), uniq.type(), uniq.hex(), "299", "450"))
                .isEqual())
        .isFalse();
  }

  @Test
  void bucketsHaveTheStatesThatTheirRawRowsMake() {
    StateVerifier verifier = rollUp(Orders.eventType());
    assertThat(all(verifier))
        .hasSizeBetween(15, StateVerifier.SAMPLE_MAX - 1)
        .allSatisfy(
            result -> {
              assertThat(result.verdict()).as(result.words()).isEqualTo(Verdict.EQUAL);
              assertThat(result.keys()).isGreaterThan(10);
            });
    assertThat(verifier.verify(3)).hasSize(3);

    clickHouse.execute(
        """
        INSERT INTO states_uniq SELECT * FROM states_uniq
        WHERE metric = 'buyers' AND resolution = 86400 AND bucket = toDateTime(%d)"""
            .formatted(RawOrders.START_S));
    assertThat(all(verifier))
        .as("a set twice is the same set")
        .allMatch(r -> r.verdict() == Verdict.EQUAL);
    clickHouse.execute(
        """
        INSERT INTO states SELECT * FROM states
        WHERE metric = 'revenue' AND resolution = 86400 AND bucket = toDateTime(%d)"""
            .formatted(RawOrders.START_S));
    assertThat(all(verifier))
        .filteredOn(result -> result.verdict() != Verdict.EQUAL)
        .singleElement()
        .satisfies(
            result -> {
              assertThat(result.verdict()).isEqualTo(Verdict.DIFFERENT);
              assertThat(result.bucket().start()).isEqualTo(RawOrders.START_S);
              assertThat(result.words()).startsWith("revenue: ");
            });
  }

  @Test
  void whatLostItsRawRowsIsSkipped() {
    StateVerifier verifier = rollUp(Orders.someType());
    clickHouse.execute("ALTER TABLE events DELETE WHERE block = 1 SETTINGS mutations_sync = 2");
    assertThat(all(verifier)).allMatch(result -> result.verdict() != Verdict.DIFFERENT);
    assertThat(all(verifier)).anyMatch(result -> result.words().equals("raw events have expired"));
  }

  @Test
  void theApiSaysWhatIsEqual() {
    StateVerifier verifier = rollUp(Orders.someType());
    assertThatThrownBy(() -> verifier.verify(StateVerifier.SAMPLE_MAX + 1))
        .isInstanceOf(TallyException.class);
    try (HttpServer server =
        new HttpServer(new StatesApi(new GoldenStates(clickHouse), verifier))) {
      JsonNode body =
          new JsonMapper()
              .readTree(server.exchange("POST", "/api/v1/states/verify?sample=4", "").body());
      assertThat(body.path("isEqual").asBoolean()).isTrue();
      assertThat(body.path("buckets").values()).hasSize(4);
      assertThat(body.path("golden").values())
          .extracting(item -> item.path("kind").asString())
          .contains("uniq", "quantiles", "last");
    }
  }
}
