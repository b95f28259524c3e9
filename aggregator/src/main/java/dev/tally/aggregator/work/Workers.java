package dev.tally.aggregator.work;

import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** Works on several things at once. */
public final class Workers {
  private final int threads;

  public Workers(int threads) {
    this.threads = threads;
  }

  /** Each once; see {@link #run(List, Consumer, BooleanSupplier)}. */
  public <T> void run(List<T> all, Consumer<T> work) {
    run(all, work, () -> true);
  }

  /**
   * Each once, begun in their order, as long as it may go on; returns when none is under way.
   *
   * @return how many were worked on
   * @throws RuntimeException the first failure; nothing is begun after it
   */
  public <T> long run(List<T> all, Consumer<T> work, BooleanSupplier mayGoOn) {
    Queue<T> queue = new ConcurrentLinkedQueue<>(all);
    AtomicBoolean isFailed = new AtomicBoolean();
    Callable<Long> worker =
        () -> {
          long done = 0;
          while (!isFailed.get() && mayGoOn.getAsBoolean()) {
            T next = queue.poll();
            if (next == null) {
              break;
            }
            try {
              work.accept(next);
            } catch (RuntimeException e) {
              isFailed.set(true);
              throw e;
            }
            done++;
          }
          return done;
        };
    List<Future<Long>> futures = new ArrayList<>();
    try (ExecutorService executor =
        Executors.newThreadPerTaskExecutor(
            Thread.ofPlatform().daemon().name("aggregator-", 0).factory())) {
      for (int i = 0; i < Math.min(threads, all.size()); i++) {
        futures.add(executor.submit(worker));
      }
      return sum(futures);
    }
  }

  private static long sum(List<Future<Long>> futures) {
    long done = 0;
    for (Future<Long> future : futures) {
      try {
        done += future.get();
      } catch (InterruptedException e) {
        futures.forEach(f -> f.cancel(true));
        Thread.currentThread().interrupt();
        throw new TallyException(ErrorCode.INTERNAL, "interrupted", e);
      } catch (ExecutionException e) {
        if (e.getCause() instanceof RuntimeException failure) {
          throw failure;
        }
        throw new IllegalStateException(e);
      }
    }
    return done;
  }
}
