package dev.tally.aggregator.backfill;

import dev.tally.aggregator.backfill.Backfill.Chunk;
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

/** Works on several chunks at once. */
public final class ChunkThreads {
  private final int threads;

  public ChunkThreads(int threads) {
    this.threads = threads;
  }

  /**
   * Each chunk once, in their order, as long as it may go on; returns when none is under way.
   *
   * @return how many were worked on
   * @throws RuntimeException the first failure; no chunk is begun after it
   */
  public long run(List<Chunk> chunks, Consumer<Chunk> work, BooleanSupplier mayGoOn) {
    Queue<Chunk> queue = new ConcurrentLinkedQueue<>(chunks);
    AtomicBoolean isFailed = new AtomicBoolean();
    Callable<Long> worker =
        () -> {
          long done = 0;
          while (!isFailed.get() && mayGoOn.getAsBoolean()) {
            Chunk chunk = queue.poll();
            if (chunk == null) {
              break;
            }
            try {
              work.accept(chunk);
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
            Thread.ofPlatform().daemon().name("backfill-", 0).factory())) {
      for (int i = 0; i < Math.min(threads, chunks.size()); i++) {
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
        throw new TallyException(ErrorCode.INTERNAL, "backfill: interrupted", e);
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
