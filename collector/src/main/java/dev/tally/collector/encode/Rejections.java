package dev.tally.collector.encode;

import dev.tally.error.ErrorCode;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.ObjLongConsumer;

/** How many events a block rejects, by code. One thread at a time. */
public final class Rejections {
  private final Map<ErrorCode, Long> counts = new EnumMap<>(ErrorCode.class);
  private int total;

  void clear() {
    counts.clear();
    total = 0;
  }

  void count(ErrorCode code) {
    counts.merge(code, 1L, Long::sum);
    total++;
  }

  int total() {
    return total;
  }

  /** Tells the codes that there are. */
  public void forEach(ObjLongConsumer<ErrorCode> each) {
    counts.forEach(each::accept);
  }
}
