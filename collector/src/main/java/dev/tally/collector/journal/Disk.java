package dev.tally.collector.journal;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** How the journal opens files to write; tests give one that runs full. */
@FunctionalInterface
public interface Disk {
  Disk REAL = FileChannel::open;

  /** Ends the name of a file that the journal does not look at any more. */
  String ASIDE_SUFFIX = ".corrupt";

  FileChannel open(Path path, OpenOption... options) throws IOException;

  /** Puts created, renamed and deleted names of a directory on disk. */
  static void syncDirectory(Path directory) throws IOException {
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  /** Moves {@code file} aside, out of the journal's sight. */
  static Path setAside(Path file) throws IOException {
    return Files.move(file, asideName(file));
  }

  /** A free name beside {@code file} that the journal does not look at. */
  static Path asideName(Path file) {
    Path aside = file.resolveSibling(file.getFileName() + ASIDE_SUFFIX);
    for (int i = 2; Files.exists(aside); i++) {
      aside = file.resolveSibling(file.getFileName() + "." + i + ASIDE_SUFFIX);
    }
    return aside;
  }
}
