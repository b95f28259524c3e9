package dev.tally.collector.journal;

/**
 * A place of a journal that can't be read.
 *
 * @param file name of the file in the journal's directory
 * @param offset of the first byte that can't be read
 * @param bytes how many can't be; 0 for a file that is missing before this one
 * @param what is lost there, for a person
 */
public record Damage(String file, long offset, long bytes, String what) {
  /** {@code file:offset: what}, as compilers write it. */
  public String line() {
    return "%s:%d: %s".formatted(file, offset, what);
  }
}
