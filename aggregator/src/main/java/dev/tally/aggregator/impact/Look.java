package dev.tally.aggregator.impact;

import static java.util.Objects.requireNonNull;

import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import dev.tally.storage.ClickHouse;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** One look at what there is: until when, since when, and what must be known of what was seen. */
final class Look {
  private final ClickHouse clickHouse;
  private final Instant now;
  private final Instant since;
  private final Map<String, List<String>> notes = new HashMap<>();

  /**
   * @param clickHouse whose statements end with the answer
   */
  Look(ClickHouse clickHouse, Instant now, Instant since) {
    this.clickHouse = requireNonNull(clickHouse);
    this.now = requireNonNull(now);
    this.since = requireNonNull(since);
  }

  ClickHouse clickHouse() {
    return clickHouse;
  }

  Instant now() {
    return now;
  }

  Instant since() {
    return since;
  }

  void note(String eventType, String note) {
    notes.computeIfAbsent(eventType, name -> new ArrayList<>()).add(note);
  }

  List<String> notes(String eventType) {
    return notes.getOrDefault(eventType, List.of());
  }

  /** A part, or what stands for it where it takes too long or the engine refuses it. */
  <T> T attempt(
      String withoutIt, List<TypeDifference> types, Supplier<T> part, Supplier<T> otherwise) {
    try {
      return part.get();
    } catch (TallyException e) {
      if (e.code() != ErrorCode.QUERY_LIMIT && e.code() != ErrorCode.ENGINE_FAILED) {
        throw e;
      }
      types.forEach(type -> note(type.name(), withoutIt + ": " + e.getMessage()));
      return otherwise.get();
    }
  }
}
