package dev.tally.app.bench;

import java.util.List;

/**
 * What {@code tally bench schemas} prints; times are in milliseconds.
 *
 * @param protos by folder
 */
public record SchemasReport(List<Protos> protos, Generated generated) {
  private static final int CHECK_MS_MAX = 2_000;
  private static final int CHANGE_MS_MAX = 300;

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
   * @param load of the whole folder
   * @param change load after a change of one file
   * @param wrongChange the same, where protoc refuses the change
   * @param check what {@code tally check} does
   * @param proposal {@code POST /api/v1/proposals} of a change of one file
   */
  public record Generated(
      int eventTypes,
      int files,
      Timed load,
      Timed change,
      Timed wrongChange,
      Checked check,
      Timed proposal) {}

  /**
   * Load, lint and comparison.
   *
   * @param process by the launcher
   * @param againstProcess the same against another folder, of which one file differs
   * @param whole in a process that runs, with nothing kept
   * @param change of one file, in a process that runs, with an incremental loader
   */
  public record Checked(Timed process, Timed againstProcess, Timed whole, Timed change) {}

  /** Whether Tally takes what protoc takes, and what it promises for a thousand event types. */
  public boolean holds() {
    return protos.stream().allMatch(p -> p.differences().isEmpty())
        && generated.check().process().medianMs() < CHECK_MS_MAX
        && generated.check().change().medianMs() < CHANGE_MS_MAX
        && generated.wrongChange().medianMs() < CHANGE_MS_MAX
        && generated.proposal().medianMs() < CHANGE_MS_MAX;
  }
}
