package dev.tally.collector;

import static java.util.Objects.requireNonNull;

import dev.tally.collector.journal.JournalSettings;
import java.nio.file.Path;

/**
 * Where a collector listens and keeps its journal.
 *
 * @param port of gRPC; 0 takes a free one
 */
public record CollectorSettings(
    String listen, int port, Path journalDirectory, JournalSettings journal) {
  public CollectorSettings {
    requireNonNull(listen);
    requireNonNull(journalDirectory);
    requireNonNull(journal);
  }

  /** With the journal's default limits. */
  public CollectorSettings(String listen, int port, Path journalDirectory) {
    this(listen, port, journalDirectory, JournalSettings.DEFAULTS);
  }
}
