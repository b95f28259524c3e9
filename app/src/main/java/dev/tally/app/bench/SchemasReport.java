package dev.tally.app.bench;

import java.util.List;

/**
 * What {@code tally bench schemas} prints; times are in milliseconds.
 *
 * @param protos by folder
 */
public record SchemasReport(List<Protos> protos, Generated generated) {
  public SchemasReport {
    protos = List.copyOf(protos);
  }

  /**
   * Other people's files.
   *
   * @param acceptedByProtoc all of them in one run, or each by itself where that failed
   * @param differences what Tally says of files that protoc accepts; the first ones
   * @param loadMs of the whole folder, once
   */
  public record Protos(
      String folder,
      int files,
      long bytes,
      int acceptedByProtoc,
      int acceptedByTally,
      List<String> differences,
      long loadMs) {
    public Protos {
      differences = List.copyOf(differences);
    }
  }

  /**
   * A folder that was made up.
   *
   * @param checkMs {@code tally check} as a process, the median
   * @param firstLoadMs the first load of a process that runs
   * @param loadMs a later one of the whole folder, the median
   * @param changeMs one file changed, the median
   * @param changeMsMax the slowest of them, behind the first ones
   * @param wrongChangeMs one file changed so that protoc refuses it, the median
   */
  public record Generated(
      int eventTypes,
      int files,
      long checkMs,
      long firstLoadMs,
      long loadMs,
      long changeMs,
      long changeMsMax,
      long wrongChangeMs) {}

  /** Whether Tally takes what protoc takes. */
  public boolean holds() {
    return protos.stream().allMatch(p -> p.differences().isEmpty());
  }
}
