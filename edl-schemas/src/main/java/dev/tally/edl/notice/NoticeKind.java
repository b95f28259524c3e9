package dev.tally.edl.notice;

/** What a notice tells of. */
public enum NoticeKind {
  PROPOSAL_OPENED("proposal.opened"),
  PROPOSAL_ROUND("proposal.round"),
  PROPOSAL_REVIEWED("proposal.reviewed"),
  PROPOSAL_COMMENTED("proposal.commented"),
  PROPOSAL_WITHDRAWN("proposal.withdrawn"),
  PROPOSAL_MERGED("proposal.merged"),
  /** Revisions became the latest of a stage. */
  REVISIONS_PUBLISHED("revisions.published"),
  EVENT_TYPE_DEPRECATED("event_type.deprecated");

  private final String text;

  NoticeKind(String text) {
    this.text = text;
  }

  /** As receivers see it. */
  public String text() {
    return text;
  }
}
