package dev.tally.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tally.edl.model.Filter;
import dev.tally.edl.model.Filter.And;
import dev.tally.edl.model.Filter.Compare;
import dev.tally.edl.model.Filter.In;
import dev.tally.edl.model.Filter.Literal;
import dev.tally.edl.model.Filter.Not;
import dev.tally.edl.model.Filter.Operator;
import dev.tally.edl.model.Filter.Or;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class FilterTextTest {
  private static final Filter LATE =
      new Compare("delay", Operator.GREATER, new Literal.Numeric(15));
  private static final Filter SHORT =
      new Compare("miles", Operator.LESS_OR_EQUAL, new Literal.Numeric(1.5));
  private static final Filter PLACE =
      new In("origin", List.of(new Literal.Text("LAS"), new Literal.Text("a \"b\" \\")));

  static Stream<Arguments> filters() {
    return Stream.of(
        Arguments.of(LATE, "delay > 15"),
        Arguments.of(SHORT, "miles <= 1.5"),
        Arguments.of(PLACE, "origin in (\"LAS\", \"a \\\"b\\\" \\\\\")"),
        Arguments.of(
            new Compare("full", Operator.NOT_EQUAL, new Literal.Bool(true)), "full != true"),
        Arguments.of(
            new Compare("n", Operator.EQUAL, new Literal.Numeric(1_000_000)), "n == 1000000"),
        Arguments.of(new And(List.of(LATE, SHORT)), "delay > 15 && miles <= 1.5"),
        Arguments.of(
            new And(List.of(LATE, new Or(List.of(SHORT, LATE)))),
            "delay > 15 && (miles <= 1.5 || delay > 15)"),
        Arguments.of(new Not(LATE), "!(delay > 15)"),
        Arguments.of(new Not(new Not(LATE)), "!!(delay > 15)"));
  }

  @ParameterizedTest
  @MethodSource("filters")
  void readsAsEdlWritesIt(Filter filter, String text) {
    assertThat(FilterText.of(filter)).isEqualTo(text);
  }
}
