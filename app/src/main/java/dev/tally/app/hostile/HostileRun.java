package dev.tally.app.hostile;

import dev.tally.app.bench.BenchEdl;
import dev.tally.app.bench.ProcessUse;
import dev.tally.app.service.BundledEdl;
import dev.tally.app.service.Folders;
import dev.tally.app.torture.FreshRegistry;
import dev.tally.app.torture.Patience;
import dev.tally.app.torture.TallyProcess;
import dev.tally.edl.model.EdlFile;
import dev.tally.storage.ClickHouse;
import dev.tally.storage.engine.EngineAccess;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;

/**
 * Hostile requests at a Tally of its own, by gRPC and by HTTP, with slow connections held open all
 * the while; a good producer sends before and meanwhile. What must hold:
 *
 * <ol>
 *   <li>every request gets an answer, and none the answer of a server that is broken;
 *   <li>the process lives, holds no more files and threads than before, and its memory is bounded;
 *   <li>the good producer's events are all acknowledged, and stored once each.
 * </ol>
 */
public final class HostileRun {
  private static final int ATTACKERS = 2;
  private static final int HTTP_SHARE = 4;
  private static final int SLOW_CONNECTIONS = 300;
  private static final int NONSENSE_SHARE = 500;
  private static final int HELD_MORE_MAX = 40;
  private static final long RESIDENT_BYTES_MAX = 1_500L << 20;
  private static final long LOG_BYTES_MAX = 1 << 20;
  private static final Duration SETTLED_TIME_MAX = Duration.ofMinutes(2);
  private static final double P50 = 0.5;
  private static final double P99 = 0.99;

  private final long requests;
  private final long seed;
  private final Duration quiet;
  private final Path folder;
  private final Answers answers = new Answers();
  private final List<String> violations = new ArrayList<>();

  /**
   * @param quiet how long the good producer is alone
   * @param folder of everything that is written
   */
  public HostileRun(long requests, long seed, Duration quiet, Path folder) {
    this.requests = requests;
    this.seed = seed;
    this.quiet = quiet;
    this.folder = folder;
  }

  public HostileReport run() throws IOException, InterruptedException {
    Path data = folder.resolve("main");
    FreshRegistry.publish(data, edl());
    try (TallyProcess tally = new TallyProcess(data, "up")) {
      tally.start();
      tally.awaitReady();
      try (GoodProducer good = new GoodProducer(tally.ingestTarget());
          ClickHouse clickHouse = connect(tally, data)) {
        Patience.pause(quiet);
        ProcessUse before = use(tally);
        double[] quietTimes = good.times(P50, P99);
        long begin = System.nanoTime();
        attack(tally);
        double seconds = (System.nanoTime() - begin) / 1e9;
        double[] attackedTimes = good.times(P50, P99);
        long sent = good.finish();
        Stored stored = awaitStored(clickHouse, sent);
        ProcessUse after = settle(tally, before);
        check(tally, before, after, sent, stored);
        return new HostileReport(
            answers.total(),
            seconds,
            answers.counts(),
            before,
            after,
            quietTimes[0],
            quietTimes[1],
            attackedTimes[0],
            attackedTimes[1],
            sent,
            stored.events(),
            tally.log().length(),
            List.copyOf(violations));
      }
    }
  }

  private static List<EdlFile> edl() {
    return Stream.concat(BenchEdl.load().stream(), BundledEdl.load("bench/quote.proto").stream())
        .toList();
  }

  private static ClickHouse connect(TallyProcess tally, Path data) {
    return ClickHouse.connect(
        EngineAccess.endpoint(
            Folders.engine(data), tally.engineHttpPort(), EngineAccess.User.TALLY));
  }

  private static ProcessUse use(TallyProcess tally) {
    return ProcessUse.of(tally.running().toHandle());
  }

  private void attack(TallyProcess tally) throws IOException, InterruptedException {
    long http = requests / HTTP_SHARE / ATTACKERS;
    long grpc = requests / ATTACKERS - http;
    Random random = new Random(seed);
    try (Connections _ = Connections.hold(tally.address("").getPort(), SLOW_CONNECTIONS);
        Connections _ = Connections.hold(port(tally.ingestTarget()), SLOW_CONNECTIONS);
        ExecutorService threads = Executors.newCachedThreadPool()) {
      for (int i = 0; i < ATTACKERS; i++) {
        threads.execute(new GrpcAttacker(tally.ingestTarget(), grpc, random.nextLong(), answers));
        threads.execute(
            new HttpAttacker(tally.address("/v1/events"), http, random.nextLong(), answers));
      }
      for (long i = 0; i < requests; i += NONSENSE_SHARE) {
        Connections.speakNonsense(tally.address("").getPort(), random);
        Connections.speakNonsense(port(tally.ingestTarget()), random);
      }
    }
  }

  private static int port(String target) {
    return Integer.parseInt(target.substring(target.lastIndexOf(':') + 1));
  }

  /** Of the good producer; more rows than events when some are there twice. */
  private record Stored(long rows, long events) {}

  private static Stored awaitStored(ClickHouse clickHouse, long sent) {
    Patience.await(() -> stored(clickHouse).rows() >= sent, SETTLED_TIME_MAX);
    return stored(clickHouse);
  }

  private static Stored stored(ClickHouse clickHouse) {
    return clickHouse
        .query(
            """
            SELECT count() AS rows, uniqExact(user_id) AS events
            FROM events.bench_Click WHERE user_id >= {user:Int64}
            """,
            Map.of("user", GoodProducer.USER),
            row -> new Stored(row.int64("rows"), row.int64("events")))
        .getFirst();
  }

  /** Waits until what connections held is given back. */
  private static ProcessUse settle(TallyProcess tally, ProcessUse before) {
    Patience.await(() -> holdsNoMore(use(tally), before), SETTLED_TIME_MAX);
    return use(tally);
  }

  private static boolean holdsNoMore(ProcessUse now, ProcessUse before) {
    return now.files() <= before.files() + HELD_MORE_MAX
        && now.threads() <= before.threads() + HELD_MORE_MAX;
  }

  private void check(
      TallyProcess tally, ProcessUse before, ProcessUse after, long sent, Stored stored) {
    require(tally.running().isAlive(), "the process ended");
    require(holdsNoMore(after, before), "it holds more than before: " + after);
    require(after.residentBytes() < RESIDENT_BYTES_MAX, "it takes too much memory: " + after);
    require(
        stored.equals(new Stored(sent, sent)), "of " + sent + " good events there are " + stored);
    require(tally.log().length() < LOG_BYTES_MAX, "its log has " + tally.log().length() + " bytes");
    require(
        answers.total() >= requests / ATTACKERS * ATTACKERS - ATTACKERS * HTTP_SHARE,
        "only " + answers.total() + " answers");
    answers.counts().forEach(this::checkAnswer);
  }

  private void checkAnswer(String answer, long count) {
    boolean isBroken =
        answer.startsWith("http 5")
            || answer.equals("grpc INTERNAL")
            || answer.equals("grpc UNKNOWN")
            || answer.equals("grpc UNAVAILABLE")
            || answer.equals("grpc DEADLINE_EXCEEDED");
    require(!isBroken, count + " requests were answered " + answer);
  }

  private void require(boolean holds, String otherwise) {
    if (!holds) {
      violations.add(otherwise);
    }
  }
}
