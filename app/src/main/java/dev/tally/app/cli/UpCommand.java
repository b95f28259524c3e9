package dev.tally.app.cli;

import dev.tally.app.service.Pipeline;
import java.time.Clock;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code tally up}. */
@Command(
    name = "up",
    description = "Starts everything in one process and runs until it is stopped.",
    mixinStandardHelpOptions = true)
public final class UpCommand implements Callable<Integer> {
  @Mixin private final SettingsOptions settings = new SettingsOptions();
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws InterruptedException {
    Pipeline pipeline = Pipeline.start(settings.load(), Clock.systemUTC());
    CountDownLatch stopped = new CountDownLatch(1);
    Runtime.getRuntime()
        .addShutdownHook(
            Thread.ofPlatform()
                .name("shutdown")
                .unstarted(
                    () -> {
                      pipeline.close();
                      stopped.countDown();
                    }));
    spec.commandLine()
        .getOut()
        .printf(
            "Tally is ready: UI and API %s · events to %s%n",
            pipeline.httpAddress(), pipeline.ingestAddress());
    spec.commandLine().getOut().flush();
    stopped.await();
    return 0;
  }
}
