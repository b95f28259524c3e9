package dev.tally.edl.compat;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/**
 * The {@code buf} of npm, in {@code .tally/buf} of the repository. Where it cannot be had the test
 * that asks for it is skipped, saying why.
 */
record Buf(Path executable) {
  private static final String CONFIGURATION =
      "{\"version\":\"v2\",\"breaking\":{\"use\":[\"WIRE\",\"WIRE_JSON\",\"PACKAGE\",\"FILE\"]}}";

  private static final int INSTALL_SECONDS_MAX = 300;
  private static final int RUN_SECONDS_MAX = 120;

  /** What buf says: the rule and the sentence. */
  record Annotation(String rule, String message) {}

  static Buf find() {
    String platform = System.getProperty("os.name") + " " + System.getProperty("os.arch");
    assumeTrue(
        platform.toLowerCase(Locale.ROOT).equals("linux amd64"),
        "buf is pinned for Linux on x64 only, this is " + platform);
    try {
      return new Buf(install(root().resolve(".tally").resolve("buf")));
    } catch (IOException e) {
      assumeTrue(false, "buf cannot be had: " + e.getMessage());
      throw new AssertionError(e);
    }
  }

  /** The folder of the launcher. */
  private static Path root() throws IOException {
    for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
      if (Files.isRegularFile(at.resolve("tally"))) {
        return at;
      }
    }
    throw new IOException("no folder above " + Path.of("").toAbsolutePath() + " has the launcher");
  }

  private static Path install(Path folder) throws IOException {
    Files.createDirectories(folder);
    Path executable = folder.resolve("node_modules/@bufbuild/buf-linux-x64/bin/buf");
    try (FileChannel channel =
            FileChannel.open(
                folder.resolve("install.lock"),
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE);
        FileLock lock = channel.lock()) {
      Path installed = folder.resolve("installed.json");
      String pinned = resource("package-lock.json");
      boolean isCurrent =
          Files.isExecutable(executable)
              && Files.isRegularFile(installed)
              && Files.readString(installed).equals(pinned);
      if (lock.isValid() && !isCurrent) {
        Files.writeString(folder.resolve("package.json"), resource("package.json"));
        Files.writeString(folder.resolve("package-lock.json"), pinned);
        Files.writeString(folder.resolve(".npmrc"), "omit-lockfile-registry-resolved=true\n");
        run(
            folder,
            INSTALL_SECONDS_MAX,
            "npm",
            "ci",
            "--ignore-scripts",
            "--no-audit",
            "--no-fund");
        Files.writeString(installed, pinned);
      }
    }
    return executable;
  }

  private static String resource(String name) throws IOException {
    try (InputStream in = Buf.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IOException("no resource " + name);
      }
      return new String(in.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
    }
  }

  /**
   * @param work an empty folder, which is not above the others
   */
  List<Annotation> breaking(Path work, Path before, Path after) throws IOException {
    String out =
        run(
            work,
            RUN_SECONDS_MAX,
            executable.toString(),
            "breaking",
            after.toAbsolutePath().toString(),
            "--against",
            before.toAbsolutePath().toString(),
            "--config",
            CONFIGURATION,
            "--error-format",
            "json");
    List<Annotation> annotations = new ArrayList<>();
    for (String line : out.lines().toList()) {
      if (!line.startsWith("{")) {
        throw new AssertionError("buf: " + line);
      }
      JsonNode node = new ObjectMapper().readTree(line);
      annotations.add(new Annotation(node.get("type").asString(), node.get("message").asString()));
    }
    return annotations;
  }

  /** Standard output; buf's exit code of 100 says that it has found something. */
  private static String run(Path folder, int secondsMax, String... command) throws IOException {
    Path out = Files.createTempFile(folder, "out", ".txt");
    Process process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(out.toFile())
            .start();
    try {
      if (!process.waitFor(secondsMax, TimeUnit.SECONDS)) {
        throw new IOException(command[0] + " took over " + secondsMax + " s");
      }
      String text = Files.readString(out);
      if (process.exitValue() != 0 && process.exitValue() != 100) {
        throw new IOException(command[0] + ": " + text.lines().limit(5).toList());
      }
      return text;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } finally {
      process.destroyForcibly();
      Files.deleteIfExists(out);
    }
  }
}
