package dev.tally.app.bench;

import dev.tally.edl.load.EdlLoader;
import dev.tally.edl.load.EdlProblem;
import dev.tally.edl.load.IncrementalLoader;
import dev.tally.edl.load.ProtoCompiler;
import dev.tally.edl.model.EdlFile;
import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What loading and checking EDL takes, and whether it takes all that protoc takes. */
public final class SchemasBench {
  private static final int LOADS = 7;
  private static final int CHANGES = 25;
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

  public SchemasReport run() throws Exception {
    SchemasReport.Generated generated = generated();
    List<SchemasReport.Protos> found = new ArrayList<>();
    for (Path folder : protos) {
      found.add(new ProtosBench(protoc, progress).run(folder, protos));
    }
    return new SchemasReport(found, generated);
  }

  private SchemasReport.Generated generated() throws Exception {
    Map<String, String> texts = GeneratedEdl.files(eventTypes, files);
    progress.printf("%,d event types in %,d files: load%n", eventTypes, texts.size());
    EdlLoader loader = new EdlLoader(protoc);
    Timed load = Timed.of(1, LOADS, _ -> requireSound(loader.load(texts)));
    Timed change = changes(texts, "int64 changed_%d", true);
    Timed wrongChange = changes(texts, "Absent changed_%d", false);
    progress.println("check");
    SchemasReport.Checked check = new ChecksBench(texts, protoc).run();
    progress.println("proposals");
    Timed proposal = new ProposalsBench(texts, requireSound(loader.load(texts))).run();
    return new SchemasReport.Generated(
        eventTypes, texts.size(), load, change, wrongChange, check, proposal);
  }

  /** One file after the other is changed, in its first event type. */
  private Timed changes(Map<String, String> texts, String to, boolean staysSound) throws Exception {
    IncrementalLoader loader = new IncrementalLoader(protoc);
    requireSound(loader.load(texts));
    return Timed.of(
        CHANGES_NOT_COUNTED,
        CHANGES,
        round -> {
          Map<String, String> changed = new TreeMap<>(texts);
          changed.computeIfPresent(
              GeneratedEdl.changedPath(texts, round),
              (_, text) -> text.replaceFirst("int64 value_0", to.formatted(round)));
          if (loader.load(changed) instanceof EdlLoader.Result.Loaded != staysSound) {
            throw new TallyException(ErrorCode.INTERNAL, "a change was not judged as expected");
          }
        });
  }

  private static List<EdlFile> requireSound(EdlLoader.Result result) {
    return switch (result) {
      case EdlLoader.Result.Loaded loaded -> loaded.files();
      case EdlLoader.Result.Refused(List<EdlProblem> problems) ->
          throw new TallyException(ErrorCode.INTERNAL, "generated EDL: " + problems.getFirst());
    };
  }
}
