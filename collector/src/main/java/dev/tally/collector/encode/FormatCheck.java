package dev.tally.collector.encode;

import dev.tally.edl.model.RuleKind;

/** Strings of a well-known format, as protovalidate defines each. */
record FormatCheck(RuleKind kind) implements ValueCheck {
  private static final int HOSTNAME_BYTES_MAX = 253;
  private static final int LABEL_BYTES_MAX = 63;
  private static final String UUID_SHAPE = "hhhhhhhh-hhhh-hhhh-hhhh-hhhhhhhhhhhh";
  private static final int TUUID_BYTES = 32;
  private static final int ULID_BYTES = 26;
  private static final String LOCAL_PART_SIGNS = ".!#$%&'*+/=?^_`{|}~-";

  @Override
  public boolean holds(long value, int nanos, byte[] payload, long receivedMs) {
    int from = Slice.offset(value);
    int to = from + Slice.length(value);
    return switch (kind) {
      case EMAIL -> isEmail(payload, from, to);
      case HOSTNAME -> isHostname(payload, from, to);
      case IPV4 -> IpText.isV4(payload, from, to);
      case IPV6 -> IpText.isV6(payload, from, to);
      case IP -> IpText.isV4(payload, from, to) || IpText.isV6(payload, from, to);
      case ADDRESS ->
          isHostname(payload, from, to)
              || IpText.isV4(payload, from, to)
              || IpText.isV6(payload, from, to);
      case UUID -> isUuid(payload, from, to);
      case TUUID -> to - from == TUUID_BYTES && areHex(payload, from, to);
      case ULID -> isUlid(payload, from, to);
      default -> throw new IllegalStateException(kind + " is no format");
    };
  }

  /** Of bytes: as many as an address or a UUID has. */
  record Size(RuleKind kind) implements ValueCheck {
    @Override
    public boolean holds(long value, int nanos, byte[] payload, long receivedMs) {
      int length = Slice.length(value);
      return switch (kind) {
        case IP -> length == 4 || length == 16;
        case IPV4 -> length == 4;
        default -> length == 16;
      };
    }
  }

  static boolean isHex(byte b) {
    return isDigit(b) || (b >= 'a' && b <= 'f') || (b >= 'A' && b <= 'F');
  }

  static boolean isDigit(byte b) {
    return b >= '0' && b <= '9';
  }

  private static boolean isLetter(byte b) {
    return (b >= 'a' && b <= 'z') || (b >= 'A' && b <= 'Z');
  }

  private static boolean areHex(byte[] bytes, int from, int to) {
    for (int at = from; at < to; at++) {
      if (!isHex(bytes[at])) {
        return false;
      }
    }
    return true;
  }

  private static boolean isUuid(byte[] bytes, int from, int to) {
    if (to - from != UUID_SHAPE.length()) {
      return false;
    }
    for (int i = 0; i < UUID_SHAPE.length(); i++) {
      byte b = bytes[from + i];
      if (UUID_SHAPE.charAt(i) == '-' ? b != '-' : !isHex(b)) {
        return false;
      }
    }
    return true;
  }

  /** Crockford's base 32, without I, L, O and U; at most 128 bits. */
  private static boolean isUlid(byte[] bytes, int from, int to) {
    if (to - from != ULID_BYTES || bytes[from] < '0' || bytes[from] > '7') {
      return false;
    }
    for (int at = from + 1; at < to; at++) {
      byte b = bytes[at];
      if (!isDigit(b) && (!isLetter(b) || "ILOU".indexOf(b & ~0x20) >= 0)) {
        return false;
      }
    }
    return true;
  }

  /** As HTML defines it. */
  private static boolean isEmail(byte[] bytes, int from, int to) {
    int at = from;
    while (at < to
        && (isLetter(bytes[at])
            || isDigit(bytes[at])
            || (bytes[at] > 0 && LOCAL_PART_SIGNS.indexOf(bytes[at]) >= 0))) {
      at++;
    }
    return at > from && at < to && bytes[at] == '@' && areLabels(bytes, at + 1, to);
  }

  private static boolean areLabels(byte[] bytes, int from, int to) {
    int start = from;
    for (int at = from; at <= to; at++) {
      if (at == to || bytes[at] == '.') {
        if (!isLabel(bytes, start, at)) {
          return false;
        }
        start = at + 1;
      }
    }
    return true;
  }

  private static boolean isLabel(byte[] bytes, int from, int to) {
    if (to <= from || to - from > LABEL_BYTES_MAX || bytes[from] == '-' || bytes[to - 1] == '-') {
      return false;
    }
    for (int at = from; at < to; at++) {
      if (!isLetter(bytes[at]) && !isDigit(bytes[at]) && bytes[at] != '-') {
        return false;
      }
    }
    return true;
  }

  private static boolean isHostname(byte[] bytes, int from, int to) {
    if (to - from > HOSTNAME_BYTES_MAX) {
      return false;
    }
    int end = to > from && bytes[to - 1] == '.' ? to - 1 : to;
    if (!areLabels(bytes, from, end)) {
      return false;
    }
    for (int at = end - 1; at >= from && bytes[at] != '.'; at--) {
      if (!isDigit(bytes[at])) {
        return true;
      }
    }
    return false; // the last label is all digits
  }
}
