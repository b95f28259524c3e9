package dev.tally.codegen;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.DescriptorValidationException;
import com.google.protobuf.Descriptors.FileDescriptor;
import dev.tally.edl.load.EdlLoader;
import dev.tally.edl.load.ProtoCompiler;
import dev.tally.edl.load.ProtocProcess;
import dev.tally.edl.model.EdlFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/** The EDL under {@code src/test/resources/edl}, as Tally and as protobuf itself understand it. */
final class TestEdl {
  private static final Path SOURCES = Path.of("src/test/resources/edl");
  private static final List<String> IMPORTS =
      List.of(
          "tally/edl.proto",
          "google/protobuf/duration.proto",
          "google/protobuf/struct.proto",
          "google/protobuf/timestamp.proto",
          "google/protobuf/wrappers.proto",
          "google/protobuf/descriptor.proto");

  private TestEdl() {}

  static List<EdlFile> load(Path scratch) {
    return load(SOURCES, scratch);
  }

  static List<EdlFile> load(Path folder, Path scratch) {
    EdlLoader.Result result = EdlLoader.bundled(scratch).load(folder);
    assertThat(result).isInstanceOf(EdlLoader.Result.Loaded.class);
    return ((EdlLoader.Result.Loaded) result).files();
  }

  /** Message types by full name, from protoc's own output: independent of Tally's loader. */
  static Map<String, Descriptor> descriptors(Path scratch) {
    try {
      Path imports = scratch.resolve("imports");
      for (String path : IMPORTS) {
        Path copy = imports.resolve(path);
        Files.createDirectories(Objects.requireNonNull(copy.getParent()));
        try (InputStream in =
            Objects.requireNonNull(TestEdl.class.getClassLoader().getResourceAsStream(path))) {
          Files.write(copy, in.readAllBytes());
        }
      }
      ProtoCompiler.Output output =
          ProtocProcess.bundled(scratch)
              .compile(List.of(SOURCES.toAbsolutePath(), imports), paths());
      FileDescriptorSet set =
          FileDescriptorSet.parseFrom(((ProtoCompiler.Output.Compiled) output).descriptorSet());
      return messages(set);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> paths() throws IOException {
    try (Stream<Path> files = Files.walk(SOURCES)) {
      return files
          .filter(Files::isRegularFile)
          .map(file -> SOURCES.relativize(file).toString())
          .sorted()
          .toList();
    }
  }

  private static Map<String, Descriptor> messages(FileDescriptorSet set) {
    Map<String, FileDescriptor> files = new LinkedHashMap<>();
    Map<String, Descriptor> messages = new LinkedHashMap<>();
    for (FileDescriptorProto file : set.getFileList()) {
      try {
        FileDescriptor[] imports =
            file.getDependencyList().stream().map(files::get).toArray(FileDescriptor[]::new);
        FileDescriptor linked = FileDescriptor.buildFrom(file, imports);
        files.put(file.getName(), linked);
        List<Descriptor> all = new ArrayList<>(linked.getMessageTypes());
        linked.getMessageTypes().forEach(message -> all.addAll(message.getNestedTypes()));
        all.forEach(message -> messages.put(message.getFullName(), message));
      } catch (DescriptorValidationException e) {
        throw new IllegalStateException(e);
      }
    }
    return messages;
  }
}
