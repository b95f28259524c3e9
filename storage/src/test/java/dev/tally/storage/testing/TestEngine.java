package dev.tally.storage.testing;

import dev.tally.storage.engine.EmbeddedEngine;
import dev.tally.storage.engine.EngineLibrary;
import dev.tally.storage.engine.EngineSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** An embedded engine on free ports, in a temporary directory that goes with it. */
public final class TestEngine implements AutoCloseable {
  private static final long MEMORY_MAX_BYTES = 3L << 30;

  private final Path directory;
  private final EmbeddedEngine engine;

  private TestEngine(Path directory, EmbeddedEngine engine) {
    this.directory = directory;
    this.engine = engine;
  }

  public static TestEngine start() {
    try {
      Path directory = Files.createTempDirectory("tally-engine-");
      EngineSettings settings = new EngineSettings(library(), directory, 0, 0, MEMORY_MAX_BYTES);
      return new TestEngine(directory, EmbeddedEngine.start(settings));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public EmbeddedEngine engine() {
    return engine;
  }

  /**
   * The library named by the environment, or that under the nearest folder {@code .tally} above, or
   * installed now into {@code .tally} of the repository.
   */
  public static Path library() {
    String named = System.getenv(EngineLibrary.ENVIRONMENT);
    if (named != null && !named.isEmpty()) {
      return EngineLibrary.locate(Optional.of(Path.of(named)), Path.of("."));
    }
    Path root = above(".tally");
    if (root == null) {
      root = above(".git");
    }
    if (root == null) {
      throw new IllegalStateException("no repository above " + Path.of("").toAbsolutePath());
    }
    return EngineLibrary.install(root.resolve(".tally"));
  }

  @Override
  public void close() {
    engine.close();
    deleteTree(directory);
  }

  private static @Nullable Path above(String name) {
    for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
      if (Files.exists(at.resolve(name))) {
        return at;
      }
    }
    return null;
  }

  static void deleteTree(Path directory) {
    try {
      Files.walkFileTree(
          directory,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                throws IOException {
              Files.delete(file);
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException e)
                throws IOException {
              Files.delete(folder);
              return FileVisitResult.CONTINUE;
            }
          });
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
