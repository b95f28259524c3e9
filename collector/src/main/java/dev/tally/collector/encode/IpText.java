package dev.tally.collector.encode;

/** IP addresses as text: RFC 3986's dotted quads, and IPv6 with a zone as in RFC 4007. */
final class IpText {
  private static final int GROUPS = 8;
  private static final int GROUP_DIGITS_MAX = 4;

  private IpText() {}

  static boolean isV4(byte[] bytes, int from, int to) {
    int at = from;
    for (int part = 0; part < 4; part++) {
      if (part > 0 && (at >= to || bytes[at++] != '.')) {
        return false;
      }
      int start = at;
      int number = 0;
      while (at < to && at - start < 3 && FormatCheck.isDigit(bytes[at])) {
        number = 10 * number + bytes[at++] - '0';
      }
      boolean hasLeadingZero = at - start > 1 && bytes[start] == '0';
      if (at == start || number > 255 || hasLeadingZero) {
        return false;
      }
    }
    return at == to;
  }

  static boolean isV6(byte[] bytes, int from, int to) {
    int end = from;
    while (end < to && bytes[end] != '%') {
      end++;
    }
    // a zone, if there is one, has at least a character, and none of them is NUL
    if (end == to - 1) {
      return false;
    }
    for (int at = end; at < to; at++) {
      if (bytes[at] == 0) {
        return false;
      }
    }
    return areGroups(bytes, from, end);
  }

  private static boolean areGroups(byte[] bytes, int from, int to) {
    int groups = 0;
    boolean isShortened = false;
    int at = from;
    while (at < to) {
      if (bytes[at] == ':') {
        boolean isDouble = at + 1 < to && bytes[at + 1] == ':';
        if (isDouble) {
          if (isShortened) {
            return false;
          }
          isShortened = true;
          at += 2;
          if (at == to) {
            break;
          }
        } else if (at == from || at + 1 == to) {
          return false;
        } else {
          at++;
        }
      } else if (at != from && bytes[at - 1] != ':') {
        return false;
      }
      int start = at;
      while (at < to && FormatCheck.isHex(bytes[at])) {
        at++;
      }
      if (at < to && bytes[at] == '.') {
        groups += 2;
        return isV4(bytes, start, to) && isWhole(groups, isShortened);
      }
      if (at == start || at - start > GROUP_DIGITS_MAX) {
        return false;
      }
      groups++;
    }
    return isWhole(groups, isShortened);
  }

  /** "::" stands for one group or more. */
  private static boolean isWhole(int groups, boolean isShortened) {
    return isShortened ? groups < GROUPS : groups == GROUPS;
  }
}
