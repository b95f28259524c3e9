package dev.tally.edl.review;

import static java.util.Objects.requireNonNull;

import dev.tally.edl.model.EdlFile;
import java.util.List;

/**
 * What came of a check.
 *
 * @param files the proposed tree as it was loaded; empty where it does not load
 */
public record Checked(List<EdlFile> files, CheckReport report) {
  public Checked {
    files = List.copyOf(files);
    requireNonNull(report);
  }
}
