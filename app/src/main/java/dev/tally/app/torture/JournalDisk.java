package dev.tally.app.torture;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A small disk in memory for one collector's journal, which can be filled. Needs root. */
final class JournalDisk implements AutoCloseable {
  private static final String SIZE = "256m";
  private static final String FILLER = "filler";
  private static final int CHUNK_BYTES = 1 << 20;
  private static final int SMALL_BYTES = 4 << 10;

  private final Path folder;

  private JournalDisk(Path folder) {
    this.folder = folder;
  }

  /** Whether this process may mount. */
  static boolean isPossible(Path folder) {
    try {
      Path probe = Files.createDirectories(folder.resolve("mount-probe"));
      boolean mounted = run("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", probe.toString());
      if (mounted) {
        run("umount", probe.toString());
      }
      Files.delete(probe);
      return mounted;
    } catch (IOException e) {
      return false;
    }
  }

  static JournalDisk mount(Path folder) {
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    if (!run("mount", "-t", "tmpfs", "-o", "size=" + SIZE, "tmpfs", folder.toString())) {
      throw new IllegalStateException("can't mount a tmpfs on " + folder);
    }
    return new JournalDisk(folder);
  }

  /** Leaves no room. */
  void fill() {
    try (var out = Files.newOutputStream(folder.resolve(FILLER))) {
      for (int size = CHUNK_BYTES; size >= SMALL_BYTES; size /= 2) {
        writeUntilFull(out, new byte[size]);
      }
    } catch (IOException e) {
      // That is what it is for.
    }
  }

  private static void writeUntilFull(java.io.OutputStream out, byte[] bytes) {
    try {
      while (true) {
        out.write(bytes);
      }
    } catch (IOException e) {
      // Full, for pieces of this size.
    }
  }

  void free() {
    try {
      Files.deleteIfExists(folder.resolve(FILLER));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean run(String... command) {
    try {
      return new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor()
          == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  @Override
  public void close() {
    run("umount", "--lazy", folder.toString());
  }
}
