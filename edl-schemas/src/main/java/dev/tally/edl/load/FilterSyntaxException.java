package dev.tally.edl.load;

/** A filter that cannot be read on from here; stays inside the parser. */
final class FilterSyntaxException extends Exception {
  private final int offset;

  FilterSyntaxException(int offset, String message) {
    super(message, null, false, false);
    this.offset = offset;
  }

  int offset() {
    return offset;
  }

  String words() {
    return String.valueOf(getMessage());
  }
}
