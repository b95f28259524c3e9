package dev.tally.app.transfer;

import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Several sources at once, but never two of one content and mapping. */
final class Sources {
  private final Function<String, Source> opener;
  private final int parallel;
  private final ConcurrentMap<String, Lock> running = new ConcurrentHashMap<>();

  Sources(Function<String, Source> opener, int parallel) {
    this.opener = opener;
    this.parallel = parallel;
  }

  /** One that is there and can be read. */
  interface Source {
    /** The same for the same content and mapping. */
    String id();

    Transfer.Report run();
  }

  /** Told of each in order; throws the first failure when all have ended. */
  void run(List<String> sources, Consumer<Transfer.Report> done) {
    RuntimeException failure = null;
    try (ExecutorService threads =
        Executors.newFixedThreadPool(
            parallel, Thread.ofPlatform().name("import-source-", 0).factory())) {
      List<Future<Transfer.Report>> reports =
          sources.stream().map(source -> threads.submit(() -> run(source))).toList();
      for (Future<Transfer.Report> report : reports) {
        try {
          done.accept(report.get());
        } catch (ExecutionException e) {
          failure = with(failure, e);
        } catch (InterruptedException e) {
          threads.shutdownNow();
          Thread.currentThread().interrupt();
        }
      }
    }
    if (failure != null) {
      throw failure;
    }
  }

  private static RuntimeException with(@Nullable RuntimeException first, ExecutionException next) {
    RuntimeException failure =
        next.getCause() instanceof RuntimeException known ? known : new IllegalStateException(next);
    if (first == null) {
      return failure;
    }
    first.addSuppressed(failure);
    return first;
  }

  private Transfer.Report run(String source) {
    Source opened = opener.apply(source);
    Lock lock = running.computeIfAbsent(opened.id(), _ -> new ReentrantLock());
    lock.lock();
    try {
      return opened.run();
    } finally {
      lock.unlock();
    }
  }
}
