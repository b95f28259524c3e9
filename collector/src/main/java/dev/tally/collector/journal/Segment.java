package dev.tally.collector.journal;

import java.nio.file.Path;
import java.util.Locale;
import java.util.OptionalLong;

/** A segment file as its readers see it while the syncer writes it. */
final class Segment {
  private static final int NAME_DIGITS = 19;

  private final Path path;
  private final long firstSequence;
  private volatile long durableBytes;
  private volatile long endSequence;
  private volatile boolean sealed;
  private volatile boolean damaged;

  Segment(Path path, long firstSequence, long durableBytes) {
    this.path = path;
    this.firstSequence = firstSequence;
    this.durableBytes = durableBytes;
    this.endSequence = firstSequence;
  }

  static Path path(Path directory, long firstSequence) {
    String name = String.format(Locale.ROOT, "%0" + NAME_DIGITS + "d", firstSequence);
    return directory.resolve(name + JournalDirectory.SEGMENT_SUFFIX);
  }

  /** The first sequence that a segment's file name says; empty for any other file. */
  static OptionalLong firstSequence(Path file) {
    String name = file.getFileName().toString();
    if (!name.matches("[0-9]{" + NAME_DIGITS + "}\\" + JournalDirectory.SEGMENT_SUFFIX)) {
      return OptionalLong.empty();
    }
    try {
      return OptionalLong.of(Long.parseLong(name.substring(0, NAME_DIGITS)));
    } catch (NumberFormatException e) {
      return OptionalLong.empty();
    }
  }

  Path path() {
    return path;
  }

  long firstSequence() {
    return firstSequence;
  }

  /** Bytes that are on disk, whole records. */
  long durableBytes() {
    return durableBytes;
  }

  /** One more than the last sequence that is on disk. */
  long endSequence() {
    return endSequence;
  }

  boolean isEmpty() {
    return endSequence == firstSequence;
  }

  void advance(long bytes, long end) {
    endSequence = end;
    durableBytes = bytes;
  }

  /** Whether no more records come. */
  boolean isSealed() {
    return sealed;
  }

  void seal() {
    sealed = true;
  }

  /** Whether part of it can't be read; such a file is set aside and not deleted. */
  boolean isDamaged() {
    return damaged;
  }

  void markDamaged() {
    damaged = true;
  }
}
