package dev.tally.edl.load;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A temporary folder with the EDL files, and beside them the protos that they may import; protoc
 * sees nothing else. Gone when closed.
 */
public final class ProtoWorkspace implements AutoCloseable {
  /** On the class path: Tally's options, those of protovalidate, and what comes with protobuf. */
  private static final Set<String> BROUGHT_ALONG =
      Set.of(
          "tally/edl.proto",
          "buf/validate/validate.proto",
          "google/protobuf/any.proto",
          "google/protobuf/api.proto",
          "google/protobuf/descriptor.proto",
          "google/protobuf/duration.proto",
          "google/protobuf/empty.proto",
          "google/protobuf/field_mask.proto",
          "google/protobuf/java_features.proto",
          "google/protobuf/source_context.proto",
          "google/protobuf/struct.proto",
          "google/protobuf/timestamp.proto",
          "google/protobuf/type.proto",
          "google/protobuf/wrappers.proto");

  private final Path folder;
  private final Path sources;
  private final Path includes;

  ProtoWorkspace() throws IOException {
    folder = Files.createTempDirectory("tally-edl");
    sources = Files.createDirectory(folder.resolve("sources"));
    includes = Files.createDirectory(folder.resolve("includes"));
    bringAlong(includes);
  }

  /** Puts the protos that Tally brings along into a folder. */
  public static void bringAlong(Path folder) throws IOException {
    for (String path : BROUGHT_ALONG) {
      Path copy = folder.resolve(path);
      Files.createDirectories(copy.getParent());
      try (InputStream in = ProtoWorkspace.class.getResourceAsStream("/" + path)) {
        if (in == null) {
          throw new IOException(path + " is not on the class path");
        }
        Files.copy(in, copy);
      }
    }
  }

  /** Whether Tally has this file itself, so that a copy beside the EDL files does not count. */
  static boolean bringsAlong(String path) {
    return BROUGHT_ALONG.contains(path);
  }

  void write(String path, String text) throws IOException {
    Path file = sources.resolve(path).normalize();
    if (!file.startsWith(sources)) {
      throw new IOException("not inside the folder: " + path);
    }
    Files.createDirectories(file.getParent());
    Files.writeString(file, text, UTF_8);
  }

  /** Where protoc looks for imports. */
  List<Path> folders() {
    return List.of(includes, sources);
  }

  @Override
  public void close() throws IOException {
    delete(folder);
  }

  static void delete(Path folder) throws IOException {
    try (Stream<Path> paths = Files.walk(folder)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
