package dev.tally.app.demo;

import dev.tally.anomaly.ReplayReport;
import dev.tally.app.service.Pipeline;
import dev.tally.edl.model.EdlFile;
import dev.tally.sdk.TallyClient;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/**
 * Three million real flights through the whole pipeline: publish, propose, send, store, roll up,
 * watch, prove. Interrupted, it goes on where it stopped: the collector keeps the order of a
 * producer, so what is stored is always a beginning of the file.
 */
public final class Demo {
  private static final Instant BEGIN = Instant.parse("2001-01-01T00:00:00Z");
  private static final Instant END = Instant.parse("2001-07-01T00:00:00Z");
  private static final Duration STORED_TIME_MAX = Duration.ofMinutes(10);

  private final Pipeline pipeline;
  private final FlightsFile flights;
  private final PrintStream out;

  public Demo(Pipeline pipeline, FlightsFile flights, PrintStream out) {
    this.pipeline = pipeline;
    this.flights = flights;
    this.out = out;
  }

  /** Runs all of it; true when the proof holds. */
  public boolean run() {
    // Publish
    publish();
    // Send, store and roll up
    Stopwatch stopwatch = new Stopwatch(System::nanoTime);
    long skip = stored();
    long sent = send(skip);
    Duration sending = stopwatch.elapsed();
    pipeline.awaitStored(STORED_TIME_MAX);
    Duration storing = stopwatch.elapsed();
    pipeline.rollUp();
    Duration rollingUp = stopwatch.elapsed();
    printRates(skip, sent, sending, storing, rollingUp);
    // Watch
    watch();
    // Prove
    return prove();
  }

  private void publish() {
    List<EdlFile> files = DemoEdl.load();
    pipeline.publish(Stream.concat(files.stream(), Stream.of(DemoProposals.POLICY)).toList());
    pipeline.review().addTeam(DemoProposals.TEAM, DemoProposals.MEMBERS);
    DemoProposals.of(files.getFirst()).forEach(pipeline.review()::propose);
  }

  /** What an earlier run brought in, once the journal is empty. */
  private long stored() {
    pipeline.awaitStored(STORED_TIME_MAX);
    return pipeline.count("events WHERE event = 'flights.FlightDeparted'");
  }

  private long send(long skip) {
    long total = flights.count();
    if (skip >= total) {
      return 0;
    }
    if (skip > 0) {
      out.printf("%,d flights are there from an earlier run; going on after them%n", skip);
    }
    try (TallyClient client = pipeline.client();
        SendProgress progress = new SendProgress(out, skip, total)) {
      return new Replay(client, progress::sent).run(flights, skip);
    }
  }

  private void printRates(
      long skip, long sent, Duration sending, Duration storing, Duration rollingUp) {
    out.println();
    if (sent > 0) {
      out.printf(
          "sent         %,d flights through the generated SDK in %s (%s), all acknowledged%n",
          sent, Stopwatch.seconds(sending), Stopwatch.rate(sent, sending));
      out.printf(
          "stored       after %s (%s)%n",
          Stopwatch.seconds(storing), Stopwatch.rate(sent, storing));
      out.printf(
          "rolled up    after %s (%s end to end)%n",
          Stopwatch.seconds(rollingUp), Stopwatch.rate(sent, rollingUp));
    } else {
      out.printf("%,d flights are there from an earlier run; nothing was sent again%n", skip);
    }
    out.printf(
        "series       %,d with %,d points%n",
        pipeline.count("(SELECT path FROM series_index GROUP BY path)"),
        pipeline.count("(SELECT path, time FROM series GROUP BY path, time)"));
  }

  private void watch() {
    Stopwatch stopwatch = new Stopwatch(System::nanoTime);
    ReplayReport report = pipeline.alerts().replay(BEGIN, END);
    new FoundAlerts(report, stopwatch.elapsed()).print(out);
  }

  private boolean prove() {
    DemoProof.Result proof = new DemoProof(pipeline.clickHouse(), flights).run();
    out.println();
    out.printf(
        "accepted = stored + rejected   %,d = %,d + %,d%n",
        proof.flights(), proof.stored(), proof.rejected());
    out.printf(
        "against SQL over the Parquet file, all %,d points of %d metrics: %,d differ%n",
        proof.inSeries(), proof.metrics().size(), proof.differences());
    proof.metrics().stream()
        .filter(metric -> metric.differences() > 0)
        .forEach(
            metric ->
                out.printf(
                    "  %s: %,d of %,d, such as %s%n",
                    metric.metric(), metric.differences(), metric.points(), metric.examples()));
    out.println(proof.holds() ? "every figure is the same" : "THE FIGURES DIFFER");
    return proof.holds();
  }
}
