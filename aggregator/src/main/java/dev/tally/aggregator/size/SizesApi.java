package dev.tally.aggregator.size;

import dev.tally.aggregator.http.Json;
import dev.tally.aggregator.statement.SelectKeptRows;
import dev.tally.aggregator.statement.SelectKeptRows.KeptRows;
import dev.tally.edl.model.Durations;
import dev.tally.edl.model.EventType;
import dev.tally.edl.model.Retention;
import dev.tally.edl.model.Revision;
import dev.tally.edl.registry.Catalog;
import dev.tally.storage.ClickHouse;
import dev.tally.storage.statement.SelectTableSizes;
import dev.tally.storage.statement.SelectTableSizes.TableSize;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;

/** {@code /api/v1/sizes}, as openapi.yaml describes it. */
public final class SizesApi implements Consumer<JavalinConfig> {
  private static final String FOR_EVER = "";

  private final Catalog catalog;
  private final SelectTableSizes selectTableSizes;
  private final SelectKeptRows selectKeptRows;

  private record Sizes(List<TableSize> tables, List<Kept> kept) {}

  /**
   * @param resolution empty for raw rows
   * @param bytes the table's by share of rows
   * @param retention empty: for ever
   */
  private record Kept(
      String eventType,
      String table,
      String resolution,
      long rows,
      long bytes,
      Instant since,
      String retention) {}

  public SizesApi(Catalog catalog, ClickHouse clickHouse) {
    this.catalog = catalog;
    this.selectTableSizes = new SelectTableSizes(clickHouse);
    this.selectKeptRows = new SelectKeptRows(clickHouse);
  }

  @Override
  public void accept(JavalinConfig config) {
    config.routes.get("/api/v1/sizes", this::sizes);
  }

  private void sizes(Context context) {
    List<TableSize> tables = selectTableSizes.run();
    Map<String, TableSize> byName =
        tables.stream().collect(Collectors.toMap(TableSize::name, Function.identity()));
    List<KeptRows> rows = new ArrayList<>(selectKeptRows.raw());
    rows.addAll(selectKeptRows.states());
    rows.addAll(selectKeptRows.series());
    List<Kept> kept =
        rows.stream()
            .sorted(
                Comparator.comparing(KeptRows::eventType)
                    .thenComparing(KeptRows::table)
                    .thenComparing(KeptRows::resolution))
            .map(row -> kept(row, Optional.ofNullable(byName.get(row.table()))))
            .toList();
    Json.answer(context, new Sizes(tables, kept));
  }

  private Kept kept(KeptRows row, Optional<TableSize> table) {
    double share =
        table.filter(t -> t.rows() > 0).map(t -> (double) row.rows() / t.rows()).orElse(0.0);
    return new Kept(
        row.eventType(),
        row.table(),
        row.resolution().isZero() ? "" : Durations.format(row.resolution()),
        row.rows(),
        Math.round(share * table.map(TableSize::bytes).orElse(0L)),
        row.since(),
        retention(row).map(Durations::format).orElse(FOR_EVER));
  }

  private Optional<Duration> retention(KeptRows row) {
    Optional<EventType> type = catalog.latest(row.eventType()).map(Revision::eventType);
    if (row.resolution().isZero()) {
      return type.map(EventType::rawRetention);
    }
    return type.stream()
        .flatMap(t -> t.retention().stream())
        .filter(r -> r.resolution().equals(row.resolution()))
        .flatMap(r -> kept(r, row.table()).stream())
        .findFirst();
  }

  private static Optional<Duration> kept(Retention retention, String table) {
    return table.equals("series") ? retention.series() : retention.states();
  }
}
