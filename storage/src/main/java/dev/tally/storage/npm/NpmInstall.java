package dev.tally.storage.npm;

import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An npm package in a folder of its own: pinned, with its checksum, by a {@code package.json} and a
 * {@code package-lock.json} among the resources.
 *
 * @param what as messages name it, "the engine"
 * @param resources beside this class are the two files
 * @param folder that npm installs to
 * @param missing the code of every failure
 */
public record NpmInstall(String what, Class<?> resources, Path folder, ErrorCode missing) {
  /** A slow line gets this long; the engine is 178 MB. */
  private static final Duration TIME_MAX = Duration.ofMinutes(15);

  private static final String LOCK = "package-lock.json";

  /** A copy of the lock, written when all that it names is there. */
  private static final String INSTALLED = "installed.json";

  private static final int NPM_LINES_MAX = 5;

  /**
   * Fetches unless this version is there, whole. Processes that do so at once wait for each other.
   *
   * @param file that the package has, relative to {@code node_modules}
   * @return the file
   * @throws TallyException saying why it could not be had
   */
  public Path fetch(String file) {
    Path installed = file(file);
    if (isCurrent(installed)) {
      return installed;
    }
    try {
      Files.createDirectories(folder);
      try (FileChannel channel =
              FileChannel.open(
                  folder.resolve("install.lock"),
                  StandardOpenOption.CREATE,
                  StandardOpenOption.WRITE);
          FileLock lock = channel.lock()) {
        if (lock.isValid() && !isCurrent(installed)) {
          install();
        }
      }
    } catch (IOException e) {
      throw failure("in " + folder + ": " + e, e);
    }
    if (!Files.isRegularFile(installed)) {
      throw failure("the package has no " + file, null);
    }
    return installed;
  }

  /** Where a file of the package is once it is fetched. */
  public Path file(String file) {
    return folder.resolve("node_modules").resolve(file);
  }

  private boolean isCurrent(Path installed) {
    try {
      return Files.isRegularFile(installed)
          && Files.readString(folder.resolve(INSTALLED)).equals(resource(LOCK));
    } catch (IOException e) {
      return false;
    }
  }

  private void install() throws IOException {
    Files.deleteIfExists(folder.resolve(INSTALLED));
    Files.writeString(folder.resolve("package.json"), resource("package.json"));
    Files.writeString(folder.resolve(LOCK), resource(LOCK));
    Files.writeString(folder.resolve(".npmrc"), "omit-lockfile-registry-resolved=true\n");
    npmCi();
    Files.writeString(folder.resolve(INSTALLED), resource(LOCK));
  }

  private String resource(String name) throws IOException {
    try (InputStream in = resources.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("no resource " + name + " beside " + resources);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private void npmCi() throws IOException {
    Path output = folder.resolve("npm.log");
    Process npm = startNpm(output);
    try {
      if (!npm.waitFor(TIME_MAX)) {
        throw failure(
            "npm ci in %s took over %d min".formatted(folder, TIME_MAX.toMinutes()), null);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw failure("interrupted in npm ci", e);
    } finally {
      npm.destroyForcibly();
    }
    if (npm.exitValue() != 0) {
      List<String> lines = Files.readAllLines(output, StandardCharsets.UTF_8);
      List<String> first = lines.subList(0, Math.min(NPM_LINES_MAX, lines.size()));
      throw failure("npm ci in %s failed: %s".formatted(folder, String.join(" | ", first)), null);
    }
  }

  private Process startNpm(Path output) {
    try {
      return new ProcessBuilder("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund")
          .directory(folder.toFile())
          .redirectErrorStream(true)
          .redirectOutput(output.toFile())
          .start();
    } catch (IOException e) {
      throw failure("npm was not found: install Node.js 20 or later", e);
    }
  }

  private TallyException failure(String why, @Nullable Exception cause) {
    return new TallyException(missing, "can't fetch " + what + " from npm: " + why, cause);
  }
}
