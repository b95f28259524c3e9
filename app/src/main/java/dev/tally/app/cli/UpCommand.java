package dev.tally.app.cli;

import dev.tally.app.service.AggregatorRole;
import dev.tally.app.service.CollectorRole;
import dev.tally.app.service.Pipeline;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code tally up}. */
@Command(
    name = "up",
    description = "Starts everything in one process and runs until it is stopped.",
    mixinStandardHelpOptions = true)
public final class UpCommand implements Callable<Integer> {
  @Mixin private final SettingsOptions settings = new SettingsOptions();
  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--only",
      paramLabel = "ROLE",
      description =
          "A part alone: collector or aggregator, which need engine.url, and a metadata database that they can reach.")
  private @Nullable Role only;

  @Option(
      names = "--clock-offset",
      paramLabel = "DURATION",
      hidden = true,
      description = "What this process takes for the time is so far off, as in PT-5M.")
  private Duration clockOffset = Duration.ZERO;

  /** What a process may be, instead of everything. */
  enum Role {
    COLLECTOR,
    AGGREGATOR
  }

  @Override
  public Integer call() throws InterruptedException {
    Clock clock = Clock.offset(Clock.systemUTC(), clockOffset);
    switch (only) {
      case COLLECTOR -> {
        CollectorRole collector = CollectorRole.start(settings.load(), clock);
        serve(
            collector,
            "Tally's collector is ready: API on port %d · events to port %d"
                .formatted(collector.httpPort(), collector.ingestPort()));
      }
      case AGGREGATOR -> {
        AggregatorRole aggregator = AggregatorRole.start(settings.load(), clock);
        serve(
            aggregator,
            "Tally's aggregator is ready: API on port %d".formatted(aggregator.httpPort()));
      }
      case null -> {
        Pipeline pipeline = Pipeline.start(settings.load(), clock);
        serve(
            pipeline,
            "Tally is ready: UI and API %s · events to %s"
                .formatted(pipeline.httpAddress(), pipeline.ingestAddress()));
      }
    }
    return 0;
  }

  /** Until the process is told to end. */
  private <T extends AutoCloseable> void serve(T service, String greeting)
      throws InterruptedException {
    CountDownLatch stopped = new CountDownLatch(1);
    Runtime.getRuntime()
        .addShutdownHook(
            Thread.ofPlatform()
                .name("shutdown")
                .unstarted(
                    () -> {
                      close(service);
                      stopped.countDown();
                    }));
    spec.commandLine().getOut().println(greeting);
    spec.commandLine().getOut().flush();
    stopped.await();
  }

  private static void close(AutoCloseable service) {
    try {
      service.close();
    } catch (Exception e) {
      LoggerFactory.getLogger(UpCommand.class).warn("could not be closed cleanly", e);
    }
  }
}
