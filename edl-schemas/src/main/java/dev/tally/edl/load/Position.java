package dev.tally.edl.load;

/** A place in a text; line and column are 1-based, columns count characters. */
record Position(int line, int column) {
  static final Position START = new Position(1, 1);
}
