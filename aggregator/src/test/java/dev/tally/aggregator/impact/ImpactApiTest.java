package dev.tally.aggregator.impact;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tally.aggregator.testing.HttpServer;
import dev.tally.edl.load.EdlLoader;
import dev.tally.edl.load.ProtoCompiler;
import dev.tally.edl.registry.Catalog;
import dev.tally.edl.registry.Tree;
import dev.tally.edl.review.NewRound;
import dev.tally.storage.ClickHouse;
import dev.tally.storage.testing.EngineExtension;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** How many may ask at once. */
@ExtendWith(EngineExtension.class)
class ImpactApiTest {
  private static final int TOO_MANY = 5;
  private static final long PATIENCE_S = 30;

  /** A compiler that takes as long as one lets it, and refuses every file. */
  private record Waiting(CountDownLatch end) implements ProtoCompiler {
    @Override
    public Output compile(List<Path> includes, List<String> files) {
      try {
        end.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      return new Output.Failed(List.of("a.proto:1:1: Not today."));
    }
  }

  /** One proposal after another, each of another file. */
  private record Proposals() implements ImpactApi.Changes {
    @Override
    public TreeChange ofProposal(int id) {
      return new TreeChange(Tree.EMPTY, Tree.of(Map.of("a.proto", "message M" + id + " {}")));
    }

    @Override
    public TreeChange of(NewRound changes) {
      throw new UnsupportedOperationException();
    }
  }

  private final ClickHouse clickHouse;

  ImpactApiTest(ClickHouse clickHouse) {
    this.clickHouse = clickHouse;
  }

  @Test
  void whoIsOneTooManyIsToldToComeAgain() throws InterruptedException {
    CountDownLatch end = new CountDownLatch(1);
    SimpleMeterRegistry meters = new SimpleMeterRegistry();
    ImpactApi api =
        new ImpactApi(
            new ImpactReader(Catalog.of(List.of()), clickHouse, Clock.systemUTC()),
            new EdlLoader(new Waiting(end)),
            new Proposals(),
            _ -> {},
            meters,
            Clock.systemUTC());
    BlockingQueue<String> answers = new LinkedBlockingQueue<>();
    try (HttpServer server = new HttpServer(api)) {
      for (int i = 0; i < ImpactApi.REQUESTS_MAX + TOO_MANY; i++) {
        int id = i;
        Thread.ofVirtual()
            .start(
                () ->
                    answers.add(
                        server.get("/api/v1/proposals/" + id + "/impact").body().asString()));
      }
      assertThat(take(answers, TOO_MANY))
          .allSatisfy(answer -> assertThat(answer).startsWith("QUERY_LIMIT: 16 previews"));
      assertThat(meters.counter("tally.impact.refused").count()).isEqualTo(TOO_MANY);
      end.countDown();
      assertThat(take(answers, ImpactApi.REQUESTS_MAX))
          .allSatisfy(answer -> assertThat(answer).contains("EDL_INVALID", "Not today"));
    }
  }

  private static List<String> take(BlockingQueue<String> answers, int count)
      throws InterruptedException {
    List<String> taken = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      taken.add(requireNonNull(answers.poll(PATIENCE_S, TimeUnit.SECONDS)));
    }
    return taken;
  }
}
