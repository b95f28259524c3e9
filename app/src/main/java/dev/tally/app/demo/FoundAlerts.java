package dev.tally.app.demo;

import dev.tally.anomaly.Finding;
import dev.tally.anomaly.ReplayReport;
import java.io.PrintStream;
import java.time.Duration;

/** What the detector found in six months, for people. */
record FoundAlerts(ReplayReport report, Duration took) {
  private static final int SHOWN_MAX = 8;

  void print(PrintStream out) {
    out.printf(
        "%nalerts       %,d points of %,d series judged in %s by %d rules: %,d out of their band, %,d alerts fired%n",
        report.points(),
        report.series(),
        Stopwatch.seconds(took),
        report.rules(),
        report.outPoints(),
        report.findings().size());
    report.findings().stream()
        .limit(SHOWN_MAX)
        .map(Finding::sentence)
        .forEach(sentence -> out.println("             " + sentence));
    if (report.findings().size() > SHOWN_MAX) {
      out.printf("             … and %,d more, in the UI%n", report.findings().size() - SHOWN_MAX);
    }
  }
}
