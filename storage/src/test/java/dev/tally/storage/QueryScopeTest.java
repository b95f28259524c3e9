package dev.tally.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import dev.tally.storage.testing.EngineExtension;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(EngineExtension.class)
class QueryScopeTest {
  private static final Map<String, String> SLEEPY =
      Map.of("function_sleep_max_microseconds_per_block", "1000000000", "max_block_size", "1");

  private static List<Long> sleep(ClickHouse clickHouse) {
    return clickHouse.query(
        "SELECT sum(sleepEachRow(0.1)) AS slept_in_scope FROM numbers(1000)",
        Map.of(),
        SLEEPY,
        row -> row.int64("slept_in_scope"));
  }

  private static long running(ClickHouse clickHouse) {
    return clickHouse
        .query(
            "SELECT count() AS n FROM system.processes"
                + " WHERE query LIKE '%slept_in_scope%' AND query NOT LIKE '%processes%'",
            Map.of(), row -> row.int64("n"))
        .getFirst();
  }

  @Test
  void cancellingEndsWhatRunsAndWhatWouldBegin(ClickHouse clickHouse) {
    QueryScope scope = new QueryScope(Duration.ofMinutes(1));
    ClickHouse within = clickHouse.within(scope);
    CompletableFuture<ErrorCode> failure =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                sleep(within);
                return ErrorCode.INTERNAL;
              } catch (TallyException e) {
                return e.code();
              }
            });
    await().until(() -> running(clickHouse) == 1);
    scope.cancel();
    assertThat(failure.join()).isEqualTo(ErrorCode.QUERY_CANCELLED);
    assertThat(running(clickHouse)).isEqualTo(0);
    assertThatThrownBy(() -> within.execute("SELECT 1"))
        .isInstanceOfSatisfying(
            TallyException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.QUERY_CANCELLED));
    assertThat(clickHouse.isReady()).isTrue();
  }

  @Test
  void timeIsOfAllQueriesTogether(ClickHouse clickHouse) {
    ClickHouse within = clickHouse.within(new QueryScope(Duration.ofMillis(1_500)));
    assertThatThrownBy(() -> sleep(within)).satisfies(QueryScopeTest::isOverTime);
    await()
        .untilAsserted(
            () ->
                assertThatThrownBy(() -> within.execute("SELECT 1"))
                    .satisfies(QueryScopeTest::isOverTime));
  }

  @Test
  void closingAScopedOneClosesNothing(ClickHouse clickHouse) {
    clickHouse.within(new QueryScope(Duration.ofMinutes(1))).close();
    assertThat(clickHouse.isReady()).isTrue();
  }

  private static void isOverTime(Throwable failure) {
    assertThat(failure).isInstanceOf(TallyException.class);
    assertThat(((TallyException) failure).code()).isEqualTo(ErrorCode.QUERY_LIMIT);
  }
}
