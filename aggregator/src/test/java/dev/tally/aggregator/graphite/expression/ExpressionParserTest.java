package dev.tally.aggregator.graphite.expression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tally.aggregator.graphite.expression.Expression.Bool;
import dev.tally.aggregator.graphite.expression.Expression.Call;
import dev.tally.aggregator.graphite.expression.Expression.Nothing;
import dev.tally.aggregator.graphite.expression.Expression.Numeric;
import dev.tally.aggregator.graphite.expression.Expression.Path;
import dev.tally.aggregator.graphite.expression.Expression.Text;
import dev.tally.error.TallyException;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExpressionParserTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "flights.FlightDeparted.departures.1d",
        "a.*.{x,y,z}.b[0-9]?.p99_9",
        "a.b.origin.N%2EO",
        "a.b.%00",
        "1min.rate",
        "true.love",
        "a-b.c:d=e"
      })
  void pathsAreWhatIsNothingElse(String path) {
    assertThat(ExpressionParser.parse(path)).isEqualTo(new Path(path));
  }

  @Test
  void callsNest() {
    assertThat(
            ExpressionParser.parse(
                " alias( sumSeries(a.{b,c}.*, scale(d , -1.5e3)),'it\"s, (here)' ) "))
        .isEqualTo(
            new Call(
                "alias",
                List.of(
                    new Call(
                        "sumSeries",
                        List.of(
                            new Path("a.{b,c}.*"),
                            new Call(
                                "scale",
                                List.of(new Path("d"), new Numeric(-1500, "-1.5e3")),
                                Map.of())),
                        Map.of()),
                    new Text("it\"s, (here)")),
                Map.of()));
  }

  @Test
  void argumentsHaveNames() {
    assertThat(ExpressionParser.parse("summarize(a.b, \"1h\", alignToFrom=True, func='max')"))
        .isEqualTo(
            new Call(
                "summarize",
                List.of(new Path("a.b"), new Text("1h")),
                Map.of("alignToFrom", new Bool(true), "func", new Text("max"))));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "5; 5; 5",
        "-1.5; -1.5; -1.5",
        "2e3; 2e3; 2000",
        "1.5E-2; 1.5E-2; 0.015",
        "inf; inf; Infinity",
      })
  void numbersAreKeptAsWritten(String written, String text, double value) {
    assertThat(argument(written)).isEqualTo(new Numeric(value, text));
  }

  @Test
  void wordsAreLiterals() {
    assertThat(argument("TRUE")).isEqualTo(new Bool(true));
    assertThat(argument("False")).isEqualTo(new Bool(false));
    assertThat(argument("None")).isEqualTo(new Nothing());
    assertThat(argument("none.of.them")).isEqualTo(new Path("none.of.them"));
    assertThat(argument("inf.of.them")).isEqualTo(new Path("inf.of.them"));
  }

  @Test
  void textsKeepWhatIsBehindABackslash() {
    assertThat(argument("'\\1'")).isEqualTo(new Text("\\1"));
    assertThat(argument("'it\\'s'")).isEqualTo(new Text("it\\'s"));
    assertThat(argument("\"\"")).isEqualTo(new Text(""));
    assertThat(argument("'it''s'")).isEqualTo(new Text("it''s"));
  }

  @Test
  void pathsMayHaveAnythingBehindABackslash() {
    assertThat(argument("a.b\\(c\\).d\\,e")).isEqualTo(new Path("a.b(c).d,e"));
  }

  private static Expression argument(String written) {
    return ((Call) ExpressionParser.parse("f(" + written + ")")).arguments().getFirst();
  }

  @Test
  void templatesAreFilledIn() {
    assertThat(ExpressionParser.parse("template(scale(a.$1.b,$by),'x',by=3)"))
        .isEqualTo(ExpressionParser.parse("scale(a.x.b,3)"));
    assertThat(ExpressionParser.parse("template(a.$host.b, host='x')", Map.of("host", "y")))
        .isEqualTo(new Path("a.y.b"));
    assertThat(ExpressionParser.parse("template(alias(a.b,$n), n='x')"))
        .isEqualTo(ExpressionParser.parse("alias(a.b,'x')"));
    assertThatThrownBy(() -> ExpressionParser.parse("template('x')"))
        .hasMessageContaining("template needs a path or a function first");
    assertThatThrownBy(() -> ExpressionParser.parse("template(a.$1,b.c)"))
        .hasMessageContaining("template is filled with texts and numbers only");
  }

  @Test
  void pipesAreCalls() {
    assertThat(ExpressionParser.parse("a.b | scale(2) | alias('x')"))
        .isEqualTo(ExpressionParser.parse("alias(scale(a.b,2),'x')"));
  }

  @Test
  void aCallWithoutArguments() {
    assertThat(ExpressionParser.parse("time()")).isEqualTo(new Call("time", List.of(), Map.of()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "``; 1; a path or a function is expected",
        "sumSeries(a.b; 14; ')' is expected",
        "sumSeries(a.b)); 15; unexpected ')'",
        "alias(a.b,'x); 11; the quote is not closed",
        "scale(a.b,); 11; a path or a function is expected",
        "a.b c.d; 5; unexpected 'c'",
        "a.b | ; 6; a function is expected after '|'",
        "a.b | c; 8; '(' is expected",
        "summarize(func='x', a.b); 21; an argument without a name stands behind a named one",
      })
  void mistakesHaveAPlace(String target, int character, String what) {
    assertThatThrownBy(() -> ExpressionParser.parse(target))
        .isInstanceOf(TallyException.class)
        .hasMessageContaining("character %d: %s", character, what);
  }

  @Test
  void lengthAndDepthAreLimited() {
    String longest = "a".repeat(ExpressionParser.TARGET_LENGTH_MAX);
    assertThat(ExpressionParser.parse(longest)).isEqualTo(new Path(longest));
    assertThatThrownBy(() -> ExpressionParser.parse(longest + "a"))
        .isInstanceOf(TallyException.class)
        .hasMessageContaining("too long");

    int calls = ExpressionParser.DEPTH_MAX - 1;
    assertThat(ExpressionParser.parse("f(".repeat(calls) + "a" + ")".repeat(calls)))
        .isInstanceOf(Call.class);
    assertThatThrownBy(
            () -> ExpressionParser.parse("f(".repeat(calls + 1) + "a" + ")".repeat(calls + 1)))
        .isInstanceOf(TallyException.class)
        .hasMessageContaining("nested deeper");
  }

  /** Whatever comes in, the answer is an expression or a TallyException, soon. */
  @Test
  void anyTextIsReadOrRefused() {
    long seed = 20_261_121;
    Random random = new Random(seed);
    String alphabet = "ab.*?{}[],()'\"|= -+1e%\\\t\u00e9";
    int read = 0;
    for (int i = 0; i < 20_000; i++) {
      StringBuilder text = new StringBuilder();
      for (int length = random.nextInt(30); length > 0; length--) {
        text.append(alphabet.charAt(random.nextInt(alphabet.length())));
      }
      try {
        ExpressionParser.parse(text.toString());
        read++;
      } catch (TallyException e) {
        assertThat(e.getMessage()).as("seed %d", seed).contains("character");
      }
    }
    assertThat(read).isPositive();
  }
}
