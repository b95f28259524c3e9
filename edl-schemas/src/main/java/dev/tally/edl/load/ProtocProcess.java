package dev.tally.edl.load;

import com.google.protobuf.ByteString;
import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** protoc as a child process, one per call, ended when it takes too long. */
public final class ProtocProcess implements ProtoCompiler {
  private final Path executable;
  private final int timeMsMax;

  /**
   * @param timeMsMax for one call, in milliseconds
   */
  public ProtocProcess(Path executable, int timeMsMax) {
    this.executable = executable;
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
    Path words = scratch.resolve("words");
    List<String> arguments = new ArrayList<>();
    includes.forEach(folder -> arguments.add("--proto_path=" + folder));
    arguments.add("--include_source_info");
    arguments.add("--include_imports");
    arguments.add("--descriptor_set_out=" + descriptors);
    arguments.addAll(files);
    // In a file: a folder of EDL can be longer than a command line.
    Path argumentFile = Files.write(scratch.resolve("arguments"), arguments);

    int exit = run(List.of(executable.toString(), "@" + argumentFile), words);
    return switch (exit) {
      case 0 -> new Output.Compiled(ByteString.copyFrom(Files.readAllBytes(descriptors)));
      case 1 ->
          new Output.Failed(Files.readString(words).lines().map(l -> strip(includes, l)).toList());
      default ->
          throw new TallyException(
              ErrorCode.PROTOC_FAILED, "protoc (%s) ended with %d".formatted(executable, exit));
    };
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

  private int run(List<String> command, Path words) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().clear();
    builder.redirectErrorStream(true).redirectOutput(words.toFile());
    Process process = builder.start();
    try {
      process.getOutputStream().close();
      if (!process.waitFor(timeMsMax, TimeUnit.MILLISECONDS)) {
        throw new TallyException(
            ErrorCode.PROTOC_FAILED,
            "protoc took longer than %,d ms; are the EDL files that large?".formatted(timeMsMax));
      }
      return process.exitValue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new TallyException(ErrorCode.PROTOC_FAILED, "interrupted while protoc ran", e);
    } finally {
      process.destroyForcibly();
    }
  }
}
