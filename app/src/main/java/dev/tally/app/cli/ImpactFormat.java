package dev.tally.app.cli;

/** What an impact is printed as. */
enum ImpactFormat {
  /** For people at a terminal. */
  TEXT,
  /** As the HTTP API answers, for scripts. */
  JSON
}
