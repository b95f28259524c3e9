package dev.tally.aggregator.impact;

import dev.tally.aggregator.http.Json;
import dev.tally.edl.load.EdlLoader;
import dev.tally.edl.load.EdlProblem;
import dev.tally.edl.model.EventType;
import dev.tally.edl.registry.Tree;
import dev.tally.edl.review.NewRound;
import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * {@code /api/v1/proposals/{id}/impact} and {@code /api/v1/impact}, as openapi.yaml describes them.
 * One answer is made at a time, and given again for a minute; so many others wait. Failures are
 * {@link TallyException}s: EDL_INVALID where the change does not load, NOT_FOUND, REQUEST_INVALID,
 * QUERY_LIMIT where too many wait ({@code tally.impact.refused}), and the engine's.
 */
public final class ImpactApi implements Consumer<JavalinConfig> {
  /** For so long an answer is given again. */
  static final Duration KEPT = Duration.ofMinutes(1);

  /** Answers that are kept. */
  private static final int KEPT_MAX = 32;

  /** Requests that are answered or wait for it. */
  static final int REQUESTS_MAX = 16;

  private static final String EXTENSION = ".proto";

  /** Where changes are. */
  public interface Changes {
    /**
     * A proposal's last round.
     *
     * @throws TallyException NOT_FOUND
     */
    TreeChange ofProposal(int id);

    /**
     * @throws TallyException NOT_FOUND where there is no such base
     */
    TreeChange of(NewRound changes);
  }

  private final ImpactReader reader;
  private final EdlLoader loader;
  private final Changes changes;
  private final Consumer<Context> readers;
  private final Clock clock;
  private final Semaphore requests = new Semaphore(REQUESTS_MAX);
  private final Counter refused;
  private final ReentrantLock lock = new ReentrantLock(true);

  /** By the change; guarded by {@code lock}. */
  private final Map<String, Impact> answers = new LinkedHashMap<>();

  /**
   * @param readers refuses whoever may not read
   */
  public ImpactApi(
      ImpactReader reader,
      EdlLoader loader,
      Changes changes,
      Consumer<Context> readers,
      MeterRegistry meters,
      Clock clock) {
    this.refused = meters.counter("tally.impact.refused");
    this.reader = reader;
    this.loader = loader;
    this.changes = changes;
    this.readers = readers;
    this.clock = clock;
  }

  @Override
  public void accept(JavalinConfig config) {
    config.routes.get("/api/v1/proposals/{id}/impact", this::ofProposal);
    config.routes.post("/api/v1/impact", this::ofFiles);
  }

  private void ofProposal(Context context) {
    readers.accept(context);
    Json.answer(context, impact(changes.ofProposal(id(context))));
  }

  private void ofFiles(Context context) {
    readers.accept(context);
    Json.answer(context, impact(changes.of(RoundBody.read(context.bodyAsBytes()))));
  }

  private static int id(Context context) {
    String text = context.pathParam("id");
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException e) {
      throw new TallyException(
          ErrorCode.REQUEST_INVALID, "'%s' is no number of a proposal".formatted(text), e);
    }
  }

  private Impact impact(TreeChange change) {
    if (!requests.tryAcquire()) {
      refused.increment();
      throw new TallyException(
          ErrorCode.QUERY_LIMIT,
          "%d previews of an impact are asked for, no more at once; try again in a minute"
              .formatted(REQUESTS_MAX));
    }
    try {
      return inTurn(change);
    } finally {
      requests.release();
    }
  }

  private Impact inTurn(TreeChange change) {
    String key = change.key();
    lock.lock();
    try {
      Instant oldest = clock.instant().minus(KEPT);
      answers.values().removeIf(answer -> answer.measuredAt().isBefore(oldest));
      Impact kept = answers.get(key);
      if (kept != null) {
        return kept;
      }
      Impact impact =
          reader.read(
              load("what the change is based on", change.base()),
              load("the change", change.proposed()));
      if (answers.size() >= KEPT_MAX) {
        answers.remove(answers.keySet().iterator().next());
      }
      answers.put(key, impact);
      return impact;
    } finally {
      lock.unlock();
    }
  }

  private List<EventType> load(String what, Tree tree) {
    if (tree.texts().keySet().stream().noneMatch(path -> path.endsWith(EXTENSION))) {
      return List.of();
    }
    return switch (loader.load(tree.texts())) {
      case EdlLoader.Result.Loaded loaded -> loaded.schema().eventTypes();
      case EdlLoader.Result.Refused(List<EdlProblem> problems) ->
          throw new TallyException(
              ErrorCode.EDL_INVALID,
              "%s does not load: %s%s"
                  .formatted(
                      what,
                      problems.getFirst(),
                      problems.size() == 1 ? "" : "; and %,d more".formatted(problems.size() - 1)));
    };
  }
}
