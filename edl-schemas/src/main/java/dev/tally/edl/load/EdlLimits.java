package dev.tally.edl.load;

import java.time.Duration;

/** What EDL may be at most. Over a limit comes a problem that names it. */
public final class EdlLimits {
  /** Size of one file: twice the largest one of googleapis. */
  public static final int FILE_BYTES_MAX = 8 * 1024 * 1024;

  /** EDL files in a folder, sub-folders included: googleapis has 7,300. */
  public static final int FOLDER_FILES_MAX = 20_000;

  /** Size of all files of a folder together: three times googleapis. */
  public static final int FOLDER_BYTES_MAX = 256 * 1024 * 1024;

  /** Attributes of an event type, nested ones included. */
  public static final int EVENT_TYPE_ATTRIBUTES_MAX = 1_000;

  /** Messages within messages, from the event type down. */
  public static final int NESTING_DEPTH_MAX = 8;

  /** Full name of an event type. */
  public static final int EVENT_TYPE_NAME_CHARS_MAX = 255;

  /** Name of a metric or an alert. */
  public static final int NAME_CHARS_MAX = 64;

  /** Metrics of an event type. */
  public static final int EVENT_TYPE_METRICS_MAX = 200;

  /** Alerts of an event type. */
  public static final int EVENT_TYPE_ALERTS_MAX = 200;

  /** Dimension sets of a metric, without the overall one. */
  public static final int METRIC_DIMENSION_SETS_MAX = 32;

  /** Attributes of a dimension set. */
  public static final int DIMENSION_SET_ATTRIBUTES_MAX = 8;

  /** Bucket widths of a metric. */
  public static final int METRIC_RESOLUTIONS_MAX = 8;

  /** Rolling windows of a metric. */
  public static final int METRIC_WINDOWS_MAX = 8;

  /** Levels of a quantiles metric. */
  public static final int QUANTILE_LEVELS_MAX = 16;

  /** Bounds of a histogram, without infinity. */
  public static final int HISTOGRAM_BOUNDS_MAX = 50;

  /** Values of each bucket that a top_k names. */
  public static final int TOP_K_MAX = 1_000;

  /** Length of a filter. */
  public static final int FILTER_CHARS_MAX = 4_096;

  /** Parentheses and negations within each other in a filter. */
  public static final int FILTER_DEPTH_MAX = 32;

  /** Points in a row of an alert. */
  public static final int ALERT_POINTS_MAX = 1_000;

  /** A bucket is a whole part of a day, so that every day starts with a bucket. */
  public static final Duration RESOLUTION_MAX = Duration.ofDays(1);

  /** Rolling windows. */
  public static final Duration WINDOW_MAX = Duration.ofDays(366);

  /**
   * Buckets of a rolling window that is not of whole days. Each of its points is merged from so
   * many; windows of whole days are merged from days.
   */
  public static final int WINDOW_BUCKETS_MAX = 1_000;

  /** Raw retention: ten years. */
  public static final Duration RAW_RETENTION_MAX = Duration.ofDays(3_660);

  /** Shortest retention of states and series: what was kept less would be gone as it comes. */
  public static final Duration RETENTION_MIN = Duration.ofDays(1);

  /** Longest: a hundred years, which DateTime does not reach. */
  public static final Duration RETENTION_MAX = Duration.ofDays(36_500);

  /** Attributes of an upsert key. */
  public static final int DEDUP_KEY_ATTRIBUTES_MAX = 4;

  /** Attributes of an entity's key. */
  public static final int ENTITY_KEY_ATTRIBUTES_MAX = 4;

  /**
   * Shortest raw retention with an upsert key: repeats are found among the raw rows, which expire
   * by the day.
   */
  public static final Duration DEDUP_RETENTION_MIN = Duration.ofDays(2);

  /** Bounds of an event's time: a hundred years. */
  public static final Duration TIME_BOUND_MAX = Duration.ofDays(36_500);

  /** Values of a rule such as {@code in}. */
  public static final int RULE_OPERANDS_MAX = 1_000;

  /** Length of a rule's pattern. */
  public static final int PATTERN_CHARS_MAX = 1_024;

  /** Counted repetitions of a pattern, those within each other multiplied: {@code (a{10}){10}}. */
  public static final int PATTERN_REPEATS_MAX = 1_000;

  /** One run of protoc, besides {@link #PROTOC_TIME_MS_PER_MIB}. */
  public static final int PROTOC_TIME_MS_MAX = 10_000;

  /** One run of protoc, for each MiB of EDL in its folders; it takes a tenth of that. */
  public static final int PROTOC_TIME_MS_PER_MIB = 1_000;

  /** Address space of protoc, where the shell can limit it; googleapis takes a quarter. */
  public static final int PROTOC_MEMORY_MIB_MAX = 4_096;

  /** Complaints of one run of protoc that are read; the others come out when these are mended. */
  public static final int PROTOC_MESSAGES_MAX = 1_000;

  /** What protoc says of one thing; the names that it quotes can be of any length. */
  public static final int PROBLEM_CHARS_MAX = 1_000;

  /** Imports that close a circle and are told of; the others come out when these are mended. */
  public static final int IMPORT_CIRCLES_MAX = 100;

  /** Runs of protoc over one folder; each finds what the problems of the one before had hidden. */
  public static final int PROTOC_RUNS_MAX = 100;

  /** All runs of protoc but the first together; what is hidden then comes out at the next load. */
  public static final int PROTOC_RERUNS_TIME_MS_MAX = 5_000;

  private EdlLimits() {}
}
