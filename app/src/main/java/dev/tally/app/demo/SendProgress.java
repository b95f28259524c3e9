package dev.tally.app.demo;

import java.io.PrintStream;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** The progress bar of a replay. */
final class SendProgress implements AutoCloseable {
  private static final int UPDATE_INTERVAL_MS = 250;

  private final ProgressBar bar;
  private final long skip;

  SendProgress(PrintStream out, long skip, long total) {
    this.skip = skip;
    this.bar =
        new ProgressBarBuilder()
            .setTaskName("sending")
            .setInitialMax(total)
            .setUnit(" flights", 1)
            .setStyle(ProgressBarStyle.ASCII)
            .setUpdateIntervalMillis(UPDATE_INTERVAL_MS)
            .showSpeed()
            .setConsumer(new me.tongfei.progressbar.ConsoleProgressBarConsumer(out, 100))
            .build();
    bar.stepTo(skip);
  }

  void sent(long flights) {
    bar.stepTo(skip + flights);
  }

  @Override
  public void close() {
    bar.close();
  }
}
