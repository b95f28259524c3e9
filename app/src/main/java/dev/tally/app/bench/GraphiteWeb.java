package dev.tally.app.bench;

import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Debian's graphite-web over whisper files with the same points, in a process and a folder of its
 * own.
 */
final class GraphiteWeb implements AutoCloseable {
  private static final String PYTHON = "/usr/bin/python3";
  private static final String SCRIPT = "graphite_web.py";
  private static final long END_SECONDS_MAX = 10;

  private final Path folder;
  private final Process process;
  private final String address;

  private GraphiteWeb(Path folder, Process process, String address) {
    this.folder = folder;
    this.process = process;
    this.address = address;
  }

  static boolean isInstalled() throws IOException, InterruptedException {
    return Files.isExecutable(Path.of(PYTHON))
        && new ProcessBuilder(PYTHON, "-c", "import django, graphite, whisper")
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor()
            == 0;
  }

  /** Writes the files, and serves. */
  static GraphiteWeb start(RenderData data, Path place) throws IOException {
    Path folder = Files.createTempDirectory(place, "bench-graphite-");
    Path script = folder.resolve(SCRIPT);
    try (InputStream in = GraphiteWeb.class.getResourceAsStream(SCRIPT)) {
      Files.copy(Optional.ofNullable(in).orElseThrow(), script);
    }
    Path errors = folder.resolve("errors.txt");
    Process process =
        new ProcessBuilder(
                Stream.concat(
                        Stream.of(PYTHON, script.toString(), folder.toString()),
                        Stream.of(
                                data.start(),
                                (long) RenderData.MINUTES,
                                (long) data.few(),
                                (long) data.many(),
                                (long) data.hosts(),
                                (long) RenderData.METRICS)
                            .map(String::valueOf))
                    .toList())
            .redirectError(errors.toFile())
            .start();
    BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
    String port = out.readLine();
    if (port == null) {
      String said = Files.readString(errors);
      delete(folder);
      throw new TallyException(ErrorCode.INTERNAL, "graphite-web does not start: " + said);
    }
    return new GraphiteWeb(folder, process, "http://127.0.0.1:" + port);
  }

  String address() {
    return address;
  }

  @Override
  public void close() throws IOException {
    process.getOutputStream().close();
    try {
      if (!process.waitFor(END_SECONDS_MAX, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
    delete(folder);
  }

  private static void delete(Path folder) throws IOException {
    List<Path> files;
    try (Stream<Path> walk = Files.walk(folder)) {
      files = walk.sorted(Comparator.reverseOrder()).toList();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    for (Path file : files) {
      Files.delete(file);
    }
  }
}
