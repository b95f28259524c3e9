package dev.tally.web.answer;

import dev.tally.storage.statement.SelectTableSizes.TableSize;
import java.time.Instant;
import java.util.List;

/** The counting equation, accepted = stored + rejected + pending, and the size of the tables. */
public record StatusAnswer(
    Instant time,
    long accepted,
    long stored,
    long rejected,
    long pending,
    int eventTypes,
    List<TableSize> tables) {
  public StatusAnswer {
    tables = List.copyOf(tables);
  }
}
