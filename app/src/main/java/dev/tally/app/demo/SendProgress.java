package dev.tally.app.demo;

import java.io.Console;
import java.io.PrintStream;
import java.util.Optional;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** The progress bar of a replay, on a terminal; silent elsewhere. */
final class SendProgress implements AutoCloseable {
  private static final int UPDATE_INTERVAL_MS = 250;
  private static final int WIDTH = 100;

  private final Optional<ProgressBar> bar;
  private final long skip;

  SendProgress(PrintStream out, long skip, long total) {
    this.skip = skip;
    this.bar =
        Optional.ofNullable(System.console())
            .filter(Console::isTerminal)
            .map(terminal -> draw(out, skip, total));
  }

  private static ProgressBar draw(PrintStream out, long skip, long total) {
    ProgressBar drawn =
        new ProgressBarBuilder()
            .setTaskName("sending")
            .setInitialMax(total)
            .setUnit(" flights", 1)
            .setStyle(ProgressBarStyle.ASCII)
            .setUpdateIntervalMillis(UPDATE_INTERVAL_MS)
            .showSpeed()
            .setConsumer(new ConsoleProgressBarConsumer(out, WIDTH))
            .build();
    drawn.stepTo(skip);
    return drawn;
  }

  void sent(long flights) {
    bar.ifPresent(drawn -> drawn.stepTo(skip + flights));
  }

  @Override
  public void close() {
    bar.ifPresent(ProgressBar::close);
  }
}
