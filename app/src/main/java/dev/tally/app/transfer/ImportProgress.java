package dev.tally.app.transfer;

import java.io.Console;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.util.Optional;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/**
 * Shows on a terminal how much of the sources that were opened so far has been read, and how long
 * the rest will take.
 */
final class ImportProgress implements AutoCloseable {
  private static final int WIDTH = 100;
  private static final int UPDATE_INTERVAL_MS = 500;
  private static final long BYTES_SHOWN = 1 << 10;

  private final Optional<ProgressBar> bar;
  private long bytes;
  private long errors;

  ImportProgress(PrintStream out) {
    this.bar =
        Optional.ofNullable(System.console()).filter(Console::isTerminal).map(_ -> draw(out));
  }

  private static ProgressBar draw(PrintStream out) {
    return new ProgressBarBuilder()
        .setTaskName("importing")
        .setInitialMax(0)
        .setUnit(" KiB", BYTES_SHOWN)
        .setStyle(ProgressBarStyle.ASCII)
        .setUpdateIntervalMillis(UPDATE_INTERVAL_MS)
        .showSpeed()
        .setConsumer(new ConsoleProgressBarConsumer(out, WIDTH))
        .build();
  }

  /** Opens a source whose bytes are part of the progress. */
  InputStream open(SourceFile source) throws IOException {
    InputStream in = Files.newInputStream(source.path());
    if (bar.isEmpty()) {
      return in;
    }
    grow(Files.size(source.path()));
    return counted(in, bar.get());
  }

  private synchronized void grow(long more) {
    bytes += more;
    bar.ifPresent(drawn -> drawn.maxHint(bytes));
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

  /** So many more rows became no event. */
  synchronized void failed(int rows) {
    errors += rows;
    bar.ifPresent(drawn -> drawn.setExtraMessage(errors + " errors"));
  }

  @Override
  public void close() {
    bar.ifPresent(ProgressBar::close);
  }
}
