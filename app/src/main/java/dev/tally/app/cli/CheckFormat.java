package dev.tally.app.cli;

/** What a check is printed as. */
enum CheckFormat {
  /** Lines that terminals and editors can jump to. */
  TEXT,
  /** All of it, for scripts. */
  JSON,
  /** Workflow commands, which GitHub shows in the changed files. */
  GITHUB,
  /** The report of GitLab's Code Quality. */
  GITLAB
}
