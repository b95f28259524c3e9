package dev.tally.edl.policy;

/** What an {@code edl.yaml} may be at most. Over a limit comes a problem that names it. */
public final class PolicyLimits {
  /** Size of one file. */
  public static final int FILE_BYTES_MAX = 256 * 1024;

  /** Such files in a folder of EDL, sub-folders included. */
  public static final int FOLDER_FILES_MAX = 500;

  /** Values within each other. */
  public static final int DEPTH_MAX = 8;

  /** Teams of one file. */
  public static final int OWNERS_MAX = 20;

  /** Name of a team or an author. */
  public static final int NAME_CHARS_MAX = 100;

  /** Approvals of a change. */
  public static final int APPROVALS_MAX = 10;

  /** Waivers of one file. */
  public static final int WAIVERS_MAX = 200;

  /** A waiver's reason. */
  public static final int REASON_CHARS_MAX = 500;

  /** A waiver's subject: an event type's name and the longest path in it. */
  public static final int SUBJECT_CHARS_MAX = 1_000;

  /** How far ahead a waiver may expire. */
  public static final int EXPIRY_DAYS_MAX = 366;

  private PolicyLimits() {}
}
