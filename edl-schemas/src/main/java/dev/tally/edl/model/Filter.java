package dev.tally.edl.model;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * A condition over the attributes of one event, as in {@code delay_minutes > 15 && origin in
 * ("LAS", "PHL")}. A comparison with an unset attribute is false; {@link Not} of it is true.
 */
public sealed interface Filter {
  record And(List<Filter> terms) implements Filter {
    public And {
      terms = List.copyOf(terms);
    }
  }

  record Or(List<Filter> terms) implements Filter {
    public Or {
      terms = List.copyOf(terms);
    }
  }

  record Not(Filter term) implements Filter {
    public Not {
      requireNonNull(term);
    }
  }

  /** {@code attribute operator literal}. */
  record Compare(String attribute, Operator operator, Literal literal) implements Filter {
    public Compare {
      requireNonNull(attribute);
      requireNonNull(operator);
      requireNonNull(literal);
    }
  }

  record In(String attribute, List<Literal> literals) implements Filter {
    public In {
      requireNonNull(attribute);
      literals = List.copyOf(literals);
    }
  }

  enum Operator {
    EQUAL,
    NOT_EQUAL,
    LESS,
    LESS_OR_EQUAL,
    GREATER,
    GREATER_OR_EQUAL
  }

  /** A constant of the attribute's own type. */
  sealed interface Literal {
    /** For strings, and for enums by name. */
    record Text(String value) implements Literal {
      public Text {
        requireNonNull(value);
      }
    }

    /** In the attribute's unit; for a fixed-point attribute not yet scaled: 1.5, not 150. */
    record Numeric(double value) implements Literal {}

    record Bool(boolean value) implements Literal {}
  }
}
