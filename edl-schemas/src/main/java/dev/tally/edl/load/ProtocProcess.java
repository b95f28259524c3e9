package dev.tally.edl.load;

import com.google.protobuf.ByteString;
import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * protoc as a child process, one per call, ended when it takes too long. It gets no environment, no
 * input, an empty folder to be in, a limit on its memory, and looks for imports in the folders that
 * it is given and nowhere else.
 */
public final class ProtocProcess implements ProtoCompiler {
  private static final long MIB = 1024 * 1024;

  /** Exit codes from here on are of processes that a signal ended. */
  private static final int SIGNALLED = 128;

  private static final Path SHELL = Path.of("/bin/sh");
  private static final String LIMITS =
      "ulimit -c 0 2>/dev/null; ulimit -v %d 2>/dev/null; exec \"$0\" \"$@\""
          .formatted(EdlLimits.PROTOC_MEMORY_MIB_MAX * 1024L);

  private final Path executable;
  private final int timeMsMax;

  /**
   * @param timeMsMax for one call, in milliseconds; large files have {@link
   *     EdlLimits#PROTOC_TIME_MS_PER_MIB} besides
   */
  public ProtocProcess(Path executable, int timeMsMax) {
    this.executable = executable.toAbsolutePath();
    this.timeMsMax = timeMsMax;
  }

  /**
   * The protoc that Tally brings along.
   *
   * @param cache the folder that it is unpacked into at first use
   * @throws TallyException PROTOC_FAILED when there is none for this platform
   */
  public static ProtocProcess bundled(Path cache) {
    return new ProtocProcess(ProtocExecutable.extract(cache), EdlLimits.PROTOC_TIME_MS_MAX);
  }

  @Override
  public Output compile(List<Path> includes, List<String> files) {
    try {
      Path scratch = Files.createTempDirectory("tally-protoc");
      try {
        return compile(includes, files, scratch);
      } finally {
        ProtoWorkspace.delete(scratch);
      }
    } catch (IOException e) {
      throw new TallyException(
          ErrorCode.PROTOC_FAILED, "protoc (%s) cannot be run: %s".formatted(executable, e), e);
    }
  }

  private Output compile(List<Path> includes, List<String> files, Path scratch) throws IOException {
    Path descriptors = scratch.resolve("descriptors");
    List<String> arguments = new ArrayList<>();
    includes.forEach(folder -> arguments.add("--proto_path=" + folder));
    arguments.add("--include_source_info");
    arguments.add("--include_imports");
    arguments.add("--descriptor_set_out=" + descriptors);
    arguments.addAll(files);
    // In a file: a folder of EDL can be longer than a command line.
    Path argumentFile = Files.write(scratch.resolve("arguments"), arguments);

    long timeMs = timeMsMax + bytes(includes, files) * EdlLimits.PROTOC_TIME_MS_PER_MIB / MIB;
    Ended ended = run(List.of(executable.toString(), "@" + argumentFile), scratch, timeMs);
    if (ended.exit() == 0) {
      return new Output.Compiled(ByteString.copyFrom(Files.readAllBytes(descriptors)));
    }
    if (ended.exit() == 1 || ended.messages().isFull()) {
      return new Output.Failed(
          ended.messages().lines().stream().map(l -> strip(includes, l)).toList());
    }
    if (ended.exit() >= SIGNALLED) {
      return new Output.Crashed("protoc ended with %d over it".formatted(ended.exit()));
    }
    throw new TallyException(
        ErrorCode.PROTOC_FAILED, "protoc (%s) ended with %d".formatted(executable, ended.exit()));
  }

  /** Of the files themselves, without what they import. */
  private static long bytes(List<Path> includes, List<String> files) {
    return files.stream()
        .mapToLong(
            file ->
                includes.stream().mapToLong(i -> i.resolve(file).toFile().length()).max().orElse(0))
        .sum();
  }

  /** protoc names files by where they are; we, by the name that they are imported by. */
  private static String strip(List<Path> includes, String message) {
    for (Path folder : includes) {
      String prefix = folder + "/";
      if (message.startsWith(prefix)) {
        return message.substring(prefix.length());
      }
    }
    return message;
  }

  private record Ended(int exit, ProtocMessages messages) {}

  private Ended run(List<String> command, Path folder, long timeMs) throws IOException {
    if (!Files.isExecutable(executable)) {
      throw new NoSuchFileException(executable.toString());
    }
    ProcessBuilder builder = new ProcessBuilder(confined(command));
    builder.environment().clear();
    builder.directory(folder.toFile());
    builder.redirectErrorStream(true);
    Process process = builder.start();
    try (InputStream output = process.getInputStream()) {
      process.getOutputStream().close();
      var reading = new FutureTask<>(() -> ProtocMessages.read(output));
      Thread.ofVirtual().start(reading);
      ProtocMessages messages = reading.get(timeMs, TimeUnit.MILLISECONDS);
      if (messages.isFull()) {
        process.destroyForcibly(); // it would go on writing
      }
      // What closes its output ends at once, or was made to.
      if (!process.waitFor(timeMs, TimeUnit.MILLISECONDS)) {
        throw tooLong(timeMs);
      }
      return new Ended(process.exitValue(), messages);
    } catch (TimeoutException e) {
      throw tooLong(timeMs);
    } catch (ExecutionException e) {
      throw new IOException("what protoc wrote cannot be read", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new TallyException(ErrorCode.PROTOC_FAILED, "interrupted while protoc ran", e);
    } finally {
      process.destroyForcibly();
    }
  }

  private static TallyException tooLong(long timeMs) {
    return new TallyException(
        ErrorCode.PROTOC_FAILED,
        "protoc took longer than %,d ms; are the EDL files that large?".formatted(timeMs));
  }

  /**
   * Without core files and with so much memory, where there is a POSIX shell and its system has
   * such limits. The shell becomes protoc, so that ending the process ends protoc.
   */
  private static List<String> confined(List<String> command) {
    if (!Files.isExecutable(SHELL)) {
      return command;
    }
    List<String> confined = new ArrayList<>(List.of(SHELL.toString(), "-c", LIMITS));
    confined.addAll(command);
    return confined;
  }
}
