package dev.tally.edl.compat;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.EnumDescriptorProto;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumDescriptor;
import java.util.ArrayList;
import java.util.List;

/**
 * What a message or enum reserves.
 *
 * @param ranges of numbers
 * @param names in the order declared
 */
record Reservations(List<Range> ranges, List<String> names) {
  /**
   * @param first included
   * @param last included
   */
  record Range(long first, long last) {
    String text() {
      return first == last ? Long.toString(first) : first + " to " + last;
    }
  }

  Reservations {
    ranges = List.copyOf(ranges);
    names = List.copyOf(names);
  }

  static Reservations of(Descriptor message) {
    DescriptorProto proto = message.toProto();
    return new Reservations(
        proto.getReservedRangeList().stream()
            .map(range -> new Range(range.getStart(), range.getEnd() - 1L))
            .toList(),
        proto.getReservedNameList());
  }

  static Reservations of(EnumDescriptor type) {
    EnumDescriptorProto proto = type.toProto();
    return new Reservations(
        proto.getReservedRangeList().stream()
            .map(range -> new Range(range.getStart(), range.getEnd()))
            .toList(),
        proto.getReservedNameList());
  }

  /** What of this is not in the other, as EDL writes it: {@code 4}, {@code 6 to 9}, {@code "a"}. */
  List<String> lost(Reservations other) {
    List<String> lost = new ArrayList<>();
    for (Range range : ranges) {
      remaining(range, other.ranges).forEach(part -> lost.add(part.text()));
    }
    for (String name : names) {
      if (!other.names.contains(name)) {
        lost.add('"' + name + '"');
      }
    }
    return lost;
  }

  private static List<Range> remaining(Range range, List<Range> cuts) {
    List<Range> parts = List.of(range);
    for (Range cut : cuts) {
      List<Range> rest = new ArrayList<>();
      for (Range part : parts) {
        add(rest, part.first(), Math.min(part.last(), cut.first() - 1));
        add(rest, Math.max(part.first(), cut.last() + 1), part.last());
      }
      parts = rest;
    }
    return parts;
  }

  private static void add(List<Range> ranges, long first, long last) {
    if (first <= last) {
      ranges.add(new Range(first, last));
    }
  }
}
