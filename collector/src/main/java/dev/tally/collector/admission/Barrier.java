package dev.tally.collector.admission;

/** Why nothing is read from a caller now. */
enum Barrier {
  NONE,
  /** Too much is on its way to the disk. */
  MEMORY,
  /** The journal has next to no room. */
  JOURNAL,
  /** The caller has used up his quota. */
  QUOTA
}
