package dev.tally.edl.load;

import static java.util.Objects.requireNonNull;

import com.google.protobuf.Descriptors.FileDescriptor;
import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Loads a folder again after a change, with what an {@link EdlLoader} would say of it, and sooner:
 * only what the change touches is compiled and read. It keeps the last state of the folder that was
 * sound.
 *
 * <ol>
 *   <li>compare the texts with that state; what changed, and what imports it, is touched ({@link
 *       ImportGraph})
 *   <li>compile the touched files and link them with the others' descriptors
 *   <li>read the event types of the touched files; the others' are as they were
 * </ol>
 *
 * What protoc refuses is compiled once more, statement by statement ({@link SourceCompiler}), with
 * the files that may define the same names ({@link RelatedFiles}). What cannot be told even so is
 * left to a whole load: where names may collide with those of any file, or may be meant that
 * another file defines. Safe for threads: one after the other.
 */
public final class IncrementalLoader implements SchemaLoader {
  private final ProtoCompiler protoc;
  private final EdlLoader whole;
  private Optional<LoadedFolder> earlier = Optional.empty();

  public IncrementalLoader(ProtoCompiler protoc) {
    this.protoc = protoc;
    this.whole = new EdlLoader(protoc);
  }

  /** As {@link EdlLoader#bundled}. */
  public static IncrementalLoader bundled(Path cache) {
    return new IncrementalLoader(ProtocProcess.bundled(cache));
  }

  @Override
  public EdlLoader.Result load(Path folder) {
    Problems problems = new Problems();
    return load(new SourceFolder(folder, problems).read(), problems);
  }

  @Override
  public EdlLoader.Result load(Map<String, String> texts) {
    Problems problems = new Problems();
    return load(new SourceTexts(texts, problems).read(), problems);
  }

  private synchronized EdlLoader.Result load(List<EdlSource> sources, Problems problems) {
    LoadedFolder loaded =
        earlier
            .filter(before -> problems.isEmpty())
            .flatMap(before -> change(before, sources))
            .orElseGet(() -> whole.read(sources, problems));
    if (loaded.isSound()) {
      earlier = Optional.of(loaded);
    }
    return loaded.result();
  }

  /** Empty when only a whole load can tell. */
  private Optional<LoadedFolder> change(LoadedFolder before, List<EdlSource> sources) {
    // compare
    ImportGraph imports = ImportGraph.between(before, sources);
    if (imports.touched().isEmpty()) {
      return Optional.of(before);
    }

    if (isCircular(imports, sources)) {
      return Optional.empty();
    }

    // compile and link
    Map<String, FileDescriptor> others = new HashMap<>(before.descriptors());
    others.keySet().removeAll(imports.touched());
    Problems problems = new Problems();
    LostWords lost = new LostWords();
    Optional<Map<String, FileDescriptor>> descriptors =
        compile(imports, sources, others).or(() -> mend(imports, sources, others, problems, lost));
    if (descriptors.isEmpty() || collide(descriptors.get(), others)) {
      return Optional.empty();
    }

    // read the event types
    FilesReader reader =
        new FilesReader(
            sources, descriptors.get(), problems, lost, before.eventTypesBeside(imports.touched()));
    return Optional.of(new LoadedFolder(sources, descriptors.get(), reader.read(), problems));
  }

  /** What is left of files that protoc refuses; empty when only a whole load can tell. */
  private Optional<Map<String, FileDescriptor>> mend(
      ImportGraph imports,
      List<EdlSource> sources,
      Map<String, FileDescriptor> others,
      Problems problems,
      LostWords lost) {
    Optional<Set<String>> related =
        RelatedFiles.of(touchedTexts(imports, sources), others)
            .map(found -> imports.with(found, others));
    if (related.isEmpty()) {
      return Optional.empty();
    }
    List<EdlSource> some =
        sources.stream().filter(source -> related.get().contains(source.path())).toList();
    try (ProtoWorkspace workspace = new ProtoWorkspace()) {
      SourceCompiler.Compiled compiled =
          new SourceCompiler(protoc, workspace, problems).compile(some);
      lost.addAll(compiled.lost());
      return RelatedFiles.mayDefine(compiled.missed(), others)
          ? Optional.empty()
          : Optional.of(
              compiled
                  .descriptorSet()
                  .map(set -> new DescriptorLinker(problems).link(set, others))
                  .orElse(Map.of()));
    } catch (IOException e) {
      throw notHanded(e);
    }
  }

  private static List<String> touchedTexts(ImportGraph imports, List<EdlSource> sources) {
    return sources.stream()
        .filter(source -> imports.touched().contains(source.path()))
        .map(source -> source.text().text())
        .toList();
  }

  /** A circle that is new goes through a file that was changed. */
  private static boolean isCircular(ImportGraph imports, List<EdlSource> sources) {
    List<EdlSource> needed =
        sources.stream().filter(source -> imports.needed().contains(source.path())).toList();
    return !ImportCircles.of(needed).closing().isEmpty();
  }

  private Optional<Map<String, FileDescriptor>> compile(
      ImportGraph imports, List<EdlSource> sources, Map<String, FileDescriptor> others) {
    Map<String, EdlSource> byPath =
        sources.stream().collect(Collectors.toMap(EdlSource::path, Function.identity()));
    List<String> files = imports.touched().stream().filter(byPath::containsKey).sorted().toList();
    if (files.isEmpty()) {
      return Optional.of(others);
    }
    try (ProtoWorkspace workspace = new ProtoWorkspace()) {
      for (String path : imports.needed()) {
        if (byPath.containsKey(path)) {
          workspace.write(path, requireNonNull(byPath.get(path)).text().text());
        }
      }
      Problems problems = new Problems();
      return switch (protoc.compile(workspace.folders(), files)) {
        case ProtoCompiler.Output.Compiled(var set) ->
            Optional.of(new DescriptorLinker(problems).link(set, others))
                .filter(linked -> problems.isEmpty());
        case ProtoCompiler.Output.Failed refused -> Optional.empty();
        case ProtoCompiler.Output.Crashed crashed -> Optional.empty();
      };
    } catch (IOException e) {
      throw notHanded(e);
    }
  }

  private static TallyException notHanded(IOException e) {
    return new TallyException(
        ErrorCode.PROTOC_FAILED, "the EDL files cannot be handed to protoc: " + e, e);
  }

  /** protoc saw the touched files and what they import, and no others. */
  private static boolean collide(
      Map<String, FileDescriptor> descriptors, Map<String, FileDescriptor> others) {
    Set<FileDescriptor> old = Set.copyOf(others.values());
    Collection<FileDescriptor> touched =
        descriptors.values().stream().filter(file -> !old.contains(file)).toList();
    return FileNames.of(touched).collideWith(FileNames.of(old));
  }
}
