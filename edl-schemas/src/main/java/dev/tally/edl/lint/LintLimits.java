package dev.tally.edl.lint;

/** From where on lint complains. What EDL may be at most is in {@code EdlLimits}. */
public final class LintLimits {
  /** Full name of an event type: it is the name of its view, and the first part of paths. */
  public static final int EVENT_TYPE_NAME_CHARS_MAX = 80;

  /** Name of an attribute, dots included: a column's, and in the paths of series. */
  public static final int ATTRIBUTE_NAME_CHARS_MAX = 48;

  /** Name of an enum's value, which is stored with every event that has it. */
  public static final int ENUM_VALUE_NAME_CHARS_MAX = 48;

  /** Attributes of an event type. */
  public static final int EVENT_TYPE_ATTRIBUTES_MAX = 100;

  private LintLimits() {}
}
