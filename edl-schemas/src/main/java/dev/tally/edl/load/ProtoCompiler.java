package dev.tally.edl.load;

import com.google.protobuf.ByteString;
import dev.tally.error.TallyException;
import java.nio.file.Path;
import java.util.List;

/** Turns {@code .proto} files into descriptors, as protoc does. */
public interface ProtoCompiler {
  /**
   * @param includes folders that imports are looked up in, first match first
   * @param files relative to one of the folders
   * @throws TallyException PROTOC_FAILED when it could not do its work at all
   */
  Output compile(List<Path> includes, List<String> files);

  /** What came out. */
  sealed interface Output {
    /**
     * @param descriptorSet a serialized {@code google.protobuf.FileDescriptorSet}: the files, and
     *     before them all that they import; with source info
     */
    record Compiled(ByteString descriptorSet) implements Output {}

    /**
     * @param messages as protoc prints them, {@code file:line:column: words}, warnings included;
     *     columns count bytes, and a tab as far as the next multiple of 8
     */
    record Failed(List<String> messages) implements Output {
      public Failed {
        messages = List.copyOf(messages);
      }
    }

    /**
     * It broke down over one of the files, as over options that are nested too deep for its stack.
     *
     * @param words how it ended
     */
    record Crashed(String words) implements Output {}
  }
}
