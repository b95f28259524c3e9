package dev.tally.app.bench;

import dev.tally.edl.load.EdlLoader;
import dev.tally.edl.load.EdlProblem;
import dev.tally.edl.load.ProtoCompiler;
import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

/**
 * Loads mutated EDL, protoc and all: it must be loaded, or refused with problems that stand within
 * the files, before long.
 */
final class MutationsBench {
  private static final int TIME_SECONDS_MAX = 20;
  private static final int FAULTS_MAX = 100;
  private static final int PROGRESS_MUTATIONS = 10_000;
  private static final int NANOS_PER_MS = 1_000_000;

  private final EdlLoader loader;
  private final EdlMutant.Corpus corpus;
  private final long mutations;
  private final long seed;
  private final PrintStream progress;

  private final AtomicLong next = new AtomicLong();
  private final AtomicLong loaded = new AtomicLong();
  private final AtomicLong problems = new AtomicLong();
  private final AtomicLong slowestMs = new AtomicLong();
  private final Queue<String> faults = new ConcurrentLinkedQueue<>();

  MutationsBench(ProtoCompiler protoc, long mutations, long seed, PrintStream progress)
      throws IOException {
    this.loader = new EdlLoader(protoc);
    this.corpus = EdlMutant.Corpus.ofCheckout();
    this.mutations = mutations;
    this.seed = seed;
    this.progress = progress;
  }

  SchemasReport.Mutated run() throws InterruptedException {
    long start = System.nanoTime();
    int workers = Runtime.getRuntime().availableProcessors();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> running =
          IntStream.range(0, workers)
              .<Future<?>>mapToObj(_ -> threads.submit(() -> work(threads)))
              .toList();
      for (Future<?> one : running) {
        one.get();
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException("a worker broke down", e.getCause());
    }
    return new SchemasReport.Mutated(
        mutations,
        seed,
        loaded.get(),
        problems.get(),
        slowestMs.get(),
        (System.nanoTime() - start) / NANOS_PER_MS / 1_000,
        faults.stream().limit(FAULTS_MAX).toList());
  }

  private Optional<String> work(ExecutorService threads) throws InterruptedException {
    for (long i = next.getAndIncrement();
        i < mutations && faults.size() < FAULTS_MAX;
        i = next.getAndIncrement()) {
      EdlMutant mutant = corpus.mutant(new Random(seed * 1_000_003 + i));
      long start = System.nanoTime();
      Optional<String> fault = fault(threads.submit(() -> loader.load(mutant.texts())), mutant);
      long ms = (System.nanoTime() - start) / NANOS_PER_MS;
      slowestMs.accumulateAndGet(ms, Math::max);
      if (fault.isPresent()) {
        faults.add("mutation %d of %s: %s".formatted(i, mutant.path(), fault.get()));
      }
      if (i % PROGRESS_MUTATIONS == 0) {
        progress.printf("%,d mutations, %d faults%n", i, faults.size());
      }
    }
    return Optional.empty();
  }

  /** What is wrong with how it was judged. */
  private Optional<String> fault(Future<EdlLoader.Result> judged, EdlMutant mutant)
      throws InterruptedException {
    try {
      return switch (judged.get(TIME_SECONDS_MAX, TimeUnit.SECONDS)) {
        case EdlLoader.Result.Loaded _ -> {
          loaded.incrementAndGet();
          yield Optional.empty();
        }
        case EdlLoader.Result.Refused(List<EdlProblem> found) -> {
          problems.addAndGet(found.size());
          yield found.stream()
              .filter(problem -> !isInside(problem, mutant.texts()))
              .findFirst()
              .map(problem -> "stands nowhere: " + problem);
        }
      };
    } catch (TimeoutException e) {
      judged.cancel(true);
      return Optional.of("longer than %d s".formatted(TIME_SECONDS_MAX));
    } catch (ExecutionException e) {
      return Optional.of(String.valueOf(e.getCause()));
    }
  }

  private static boolean isInside(EdlProblem problem, Map<String, String> texts) {
    String text = texts.get(problem.path());
    if (text == null) {
      return false;
    }
    String[] lines = (text.startsWith("\ufeff") ? text.substring(1) : text).split("\n", -1);
    if (problem.line() < 1 || problem.line() > lines.length) {
      return false;
    }
    String line = lines[problem.line() - 1];
    return problem.column() >= 1 && problem.column() <= line.codePointCount(0, line.length()) + 1;
  }
}
