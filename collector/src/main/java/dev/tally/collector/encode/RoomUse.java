package dev.tally.collector.encode;

/**
 * Decides when room that blocks no longer need is given back: not after one small block, for the
 * next may be as large as the one before.
 */
final class RoomUse {
  /** So many blocks in a row must leave most of the room unused; some 15 s of small ones. */
  static final int BLOCKS = 32;

  /** A block that uses less than a quarter leaves most of it. */
  static final int FACTOR = 4;

  private int spare;

  /** Told once per block. */
  boolean isSpare(int used, int room) {
    spare = used < room / FACTOR ? spare + 1 : 0;
    if (spare < BLOCKS) {
      return false;
    }
    spare = 0;
    return true;
  }
}
