package dev.tally.edl.load;

import static java.util.Objects.requireNonNull;

import dev.tally.error.ErrorCode;
import java.util.Comparator;

/**
 * What is wrong with EDL, and where.
 *
 * @param path of the file, as in {@link dev.tally.edl.model.EdlFile}
 * @param line 1-based
 * @param column 1-based, in characters
 * @param message one line: which part of which event type, what is wrong, what would be right
 */
public record EdlProblem(String path, int line, int column, ErrorCode code, String message)
    implements Comparable<EdlProblem> {
  private static final Comparator<EdlProblem> ORDER =
      Comparator.comparing(EdlProblem::path)
          .thenComparingInt(EdlProblem::line)
          .thenComparingInt(EdlProblem::column)
          .thenComparing(EdlProblem::code)
          .thenComparing(EdlProblem::message);

  public EdlProblem {
    requireNonNull(path);
    requireNonNull(code);
    requireNonNull(message);
  }

  /** By place. */
  @Override
  public int compareTo(EdlProblem other) {
    return ORDER.compare(this, other);
  }

  /** {@code shop/registration.proto:12:3: message}, which terminals and editors can jump to. */
  @Override
  public String toString() {
    return path + ":" + line + ":" + column + ": " + message;
  }
}
