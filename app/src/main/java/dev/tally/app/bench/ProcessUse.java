package dev.tally.app.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * What a process holds, as Linux says.
 *
 * @param residentBytes memory
 * @param files open files, sockets among them
 */
public record ProcessUse(long residentBytes, long threads, long files) {
  private static final Path PROC = Path.of("/proc");

  public static ProcessUse of(ProcessHandle process) {
    Path own = PROC.resolve(Long.toString(process.pid()));
    try {
      return new ProcessUse(
          field(own, "VmRSS:") * 1_024, field(own, "Threads:"), count(own.resolve("fd")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static ProcessUse ofThis() {
    return of(ProcessHandle.current());
  }

  private static long field(Path own, String name) throws IOException {
    return Files.readAllLines(own.resolve("status")).stream()
        .filter(line -> line.startsWith(name))
        .map(line -> line.replaceAll("\\D", ""))
        .mapToLong(Long::parseLong)
        .findFirst()
        .orElse(0);
  }

  private static long count(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.count();
    }
  }
}
