package dev.tally.app.transfer;

import java.io.Console;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/**
 * Shows on a terminal how much of a file has been read, and how long the rest will take; keeps rows
 * to a rate.
 */
final class ImportProgress implements AutoCloseable {
  private static final int WIDTH = 100;
  private static final int UPDATE_INTERVAL_MS = 500;
  private static final long BYTES_SHOWN = 1 << 10;

  private final PrintStream out;
  private final long rowsPerSecondMax;
  private Optional<ProgressBar> bar = Optional.empty();
  private long startedNanos;
  private long startedRows = -1;

  /**
   * @param rowsPerSecondMax 0 for no limit
   */
  ImportProgress(PrintStream out, long rowsPerSecondMax) {
    this.out = out;
    this.rowsPerSecondMax = rowsPerSecondMax;
  }

  /** Opens a file whose bytes are the progress. */
  InputStream open(Path file) throws IOException {
    InputStream in = Files.newInputStream(file);
    if (Optional.ofNullable(System.console()).filter(Console::isTerminal).isEmpty()) {
      return in;
    }
    return counted(in, draw(Files.size(file)));
  }

  private static InputStream counted(InputStream in, ProgressBar drawn) {
    return new FilterInputStream(in) {
      @Override
      public int read(byte[] into, int offset, int length) throws IOException {
        int read = super.read(into, offset, length);
        drawn.stepBy(Math.max(read, 0));
        return read;
      }
    };
  }

  private ProgressBar draw(long bytes) {
    ProgressBar drawn =
        new ProgressBarBuilder()
            .setTaskName("importing")
            .setInitialMax(bytes)
            .setUnit(" KiB", BYTES_SHOWN)
            .setStyle(ProgressBarStyle.ASCII)
            .setUpdateIntervalMillis(UPDATE_INTERVAL_MS)
            .showSpeed()
            .setConsumer(new ConsoleProgressBarConsumer(out, WIDTH))
            .build();
    bar = Optional.of(drawn);
    return drawn;
  }

  /** So many rows have been read: waits until that is within the rate. */
  void rows(long rows, long errors) {
    bar.ifPresent(drawn -> drawn.setExtraMessage(errors + " errors"));
    if (startedRows < 0) {
      startedRows = rows;
      startedNanos = System.nanoTime();
    }
    if (rowsPerSecondMax > 0) {
      long due = startedNanos + (long) ((rows - startedRows) * 1e9 / rowsPerSecondMax);
      for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
        LockSupport.parkNanos(left);
      }
    }
  }

  @Override
  public void close() {
    bar.ifPresent(ProgressBar::close);
  }
}
