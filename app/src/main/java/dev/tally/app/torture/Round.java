package dev.tally.app.torture;

import dev.tally.error.TallyException;
import dev.tally.storage.ClickHouse;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;

/**
 * One round on an installation of its own:
 *
 * <ol>
 *   <li>both processes start, and producers send through their proxies;
 *   <li>the plan's faults happen, each on a thread of its own;
 *   <li>everything runs undisturbed until producers are acknowledged and all is stored;
 *   <li>what is stored is held against the oracle.
 * </ol>
 */
final class Round {
  private static final int PRODUCERS = 4;
  private static final int EVENTS_PER_TICK = 10;
  private static final Duration DELAY_MAX = Duration.ofMillis(300);
  private static final Duration SETTLED_TIME_MAX = Duration.ofSeconds(90);
  private static final long BACKDATED_MS = Duration.ofMinutes(30).toMillis();

  private final TortureSettings settings;
  private final int number;
  private final long seed;
  private final boolean smallDisks;
  private final Installation installation;
  private final List<FaultProxy> proxies = new ArrayList<>();
  private final Queue<String> violations = new ConcurrentLinkedQueue<>();
  private final Oracle oracle = new Oracle();

  Round(TortureSettings settings, int number, long seed, Path folder) {
    this.settings = settings;
    this.number = number;
    this.seed = seed;
    this.smallDisks = JournalDisk.isPossible(folder);
    this.installation = new Installation(folder, smallDisks);
  }

  RoundReport run() {
    List<PlannedFault> plan =
        PlannedFault.plan(new Random(seed), settings.length(), possibleFaults());
    try (installation) {
      installation.start();
      List<Thread> faults = new ArrayList<>();
      List<Producer> producers = producers();
      List<Thread> sending =
          producers.stream().map(producer -> Thread.ofPlatform().start(producer)).toList();
      long begin = System.nanoTime();
      for (PlannedFault fault : plan) {
        Patience.pause(fault.at().minusNanos(System.nanoTime() - begin));
        faults.add(Thread.ofPlatform().start(() -> inflict(fault)));
      }
      Patience.pause(settings.length().minusNanos(System.nanoTime() - begin));
      join(faults);
      long calm = System.nanoTime();
      proxies.forEach(FaultProxy::calm);
      installation.awaitReady();
      producers.forEach(Producer::stop);
      join(sending);
      Verdict verdict = settle();
      return report(plan, verdict, Duration.ofNanos(System.nanoTime() - calm));
    } finally {
      proxies.forEach(FaultProxy::close);
    }
  }

  private List<Fault> possibleFaults() {
    List<Fault> possible = new ArrayList<>(List.of(Fault.values()));
    if (!smallDisks) {
      possible.remove(Fault.DISK_FULL);
    }
    return possible;
  }

  private List<Producer> producers() {
    long firstTimeMs = System.currentTimeMillis() - BACKDATED_MS;
    List<Producer> producers = new ArrayList<>();
    for (int i = 0; i < PRODUCERS; i++) {
      FaultProxy proxy = new FaultProxy(route(i));
      proxies.add(proxy);
      producers.add(
          new Producer(
              "p" + i,
              proxy,
              oracle,
              installation.schema(),
              firstTimeMs,
              EVENTS_PER_TICK,
              seed * 31 + i,
              violations::add));
    }
    return producers;
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
  private Verdict settle() {
    if (!Patience.await(this::isStored, SETTLED_TIME_MAX)) {
      violations.add("not everything is stored after " + SETTLED_TIME_MAX);
    }
    try (ClickHouse clickHouse = installation.connect()) {
      Verdict[] last = {Verdict.of(oracle, clickHouse)};
      Patience.await(
          () -> {
            last[0] = Verdict.of(oracle, clickHouse);
            return !last[0].awaitsRollup();
          },
          SETTLED_TIME_MAX);
      return last[0];
    }
  }

  private boolean isStored() {
    try {
      return installation.counts().pending() == 0;
    } catch (IOException | TallyException e) {
      return false;
    }
  }

  private RoundReport report(List<PlannedFault> plan, Verdict verdict, Duration settled) {
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
        verdict.missing(),
        verdict.unknown(),
        verdict.duplicates(),
        verdict.points(),
        verdict.wrongPoints(),
        settled.toMillis(),
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
