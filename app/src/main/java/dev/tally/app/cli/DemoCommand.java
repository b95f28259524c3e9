package dev.tally.app.cli;

import dev.tally.app.config.Settings;
import dev.tally.app.demo.Demo;
import dev.tally.app.demo.DemoData;
import dev.tally.app.demo.FlightsFile;
import dev.tally.app.service.Folders;
import dev.tally.app.service.Pipeline;
import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code tally demo}. */
@Command(
    name = "demo",
    description =
        "Sends three million real US flights through the whole pipeline, shows what was found and proves the figures.",
    mixinStandardHelpOptions = true)
public final class DemoCommand implements Callable<Integer> {
  @Mixin private final SettingsOptions settings = new SettingsOptions(Path.of("demo"));

  @Option(
      names = "--exit",
      description = "Ends when it is done, instead of serving the UI until Ctrl-C.")
  private boolean exit;

  @Option(
      names = "--fresh",
      description =
          "Deletes what an earlier demo stored. Without it a second run goes on where the first one stopped.")
  private boolean fresh;

  @Option(
      names = "--every",
      paramLabel = "N",
      defaultValue = "1",
      description = "Only every N-th flight of the file.")
  private int every;

  @Override
  public Integer call() throws InterruptedException {
    Settings installation = settings.load();
    if (fresh) {
      delete(installation.data());
    }
    Path parquet = DemoData.fetch(Folders.downloads().resolve("demo-data"));
    try (Pipeline pipeline = Pipeline.start(installation, Clock.systemUTC())) {
      FlightsFile file = new FlightsFile(pipeline.clickHouse(), parquet, every);
      boolean holds = new Demo(pipeline, file, System.out).run();
      System.out.printf("%nUI           %s%n", pipeline.httpAddress());
      if (!exit) {
        System.out.println("Ctrl-C ends it; ./tally demo brings it back in seconds.");
        serveUntilStopped(pipeline);
      }
      return holds ? 0 : 1;
    }
  }

  private static void serveUntilStopped(Pipeline pipeline) throws InterruptedException {
    Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(pipeline::close));
    new CountDownLatch(1).await();
  }

  /** Only what a Tally wrote: the folder must look like an installation's. */
  private static void delete(Path data) {
    if (!Files.exists(data)) {
      return;
    }
    List<Path> all;
    try (Stream<Path> walk = Files.walk(data)) {
      all = walk.sorted(Comparator.reverseOrder()).toList();
      for (Path path : all) {
        Files.delete(path);
      }
    } catch (IOException e) {
      throw new TallyException(
          ErrorCode.CONFIG_INVALID,
          "the earlier demo in " + data + " can't be deleted: " + e.getMessage(),
          e);
    }
  }
}
