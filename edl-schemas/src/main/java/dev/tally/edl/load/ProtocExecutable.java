package dev.tally.edl.load;

import com.google.protobuf.RuntimeVersion;
import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Locale;

/** The protoc that is in this module's jar. */
final class ProtocExecutable {
  private ProtocExecutable() {}

  /**
   * Puts it into {@code cache}, once per version.
   *
   * @throws TallyException PROTOC_FAILED when the jar has none for this platform or the folder
   *     cannot be written
   */
  static Path extract(Path cache) {
    String platform = platform(System.getProperty("os.name"), System.getProperty("os.arch"));
    URL bundled = ProtocExecutable.class.getResource("protoc/" + platform + ".exe");
    if (bundled == null) {
      throw new TallyException(
          ErrorCode.PROTOC_FAILED,
          "this build of Tally has no protoc for %s; build it on such a machine"
              .formatted(platform));
    }
    Path executable =
        cache.resolve(
            "protoc-%d.%d.%d-%s"
                .formatted(
                    RuntimeVersion.OSS_MAJOR,
                    RuntimeVersion.OSS_MINOR,
                    RuntimeVersion.OSS_PATCH,
                    platform));
    try {
      var connection = bundled.openConnection();
      long size = connection.getContentLengthLong();
      try (InputStream in = connection.getInputStream()) {
        if (!Files.isExecutable(executable) || Files.size(executable) != size) {
          write(in, executable);
        }
      }
      return executable;
    } catch (IOException e) {
      throw new TallyException(
          ErrorCode.PROTOC_FAILED, "protoc cannot be put into %s: %s".formatted(cache, e), e);
    }
  }

  /** Whole or not at all: other processes may look at the same time. */
  private static void write(InputStream in, Path executable) throws IOException {
    Path folder = Files.createDirectories(executable.toAbsolutePath().getParent());
    Path partial = Files.createTempFile(folder, "protoc", ".partial");
    try {
      Files.copy(in, partial, StandardCopyOption.REPLACE_EXISTING);
      if (!partial.toFile().setExecutable(true)) {
        throw new IOException(partial + " cannot be made executable");
      }
      Files.move(
          partial, executable, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(partial);
    }
  }

  /** As protoc's artifacts name it: {@code linux-x86_64}, {@code osx-aarch_64}. */
  static String platform(String osName, String osArch) {
    String os = osName.toLowerCase(Locale.ROOT).startsWith("mac") ? "osx" : osName;
    String arch =
        switch (osArch) {
          case "amd64", "x86_64" -> "x86_64";
          case "aarch64", "arm64" -> "aarch_64";
          default -> osArch;
        };
    return os.toLowerCase(Locale.ROOT).replace(' ', '_') + "-" + arch;
  }
}
