package dev.tally.app.transfer;

import java.io.PrintStream;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;

/** What the sources of one import share: threads, room, pace, progress and the error file. */
final class Workshop implements AutoCloseable {
  /** Ranges in memory, read or made, for each that is made at a time. */
  private static final int ROOM_PER_THREAD = 2;

  private final String collector;
  private final ExecutorService threads;
  private final Semaphore room;
  private final Pace pace;
  private final ImportProgress progress;
  private final ErrorFile errors;

  Workshop(ImportOptions options, PrintStream out) {
    this.collector = options.collector();
    this.threads =
        Executors.newFixedThreadPool(
            options.parallel(), Thread.ofPlatform().name("import-", 0).factory());
    this.room = new Semaphore(ROOM_PER_THREAD * options.parallel());
    this.pace = Pace.of(options.rowsPerSecondMax());
    this.progress = new ImportProgress(out);
    this.errors = new ErrorFile(options.errorFile());
  }

  String collector() {
    return collector;
  }

  /** A permit per range, from when it is read until its batch is handed over. */
  Semaphore room() {
    return room;
  }

  <T> Future<T> submit(Callable<T> work) {
    return threads.submit(work);
  }

  /** Gives back the room of a range that will not be sent. */
  void forget(Future<?> work) {
    work.cancel(true);
    room.release();
  }

  Pace pace() {
    return pace;
  }

  ImportProgress progress() {
    return progress;
  }

  ErrorFile errors() {
    return errors;
  }

  @Override
  public void close() {
    threads.shutdownNow();
    progress.close();
  }
}
