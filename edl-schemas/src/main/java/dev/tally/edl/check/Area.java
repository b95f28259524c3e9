package dev.tally.edl.check;

/** What a rule looks at. */
public enum Area {
  /** One state of the EDL by itself. */
  LINT,
  /** A change: whether protobuf's readers and writers of both sides understand each other. */
  WIRE,
  /** A change: whether what is stored by name goes on to mean the same. */
  DATA,
  /** A change: whether metrics and alerts go on. */
  MEANING
}
