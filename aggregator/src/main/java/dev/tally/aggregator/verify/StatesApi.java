package dev.tally.aggregator.verify;

import dev.tally.aggregator.http.Json;
import dev.tally.aggregator.http.Parameters;
import dev.tally.aggregator.verify.GoldenStates.Reading;
import dev.tally.aggregator.verify.StateVerifier.BucketResult;
import dev.tally.edl.model.Durations;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/** {@code /api/v1/states/verify}, as openapi.yaml describes it. */
public final class StatesApi implements Consumer<JavalinConfig> {
  private static final int SAMPLE_DEFAULT = 10;

  private final GoldenStates golden;
  private final StateVerifier verifier;

  private record Answer(boolean isEqual, List<GoldenItem> golden, List<Item> buckets) {}

  private record GoldenItem(
      String kind, String engine, boolean isEqual, String expected, String found) {}

  private record Item(
      String eventType,
      String resolution,
      Instant start,
      String verdict,
      long keys,
      String words) {}

  public StatesApi(GoldenStates golden, StateVerifier verifier) {
    this.golden = golden;
    this.verifier = verifier;
  }

  @Override
  public void accept(JavalinConfig config) {
    config.routes.post("/api/v1/states/verify", this::verify);
  }

  private void verify(Context context) {
    int sample =
        new Parameters(context)
            .integer("sample", 1, StateVerifier.SAMPLE_MAX)
            .orElse(SAMPLE_DEFAULT);
    List<GoldenItem> read = golden.read().stream().map(StatesApi::item).toList();
    List<BucketResult> results = verifier.verify(sample);
    boolean isEqual =
        !read.isEmpty()
            && read.stream().allMatch(GoldenItem::isEqual)
            && results.stream().noneMatch(r -> r.verdict() == StateVerifier.Verdict.DIFFERENT);
    Json.answer(context, new Answer(isEqual, read, results.stream().map(StatesApi::item).toList()));
  }

  private static GoldenItem item(Reading reading) {
    return new GoldenItem(
        reading.golden().kind(),
        reading.golden().engine(),
        reading.isEqual(),
        reading.golden().alone() + ", merged " + reading.golden().merged(),
        reading.found());
  }

  private static Item item(BucketResult result) {
    return new Item(
        result.bucket().eventType(),
        Durations.format(result.bucket().resolution()),
        Instant.ofEpochSecond(result.bucket().start()),
        result.verdict().name().toLowerCase(Locale.ROOT),
        result.keys(),
        result.words());
  }
}
