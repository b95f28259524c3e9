package dev.tally.collector.observe;

import dev.tally.error.TallyException;
import java.util.Collection;
import java.util.List;

/** What one collector has in {@code observed_dimensions}. */
public interface ObservedRows {
  /**
   * The latest row of each dimension.
   *
   * @param keys whose event types and days are read; there may be others among them
   * @throws TallyException as the engine fails
   */
  List<ObservedRow> read(Collection<DimensionKey> keys);

  /**
   * @param rows at least one
   * @throws TallyException as the engine fails
   */
  void write(List<ObservedRow> rows);
}
