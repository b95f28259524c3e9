package dev.tally.edl.load;

import build.buf.validate.ValidateProto;
import com.google.protobuf.ByteString;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.Descriptors.DescriptorValidationException;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.ExtensionRegistry;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.tally.edl.model.EdlFile;
import dev.tally.edl.proto.Edl;
import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Loads a folder of EDL.
 *
 * <ol>
 *   <li>read the files ({@link SourceFolder})
 *   <li>compile them with protoc ({@link SourceCompiler})
 *   <li>link the descriptors
 *   <li>read the event types out of them, checking what protoc does not know ({@link
 *       EventTypeReader})
 * </ol>
 *
 * All problems of all files come out together.
 */
public final class EdlLoader {
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

  /**
   * Loads every {@code .proto} file in the folder and its sub-folders; imports are relative to the
   * folder.
   *
   * @throws TallyException NOT_FOUND when there is no such folder or file, PROTOC_FAILED when
   *     protoc cannot be run
   */
  public Result load(Path folder) {
    Problems problems = new Problems();
    return load(new SourceFolder(folder, problems).read(), problems);
  }

  /**
   * Loads files that are in no folder.
   *
   * @param texts by path, as in {@link EdlFile}; other files than {@code .proto} are left out
   * @throws TallyException EDL_INVALID when there are too many files or a path leads elsewhere,
   *     PROTOC_FAILED when protoc cannot be run
   */
  public Result load(Map<String, String> texts) {
    Problems problems = new Problems();
    return load(new SourceTexts(texts, problems).read(), problems);
  }

  private Result load(List<EdlSource> sources, Problems problems) {
    try (ProtoWorkspace workspace = new ProtoWorkspace()) {
      // compile
      SourceCompiler.Compiled compiled =
          new SourceCompiler(protoc, workspace, problems).compile(sources);

      // link
      Map<String, FileDescriptor> descriptors = new LinkedHashMap<>();
      if (compiled.descriptorSet().isPresent()) {
        descriptors = link(compiled.descriptorSet().get());
      }

      // read the event types
      Schema schema = new FilesReader(sources, descriptors, problems, compiled.lost()).read();
      return problems.isEmpty() ? new Result.Loaded(schema) : new Result.Refused(problems.list());
    } catch (IOException e) {
      throw new TallyException(
          ErrorCode.PROTOC_FAILED, "the EDL files cannot be handed to protoc: " + e, e);
    }
  }

  /** By path; protoc puts imports before what imports them. */
  private static Map<String, FileDescriptor> link(ByteString descriptorSet) {
    ExtensionRegistry registry = ExtensionRegistry.newInstance();
    Edl.registerAllExtensions(registry);
    ValidateProto.registerAllExtensions(registry);
    try {
      Map<String, FileDescriptor> linked = new LinkedHashMap<>();
      for (FileDescriptorProto file :
          FileDescriptorSet.parseFrom(descriptorSet, registry).getFileList()) {
        FileDescriptor[] imports =
            file.getDependencyList().stream().map(linked::get).toArray(FileDescriptor[]::new);
        linked.put(file.getName(), FileDescriptor.buildFrom(file, imports));
      }
      return linked;
    } catch (InvalidProtocolBufferException | DescriptorValidationException e) {
      throw new TallyException(
          ErrorCode.PROTOC_FAILED, "protoc's descriptors cannot be linked: " + e.getMessage(), e);
    }
  }
}
