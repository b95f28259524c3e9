package dev.tally.app.bench;

import com.google.protobuf.ByteString;
import dev.tally.edl.load.EdlLoader;
import dev.tally.edl.load.EdlProblem;
import dev.tally.edl.load.ProtoCompiler;
import dev.tally.edl.load.ProtoWorkspace;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Whether Tally takes the files of a folder that protoc takes. */
final class ProtosBench {
  private static final int DIFFERENCES_MAX = 100;

  private final ProtoCompiler protoc;
  private final PrintStream progress;

  ProtosBench(ProtoCompiler protoc, PrintStream progress) {
    this.protoc = protoc;
    this.progress = progress;
  }

  /**
   * @param beside folders that may lie in this one and are left out: roots of their own
   */
  SchemasReport.Protos run(Path folder, List<Path> beside) throws IOException {
    Map<String, String> texts = texts(folder, beside);
    progress.printf("%,d files in %s; protoc%n", texts.size(), folder);
    Set<String> accepted = acceptedByProtoc(folder, texts);
    progress.printf("protoc accepts %,d; Tally%n", accepted.size());
    long start = System.nanoTime();
    EdlLoader.Result result = new EdlLoader(protoc).load(texts);
    long loadMs = (System.nanoTime() - start) / 1_000_000;
    List<EdlProblem> problems =
        result instanceof EdlLoader.Result.Refused(List<EdlProblem> found) ? found : List.of();
    Set<String> refused = problems.stream().map(EdlProblem::path).collect(Collectors.toSet());
    return new SchemasReport.Protos(
        folder.toString(),
        texts.size(),
        texts.values().stream().mapToLong(String::length).sum(),
        accepted.size(),
        (int) texts.keySet().stream().filter(path -> !refused.contains(path)).count(),
        problems.stream()
            .filter(problem -> accepted.contains(problem.path()))
            .limit(DIFFERENCES_MAX)
            .map(EdlProblem::toString)
            .toList(),
        loadMs);
  }

  private static Map<String, String> texts(Path folder, List<Path> beside) throws IOException {
    Map<String, String> texts = new LinkedHashMap<>();
    List<Path> within =
        beside.stream().filter(b -> b.startsWith(folder) && !b.equals(folder)).toList();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file :
          files
              .filter(f -> f.toString().endsWith(".proto") && Files.isRegularFile(f))
              .filter(f -> within.stream().noneMatch(f::startsWith))
              .sorted()
              .toList()) {
        try {
          texts.put(folder.relativize(file).toString().replace('\\', '/'), Files.readString(file));
        } catch (MalformedInputException e) {
          texts.put(folder.relativize(file).toString(), "this is not UTF-8");
        }
      }
    }
    return texts;
  }

  /** What it accepts together it accepts of each by itself. */
  private Set<String> acceptedByProtoc(Path folder, Map<String, String> texts) throws IOException {
    Path included = Files.createTempDirectory("tally-protos");
    try {
      ProtoWorkspace.bringAlong(included);
      List<Path> includes = List.of(included, folder.toAbsolutePath());
      List<String> paths = List.copyOf(texts.keySet());
      if (isAccepted(includes, paths)) {
        return Set.copyOf(paths);
      }
      progress.println("protoc refuses them together; each by itself");
      List<String> accepted = new ArrayList<>();
      for (String path : paths) {
        if (isAccepted(includes, List.of(path))) {
          accepted.add(path);
        }
      }
      return Set.copyOf(accepted);
    } finally {
      TemporaryFolder.delete(included);
    }
  }

  private boolean isAccepted(List<Path> includes, List<String> paths) {
    return switch (protoc.compile(includes, paths)) {
      case ProtoCompiler.Output.Compiled(ByteString descriptors) -> true;
      case ProtoCompiler.Output.Failed failed -> false;
      case ProtoCompiler.Output.Crashed crashed -> false;
    };
  }
}
