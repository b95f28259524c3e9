package dev.tally.aggregator.graphite.expression;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Map;

/** A target, or an argument of a function in one. */
public sealed interface Expression {
  /** A path, with globs perhaps. */
  record Path(String pattern) implements Expression {
    public Path {
      requireNonNull(pattern);
    }
  }

  /** {@code function(arguments, name=named)}; piped calls are written nested. */
  record Call(String function, List<Expression> arguments, Map<String, Expression> named)
      implements Expression {
    public Call {
      requireNonNull(function);
      arguments = List.copyOf(arguments);
      named = Map.copyOf(named);
    }
  }

  /**
   * @param text as it was written, which is how series names repeat it
   */
  record Numeric(double value, String text) implements Expression {
    public Numeric {
      requireNonNull(text);
    }

    /** Whether it was written without a fraction and an exponent. */
    public boolean isWhole() {
      return text.chars().allMatch(c -> c == '-' || c == '+' || Character.isDigit(c));
    }
  }

  record Text(String value) implements Expression {
    public Text {
      requireNonNull(value);
    }
  }

  record Bool(boolean value) implements Expression {}

  /** {@code None}: as if the argument were not given. */
  record Nothing() implements Expression {}
}
