package dev.tally.edl.model;

/**
 * What a {@link Rule} demands. Names and meanings are those of protovalidate's standard rules, in
 * upper case: {@code MIN_LEN} is {@code string.min_len} on a string and {@code bytes.min_len} on
 * bytes.
 */
public enum RuleKind {
  /** Not the zero of its type: {@code required} on a field that cannot tell zero from unset. */
  NOT_ZERO,
  CONST,
  IN,
  NOT_IN,
  GT,
  GTE,
  LT,
  LTE,
  FINITE,
  /** In characters (code points) of a string, in bytes of bytes; so are the two that follow. */
  LEN,
  MIN_LEN,
  MAX_LEN,
  LEN_BYTES,
  MIN_BYTES,
  MAX_BYTES,
  /** RE2 syntax, found anywhere in the value. */
  PATTERN,
  PREFIX,
  SUFFIX,
  CONTAINS,
  NOT_CONTAINS,
  EMAIL,
  HOSTNAME,
  IP,
  IPV4,
  IPV6,
  ADDRESS,
  UUID,
  TUUID,
  ULID,
  DEFINED_ONLY,
  /** Not after the event's receipt. */
  LT_NOW,
  /** Not before the event's receipt. */
  GT_NOW,
  /** At most so far from the event's receipt. */
  WITHIN,
  MIN_ITEMS,
  MAX_ITEMS,
  UNIQUE,
  MIN_PAIRS,
  MAX_PAIRS;

  /**
   * Whether it is about all values of a repeated attribute or a map together, and not about each.
   */
  public boolean isOfAll() {
    return switch (this) {
      case MIN_ITEMS, MAX_ITEMS, UNIQUE, MIN_PAIRS, MAX_PAIRS -> true;
      case NOT_ZERO, CONST, IN, NOT_IN, GT, GTE, LT, LTE, FINITE -> false;
      case LEN, MIN_LEN, MAX_LEN, LEN_BYTES, MIN_BYTES, MAX_BYTES -> false;
      case PATTERN, PREFIX, SUFFIX, CONTAINS, NOT_CONTAINS -> false;
      case EMAIL, HOSTNAME, IP, IPV4, IPV6, ADDRESS, UUID, TUUID, ULID -> false;
      case DEFINED_ONLY, LT_NOW, GT_NOW, WITHIN -> false;
    };
  }
}
