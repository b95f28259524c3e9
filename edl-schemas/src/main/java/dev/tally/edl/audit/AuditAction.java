package dev.tally.edl.audit;

/** What somebody did. Names are kept in the database and never change. */
public enum AuditAction {
  /** Files were published without a proposal. */
  PUBLISH,
  /** What a proposal's merge changed was published. */
  PUBLISH_MERGED,
  PROMOTE,
  DEPRECATE,
  REINSTATE,
  PROPOSE,
  ADD_ROUND,
  REVIEW,
  COMMENT,
  RESOLVE,
  REOPEN,
  WITHDRAW,
  MERGE,
  ADD_PERSON,
  CHANGE_PERSON,
  ADD_TEAM,
  ADD_MEMBER,
  REMOVE_MEMBER,
  ISSUE_TOKEN,
  REVOKE_TOKEN
}
