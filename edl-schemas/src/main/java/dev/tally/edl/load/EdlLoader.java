package dev.tally.edl.load;

import com.google.protobuf.Descriptors.FileDescriptor;
import dev.tally.edl.model.EdlFile;
import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Loads a folder of EDL.
 *
 * <ol>
 *   <li>read the files ({@link SourceFolder})
 *   <li>compile them with protoc ({@link SourceCompiler})
 *   <li>link the descriptors ({@link DescriptorLinker})
 *   <li>read the event types out of them, checking what protoc does not know ({@link
 *       EventTypeReader})
 * </ol>
 *
 * All problems of all files come out together. Who loads a folder again and again after small
 * changes uses an {@link IncrementalLoader}.
 */
public final class EdlLoader implements SchemaLoader {
  private final ProtoCompiler protoc;

  /** What came out of a folder. */
  public sealed interface Result {
    record Loaded(Schema schema) implements Result {
      /** By path; those without event types included. */
      public List<EdlFile> files() {
        return schema.files();
      }
    }

    /**
     * @param problems by place, at least one
     */
    record Refused(List<EdlProblem> problems) implements Result {
      public Refused {
        problems = List.copyOf(problems);
      }
    }
  }

  public EdlLoader(ProtoCompiler protoc) {
    this.protoc = protoc;
  }

  /**
   * With the protoc that Tally brings along.
   *
   * @param cache the folder that it is unpacked into at first use, a few MB
   */
  public static EdlLoader bundled(Path cache) {
    return new EdlLoader(ProtocProcess.bundled(cache));
  }

  @Override
  public Result load(Path folder) {
    Problems problems = new Problems();
    return load(new SourceFolder(folder, problems).read(), problems);
  }

  @Override
  public Result load(Map<String, String> texts) {
    Problems problems = new Problems();
    return load(new SourceTexts(texts, problems).read(), problems);
  }

  /**
   * The {@code .proto} files that {@link #load(Path)} loads, as they are.
   *
   * @return texts by path
   * @throws TallyException NOT_FOUND when there is no such folder or file, EDL_INVALID when a file
   *     cannot be read
   */
  public static Map<String, String> texts(Path folder) {
    Problems problems = new Problems();
    Map<String, String> texts = new TreeMap<>();
    new SourceFolder(folder, problems)
        .read()
        .forEach(source -> texts.put(source.path(), source.text().text()));
    if (!problems.isEmpty()) {
      throw new TallyException(ErrorCode.EDL_INVALID, problems.list().getFirst().toString());
    }
    return texts;
  }

  Result load(List<EdlSource> sources, Problems problems) {
    return read(sources, problems).result();
  }

  /**
   * Loads files, and keeps what a later load can use.
   *
   * @param problems that were found before; those of the files come to them
   */
  LoadedFolder read(List<EdlSource> sources, Problems problems) {
    try (ProtoWorkspace workspace = new ProtoWorkspace()) {
      // compile
      SourceCompiler.Compiled compiled =
          new SourceCompiler(protoc, workspace, problems).compile(sources);

      // link
      Map<String, FileDescriptor> descriptors =
          compiled
              .descriptorSet()
              .map(set -> new DescriptorLinker(problems).link(set, Map.of()))
              .orElse(Map.of());

      // read the event types
      FilesReader reader = new FilesReader(sources, descriptors, problems, compiled.lost());
      return new LoadedFolder(sources, descriptors, reader.read(), problems);
    } catch (IOException e) {
      throw new TallyException(
          ErrorCode.PROTOC_FAILED, "the EDL files cannot be handed to protoc: " + e, e);
    }
  }
}
