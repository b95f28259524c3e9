package dev.tally.app.torture;

import dev.tally.app.truth.Point;
import dev.tally.app.truth.StoredSeries;
import dev.tally.error.TallyException;
import dev.tally.storage.ClickHouse;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;

/**
 * One round on an installation of its own:
 *
 * <ol>
 *   <li>both processes start, and producers send through their proxies;
 *   <li>the plan's faults happen, each on a thread of its own, or one after the other;
 *   <li>everything runs undisturbed until producers are acknowledged and all is stored;
 *   <li>what is stored is held against the oracle.
 * </ol>
 */
final class Round {
  private static final int PRODUCERS = 4;
  private static final int EVENTS_PER_TICK = 10;

  /** A round about series takes minutes, and the oracle keeps all its events. */
  private static final int EVENTS_PER_TICK_LONG = 1;

  private static final Duration DELAY_MAX = Duration.ofMillis(300);
  private static final Duration SETTLED_TIME_MAX = Duration.ofSeconds(90);

  /** Windows are brought up to date once a minute. */
  private static final Duration WINDOWS_TIME_MAX = Duration.ofSeconds(60);

  /** Whether a step has begun is not known for so long: a process' clock may be off by that. */
  private static final long CLOCKS_MS = Duration.ofMinutes(11).toMillis();

  private static final long BACKDATED_MS = Duration.ofMinutes(30).toMillis();
  private static final int MS_PER_S = 1_000;

  private final TortureSettings settings;
  private final int number;
  private final long seed;
  private final boolean smallDisks;
  private final Installation installation;
  private final List<FaultProxy> proxies = new ArrayList<>();
  private final Queue<String> violations = new ConcurrentLinkedQueue<>();
  private final Oracle oracle = new Oracle();
  private final long firstTimeMs = System.currentTimeMillis() - BACKDATED_MS;
  private Optional<Poster> poster = Optional.empty();

  Round(TortureSettings settings, int number, long seed, Path folder) {
    this.settings = settings;
    this.number = number;
    this.seed = seed;
    this.smallDisks = !settings.isAboutSeries() && JournalDisk.isPossible(folder);
    this.installation = new Installation(folder, smallDisks);
  }

  RoundReport run() {
    try (installation) {
      installation.start();
      List<EventSource> sources = sources();
      List<Thread> sending =
          sources.stream().map(source -> Thread.ofPlatform().start(source)).toList();
      List<PlannedFault> plan = inflictAll();
      long calm = System.nanoTime();
      proxies.forEach(FaultProxy::calm);
      installation.awaitReady();
      sources.forEach(EventSource::stop);
      join(sending);
      try (ClickHouse clickHouse = installation.connect()) {
        Verdict verdict = settle(clickHouse);
        return report(plan, verdict, retried(clickHouse), System.nanoTime() - calm);
      }
    } finally {
      proxies.forEach(FaultProxy::close);
    }
  }

  /** Returns what was done, when all of it is over. */
  private List<PlannedFault> inflictAll() {
    long begin = System.nanoTime();
    Random random = new Random(seed);
    List<PlannedFault> plan;
    if (settings.isAboutSeries()) {
      plan = PlannedFault.inTurns(random, settings.kills().orElseThrow(), settings.length());
      plan.forEach(this::inflictInTurn);
    } else {
      plan = PlannedFault.plan(random, settings.length(), possibleFaults());
      List<Thread> faults = new ArrayList<>();
      for (PlannedFault fault : plan) {
        Patience.pause(fault.at().minusNanos(System.nanoTime() - begin));
        faults.add(Thread.ofPlatform().start(() -> inflict(fault)));
      }
      Patience.pause(settings.length().minusNanos(System.nanoTime() - begin));
      join(faults);
    }
    return plan;
  }

  private void inflictInTurn(PlannedFault fault) {
    try {
      installation.awaitReady();
    } catch (IllegalStateException e) {
      violations.add(fault.label() + ": " + e);
    }
    Patience.pause(fault.at());
    inflict(fault);
  }

  private List<Fault> possibleFaults() {
    List<Fault> possible = new ArrayList<>(List.of(Fault.values()));
    if (!smallDisks) {
      possible.remove(Fault.DISK_FULL);
    }
    return possible;
  }

  private List<EventSource> sources() {
    List<EventSource> sources = new ArrayList<>();
    for (int i = 0; i < PRODUCERS; i++) {
      FaultProxy proxy = new FaultProxy(route(i));
      proxies.add(proxy);
      sources.add(
          new Producer(
              "p" + i,
              proxy,
              oracle,
              installation.schema(),
              firstTimeMs,
              settings.isAboutSeries() ? EVENTS_PER_TICK_LONG : EVENTS_PER_TICK,
              seed * 31 + i,
              violations::add));
    }
    if (settings.isAboutSeries()) {
      Poster posting =
          new Poster(
              "h0",
              installation.postAddress(),
              oracle,
              firstTimeMs,
              seed * 31 + PRODUCERS,
              violations::add);
      poster = Optional.of(posting);
      sources.add(posting);
    }
    return sources;
  }

  private Supplier<List<Integer>> route(int producer) {
    List<Integer> ports = installation.ingestPorts();
    if (!settings.failover()) {
      return () -> List.of(ports.get(producer % ports.size()));
    }
    Random random = new Random(seed * 37 + producer);
    return () -> {
      List<Integer> shuffled = new ArrayList<>(ports);
      synchronized (random) {
        Collections.shuffle(shuffled, random);
      }
      return shuffled;
    };
  }

  private void inflict(PlannedFault planned) {
    FaultProxy proxy = proxies.get(planned.target() % proxies.size());
    try {
      switch (planned.fault()) {
        case KILL_MAIN -> installation.killMain(planned.lasts(), planned.clockOffset());
        case KILL_SECOND -> installation.killSecond(planned.lasts(), planned.clockOffset());
        case KILL_ENGINE -> installation.killEngine();
        case DISK_FULL -> installation.fillDisk(planned.target(), planned.lasts());
        case RESET -> proxy.reset();
        case DELAY -> {
          proxy.delay(Duration.ofMillis(1 + planned.target() % DELAY_MAX.toMillis()));
          Patience.pause(planned.lasts());
          proxy.delay(Duration.ZERO);
        }
        case LOSE_ANSWERS -> {
          proxy.loseAnswers(true);
          Patience.pause(planned.lasts());
          proxy.loseAnswers(false);
        }
        case STALL -> {
          proxy.stall(true);
          Patience.pause(planned.lasts());
          proxy.stall(false);
        }
      }
    } catch (RuntimeException e) {
      violations.add(planned.label() + ": " + e);
    }
  }

  private static void join(List<Thread> threads) {
    for (Thread thread : threads) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Waits until nothing is pending and the series have caught up, or time is up. */
  private Verdict settle(ClickHouse clickHouse) {
    if (!Patience.await(this::isStored, SETTLED_TIME_MAX)) {
      violations.add("not everything is stored after " + SETTLED_TIME_MAX);
    }
    Comparison comparison =
        new Comparison(oracle, installation.eventType(), Comparison.rows(clickHouse));
    Verdict[] last = {compare(comparison, clickHouse)};
    Patience.await(
        () -> {
          if (last[0].awaitsRollup()) {
            last[0] = compare(comparison, clickHouse);
          }
          return !last[0].awaitsRollup();
        },
        settings.isAboutSeries() ? SETTLED_TIME_MAX.plus(WINDOWS_TIME_MAX) : SETTLED_TIME_MAX);
    return last[0];
  }

  private Verdict compare(Comparison comparison, ClickHouse clickHouse) {
    return comparison.with(StoredSeries.of(clickHouse, TortureEdl.EVENT), this::isCompared);
  }

  private boolean isCompared(Point point) {
    return !point.isOfWindow()
        || (settings.isAboutSeries()
            && point.timeS() * MS_PER_S < System.currentTimeMillis() - CLOCKS_MS);
  }

  private boolean isStored() {
    try {
      return installation.counts().pending() == 0;
    } catch (IOException | TallyException e) {
      return false;
    }
  }

  private static long retried(ClickHouse clickHouse) {
    return clickHouse
        .query(
            "SELECT count() AS rows FROM events WHERE event = {event:String} AND attempt > 1",
            Map.of("event", TortureEdl.EVENT),
            row -> row.int64("rows"))
        .getFirst();
  }

  private RoundReport report(
      List<PlannedFault> plan, Verdict verdict, long retried, long settledNanos) {
    counts();
    if (verdict.acknowledged() == 0 || verdict.points() == 0) {
      violations.add("nothing was tested: no event was acknowledged");
    }
    if (!verdict.holds()) {
      violations.addAll(verdict.examples());
    }
    if (verdict.refused() > 0) {
      violations.add(verdict.refused() + " events were refused as unreadable");
    }
    return new RoundReport(
        number,
        seed,
        plan.stream().map(PlannedFault::label).toList(),
        verdict.created(),
        verdict.acknowledged(),
        verdict.dropped(),
        verdict.stored(),
        oracle.before(firstTimeMs),
        poster.map(Poster::repeated).orElse(0L),
        retried,
        verdict.missing(),
        verdict.unknown(),
        verdict.duplicates(),
        verdict.points(),
        verdict.wrongPoints(),
        installation.interruptedRuns(),
        Duration.ofNanos(settledNanos).toMillis(),
        List.copyOf(violations));
  }

  private void counts() {
    try {
      Installation.Counts counts = installation.counts();
      if (counts.accepted() != counts.stored() || counts.rejected() != 0) {
        violations.add("accepted = stored does not hold: " + counts);
      }
    } catch (IOException e) {
      violations.add("no status: " + e);
    }
  }
}
