package dev.tally.app.torture;

/** What is done to a running installation. */
enum Fault {
  /** SIGKILL for the process with collector, aggregator and API; its engine goes with it. */
  KILL_MAIN,
  /** SIGKILL for the second collector. */
  KILL_SECOND,
  /** SIGKILL for the engine; the process that owns it starts it again. */
  KILL_ENGINE,
  /** No room on the disk of one collector's journal. */
  DISK_FULL,
  /** RST on all connections of one producer. */
  RESET,
  /** Everything between one producer and the collectors comes later. */
  DELAY,
  /** What collectors answer one producer is lost. */
  LOSE_ANSWERS,
  /** One producer's connections are half-open: nothing goes through, nobody is told. */
  STALL
}
