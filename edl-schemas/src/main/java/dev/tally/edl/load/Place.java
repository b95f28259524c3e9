package dev.tally.edl.load;

import static java.util.Objects.requireNonNull;

/**
 * Where something stands in EDL.
 *
 * @param path of the file, as in {@link dev.tally.edl.model.EdlFile}
 * @param line 1-based
 * @param column 1-based, in characters
 */
public record Place(String path, int line, int column) {
  public Place {
    requireNonNull(path);
  }

  static Place of(String path, Position position) {
    return new Place(path, position.line(), position.column());
  }

  /** {@code shop/registration.proto:12:3}, which terminals and editors can jump to. */
  @Override
  public String toString() {
    return path + ":" + line + ":" + column;
  }
}
