package dev.tally.web.answer;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the raw rows of one event type hold, attribute by attribute.
 *
 * @param since by time of receipt
 * @param received events in the window
 * @param events those that were read; fewer than {@code received} where they are a sample
 * @param items those of the latest revision in its order, then those that only older ones have
 */
public record AttributeFiguresAnswer(
    String window,
    Instant since,
    Instant until,
    long received,
    long events,
    List<AttributeFigures> items) {
  public AttributeFiguresAnswer {
    items = List.copyOf(items);
  }

  /** Which values are shown, from open to strict. */
  public enum Values {
    /** Any. */
    SHOWN,
    /** Those that several events share: it is a quasi-identifier. */
    COMMON,
    /** None: it points to a person, or is binary. */
    HIDDEN
  }

  /**
   * Values are text, so that no digit is lost: decimals with their point, times in ISO-8601.
   *
   * @param declared whether the latest revision has it
   * @param events that have it, of those that were read
   * @param fillRate share of the events that have it; absent of the event time, where the time of
   *     sending stands in events without their own, and where there is no event
   * @param distinct about so many values, of the events that were read
   * @param top most frequent first, of what is not a measure
   * @param examples of the latest events
   * @param min of numbers and times
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record AttributeFigures(
      String name,
      boolean declared,
      long events,
      @Nullable Double fillRate,
      long distinct,
      Values values,
      List<ValueCount> top,
      List<String> examples,
      @Nullable String min,
      @Nullable String median,
      @Nullable String max) {
    public AttributeFigures {
      top = List.copyOf(top);
      examples = List.copyOf(examples);
    }
  }

  /**
   * @param events at least so many
   */
  public record ValueCount(String value, long events) {}
}
