package dev.tally.app.bench;

import dev.tally.edl.load.EdlLoader;
import dev.tally.edl.load.IncrementalLoader;
import dev.tally.edl.load.ProtoCompiler;
import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What loading EDL takes, and whether it takes all that protoc takes. */
public final class SchemasBench {
  /** By name: it knows the commands, which know the benchmarks. */
  private static final String MAIN = "dev.tally.app.Tally";

  private static final int LOADS = 7;
  private static final int CHANGES = 30;
  private static final int CHANGES_NOT_COUNTED = 5;

  private final List<Path> protos;
  private final int eventTypes;
  private final int files;
  private final ProtoCompiler protoc;
  private final PrintStream progress;

  /**
   * @param protos folders of other people's files; one that lies in another is a root of its own
   * @param files that the event types that are made up are in
   */
  public SchemasBench(
      List<Path> protos, int eventTypes, int files, ProtoCompiler protoc, PrintStream progress) {
    this.protos = protos.stream().map(p -> p.toAbsolutePath().normalize()).toList();
    this.eventTypes = eventTypes;
    this.files = files;
    this.protoc = protoc;
    this.progress = progress;
  }

  public SchemasReport run() throws IOException, InterruptedException {
    SchemasReport.Generated generated = generated();
    List<SchemasReport.Protos> found = new ArrayList<>();
    for (Path folder : protos) {
      found.add(new ProtosBench(protoc, progress).run(folder, protos));
    }
    return new SchemasReport(found, generated);
  }

  private SchemasReport.Generated generated() throws IOException, InterruptedException {
    Map<String, String> texts = GeneratedEdl.files(eventTypes, files);
    progress.printf("%,d event types in %,d files%n", eventTypes, texts.size());
    EdlLoader loader = new EdlLoader(protoc);
    List<Long> loads = new ArrayList<>();
    for (int i = 0; i <= LOADS; i++) {
      loads.add(millis(() -> requireSound(loader.load(texts))));
    }
    List<Long> changes = changes(texts, "int64 value_0", "int64 changed_%d", true);
    List<Long> wrong = changes(texts, "int64 value_0", "Absent changed_%d", false);
    return new SchemasReport.Generated(
        eventTypes,
        texts.size(),
        median(checks(texts)),
        loads.getFirst(),
        median(loads.subList(1, loads.size())),
        median(changes),
        Collections.max(changes),
        median(wrong));
  }

  /** One file after the other is changed, in its first event type. */
  private List<Long> changes(
      Map<String, String> texts, String from, String to, boolean staysSound) {
    IncrementalLoader loader = new IncrementalLoader(protoc);
    requireSound(loader.load(texts));
    List<Long> times = new ArrayList<>();
    for (int i = 0; i < CHANGES; i++) {
      Map<String, String> changed = new TreeMap<>(texts);
      String path = GeneratedEdl.path(i % files);
      String text = texts.getOrDefault(path, "");
      changed.put(path, text.replaceFirst(from, to.formatted(i)));
      EdlLoader.Result[] result = new EdlLoader.Result[1];
      times.add(millis(() -> result[0] = loader.load(changed)));
      if (result[0] instanceof EdlLoader.Result.Loaded != staysSound) {
        throw new TallyException(ErrorCode.INTERNAL, "a change was not judged as expected");
      }
    }
    return times.subList(CHANGES_NOT_COUNTED, times.size());
  }

  /** Processes as a person starts them, with the JVM's own start. */
  private List<Long> checks(Map<String, String> texts) throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory("tally-generated");
    try {
      for (Map.Entry<String, String> file : texts.entrySet()) {
        Path path = folder.resolve(file.getKey());
        Files.createDirectories(path.getParent());
        Files.writeString(path, file.getValue());
      }
      List<Long> times = new ArrayList<>();
      for (int i = 0; i < LOADS; i++) {
        times.add(check(folder));
      }
      return times;
    } finally {
      TemporaryFolder.delete(folder);
    }
  }

  private static long check(Path folder) throws IOException, InterruptedException {
    long start = System.nanoTime();
    int exit =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Dtally.root=" + System.getProperty("tally.root", ""),
                "-cp",
                System.getProperty("java.class.path"),
                MAIN,
                "check",
                folder.toString())
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start()
            .waitFor();
    if (exit != 0) {
      throw new TallyException(ErrorCode.INTERNAL, "tally check ended with " + exit);
    }
    return (System.nanoTime() - start) / 1_000_000;
  }

  private static void requireSound(EdlLoader.Result result) {
    if (result instanceof EdlLoader.Result.Refused(var problems)) {
      throw new TallyException(ErrorCode.INTERNAL, "generated EDL: " + problems.getFirst());
    }
  }

  private static long millis(Runnable work) {
    long start = System.nanoTime();
    work.run();
    return (System.nanoTime() - start) / 1_000_000;
  }

  private static long median(List<Long> times) {
    return times.stream().sorted().skip(times.size() / 2).findFirst().orElseThrow();
  }
}
