package dev.tally.aggregator.graphite.function;

import dev.tally.aggregator.graphite.expression.Expression;
import java.util.List;

/** What a function is given. */
sealed interface Argument {
  /** As the target says it; computed when it is asked for. */
  record Written(Expression expression) implements Argument {}

  /** Computed already. */
  record Given(List<TimeSeries> series) implements Argument {
    public Given {
      series = List.copyOf(series);
    }
  }
}
