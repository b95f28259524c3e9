package dev.tally.edl.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tally.edl.model.Attribute;
import dev.tally.edl.model.AttributeType;
import dev.tally.edl.model.DimensionClass;
import dev.tally.edl.model.EnumType;
import dev.tally.edl.model.Filter;
import dev.tally.edl.model.Filter.Compare;
import dev.tally.edl.model.Filter.Literal;
import dev.tally.edl.model.Filter.Operator;
import dev.tally.edl.model.PiiClass;
import dev.tally.edl.model.Presence;
import dev.tally.edl.model.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FilterParserTest {
  private static final List<Operator> OPERATORS = List.of(Operator.values());

  /** An attribute of each type, under the type's name in small letters, and some more. */
  private static Optional<Attribute> attribute(String name) {
    Optional<AttributeType> type =
        Arrays.stream(AttributeType.values())
            .filter(t -> t.name().toLowerCase(Locale.ROOT).equals(name))
            .findFirst();
    return switch (name) {
      case "price" -> Optional.of(attribute(name, AttributeType.DOUBLE, Shape.SINGULAR, 2));
      case "many" -> Optional.of(attribute(name, AttributeType.STRING, Shape.REPEATED, 0));
      case "device.os", "in" ->
          Optional.of(attribute(name, AttributeType.STRING, Shape.SINGULAR, 0));
      default -> type.map(t -> attribute(name, t, Shape.SINGULAR, 0));
    };
  }

  private static Attribute attribute(String name, AttributeType type, Shape shape, int scale) {
    return new Attribute(
        name,
        List.of(1),
        type,
        shape,
        Presence.OPTIONAL,
        type == AttributeType.ENUM
            ? Optional.of(new EnumType("E", List.of(new EnumType.Value("MALE", 1, ""))))
            : Optional.empty(),
        DimensionClass.NONE,
        PiiClass.UNSPECIFIED,
        "",
        scale,
        false,
        false,
        "");
  }

  private static Filter parse(String text) {
    FilterParser.Parsed parsed = FilterParser.parse(text, FilterParserTest::attribute);
    assertThat(parsed.problems()).isEmpty();
    return parsed.filter().orElseThrow();
  }

  private static Compare greater(String attribute, double number) {
    return new Compare(attribute, Operator.GREATER, new Literal.Numeric(number));
  }

  @Test
  void andBindsTighterThanOr() {
    Filter a = greater("int32", 1);
    Filter b = greater("int32", 2);
    Filter c = greater("int32", 3);
    assertThat(parse("int32 > 1 || int32 > 2 && int32 > 3"))
        .isEqualTo(new Filter.Or(List.of(a, new Filter.And(List.of(b, c)))));
    assertThat(parse("(int32 > 1 || int32 > 2) && int32 > 3"))
        .isEqualTo(new Filter.And(List.of(new Filter.Or(List.of(a, b)), c)));
    assertThat(parse("int32>1&&int32>2&&int32>3")).isEqualTo(new Filter.And(List.of(a, b, c)));
    assertThat(parse("!int32 > 1 && int32 > 2"))
        .isEqualTo(new Filter.And(List.of(new Filter.Not(a), b)));
    assertThat(parse("!!(int32 > 1)")).isEqualTo(new Filter.Not(new Filter.Not(a)));
  }

  @Test
  void literalsOfEveryType() {
    assertThat(parse("string == 'a\"b' || string != \"it's \\\\ \\\"\""))
        .isEqualTo(
            new Filter.Or(
                List.of(
                    new Compare("string", Operator.EQUAL, new Literal.Text("a\"b")),
                    new Compare("string", Operator.NOT_EQUAL, new Literal.Text("it's \\ \"")))));
    assertThat(parse("enum in ('MALE')"))
        .isEqualTo(new Filter.In("enum", List.of(new Literal.Text("MALE"))));
    assertThat(parse("bool == false"))
        .isEqualTo(new Compare("bool", Operator.EQUAL, new Literal.Bool(false)));
    assertThat(parse("!bool"))
        .isEqualTo(new Filter.Not(new Compare("bool", Operator.EQUAL, new Literal.Bool(true))));
    assertThat(parse("int64 > -1.5e3")).isEqualTo(greater("int64", -1500));
    assertThat(parse("price > 1.25")).isEqualTo(greater("price", 1.25));
    assertThat(parse("float > .125")).isEqualTo(greater("float", .125));
    assertThat(parse("device.os == 'x'"))
        .isEqualTo(new Compare("device.os", Operator.EQUAL, new Literal.Text("x")));
    assertThat(parse("in in ('in', 'true')"))
        .isEqualTo(new Filter.In("in", List.of(new Literal.Text("in"), new Literal.Text("true"))));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          `` | 0 | expected an attribute, found the end
          int32 | 0 | 'int32' is no bool; compare it with something
          int32 > | 7 | expected a string, a number, true or false, found the end
          int32 > 1 int32 | 10 | expected &&, `` or the end, found 'int32'
          int32 = 1 | 6 | unexpected '='; write == to compare
          int32 > 1 & bool | 10 | unexpected '&'; write && for and
          (int32 > 1 | 10 | expected ')', found the end
          int32 in 1 | 9 | expected '(', found '1'
          int32 in () | 10 | expected a string, a number, true or false, found ')'
          int32 in (1, | 12 | expected a string, a number, true or false, found the end
          string == 'x | 10 | the string has no closing '
          string == 'x\\y' | 12 | a backslash stands only before a quote or a backslash
          string == x | 10 | 'x' is no constant; put strings and enum values in quotes
          string == 1 | 10 | 'string' is a string; put the constant in quotes
          string > 'x' | 7 | 'string' is no number; compare it by ==, != or in
          enum == 'MAL' | 8 | 'enum' has no value 'MAL'; did you mean 'MALE'?
          enum == 1 | 8 | 'enum' is an enum; compare it with a value's name in quotes
          bool == 'true' | 8 | 'bool' is a bool; compare it with true or false
          int32 > 1.5 | 8 | 'int32' is an integer; compare it with a whole number
          int64 > 1e16 | 8 | 'int64' cannot be compared with numbers beyond 2^53
          price > 1.255 | 8 | 'price' has only 2 decimal digits
          double > 1e999 | 9 | 1e999 is too large
          double > 1.2.3 | 9 | '1.2.3' is no number
          double > 1x | 9 | '1x' is no number
          many == 'x' | 0 | 'many' has many values; a filter needs one
          bytes == 'x' | 0 | 'bytes' is bytes, which filters do not compare
          timestamp > 1 | 0 | 'timestamp' is a time, which filters do not compare
          nothing > 1 | 0 | no attribute 'nothing'
          int32 > 1 && § | 13 | unexpected '§'
          """)
  void whatIsWrongIsSaidAtItsPlace(String text, int offset, String message) {
    FilterParser.Parsed parsed =
        FilterParser.parse(text == null ? "" : text, FilterParserTest::attribute);
    assertThat(parsed.filter()).isEmpty();
    assertThat(parsed.problems())
        .singleElement()
        .satisfies(
            problem -> {
              assertThat(problem.offset()).isEqualTo(offset);
              assertThat(problem.message()).isEqualTo(message.replace("``", "||"));
            });
  }

  @Test
  void severalProblemsOfMeaningComeOutTogether() {
    FilterParser.Parsed parsed =
        FilterParser.parse("a > 1 && int32 > 'x' || bool in (1, 2)", FilterParserTest::attribute);
    assertThat(parsed.problems())
        .extracting(FilterParser.Problem::offset)
        .containsExactly(0, 17, 33, 36);
  }

  @Test
  void depthHasALimit() {
    int max = EdlLimits.FILTER_DEPTH_MAX - 1; // the comparison itself is one deep
    assertThat(parse("!".repeat(max) + "bool")).isNotNull();
    assertThat(
            FilterParser.parse("!".repeat(max + 1) + "bool", FilterParserTest::attribute)
                .problems())
        .singleElement()
        .satisfies(p -> assertThat(p.message()).isEqualTo("the filter is nested deeper than 32"));
  }

  /** Random filters, written with random spaces and parentheses, are read as what they were. */
  @Test
  void whatIsWrittenIsReadBack() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int i = 0; i < 5_000; i++) {
      Filter filter = random(random, 4);
      String text = write(filter, random);
      assertThat(parse(text)).as("seed %d: %s", seed, text).isEqualTo(filter);
    }
  }

  /** Whatever the text, the answer is a filter or a problem inside the text. */
  @Test
  void noTextBreaksTheParser() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    String alphabet = "int32 bool 'x\"\\ .1e-()!&|=<>,§\n";
    for (int i = 0; i < 20_000; i++) {
      String text =
          random
              .ints(random.nextInt(20), 0, alphabet.length())
              .mapToObj(c -> String.valueOf(alphabet.charAt(c)))
              .collect(Collectors.joining());
      FilterParser.Parsed parsed = FilterParser.parse(text, FilterParserTest::attribute);
      assertThat(parsed.filter().isPresent())
          .as("seed %d: %s", seed, text)
          .isEqualTo(parsed.problems().isEmpty());
      assertThat(parsed.problems())
          .as("seed %d: %s", seed, text)
          .allSatisfy(p -> assertThat(p.offset()).isBetween(0, text.length()));
    }
  }

  private static Filter random(Random random, int depth) {
    return switch (random.nextInt(depth == 0 ? 2 : 5)) {
      case 0 -> compare(random);
      case 1 -> new Filter.In("string", List.of(text(random), text(random)));
      case 2 -> new Filter.Not(random(random, depth - 1));
      case 3 -> new Filter.And(terms(random, depth, Filter.And.class));
      default -> new Filter.Or(terms(random, depth, Filter.Or.class));
    };
  }

  private static Filter compare(Random random) {
    return switch (random.nextInt(3)) {
      case 0 ->
          new Compare(
              "double",
              OPERATORS.get(random.nextInt(OPERATORS.size())),
              new Literal.Numeric(random.nextGaussian() * 1e6));
      case 1 -> new Compare("string", Operator.NOT_EQUAL, text(random));
      default -> new Compare("bool", Operator.EQUAL, new Literal.Bool(random.nextBoolean()));
    };
  }

  private static Literal text(Random random) {
    String[] texts = {"", "x", "it's", "\"", "\\", "ü 𝄞", "a && b"};
    return new Literal.Text(texts[random.nextInt(texts.length)]);
  }

  /** At least two; none of the same kind, which would be read as one list. */
  private static List<Filter> terms(Random random, int depth, Class<? extends Filter> kind) {
    List<Filter> terms = new ArrayList<>();
    while (terms.size() < 2 + random.nextInt(2)) {
      Filter term = random(random, depth - 1);
      if (!kind.isInstance(term)) {
        terms.add(term);
      }
    }
    return terms;
  }

  private static String write(Filter filter, Random random) {
    String text =
        switch (filter) {
          case Filter.And(List<Filter> terms) -> join(terms, "&&", random);
          case Filter.Or(List<Filter> terms) -> join(terms, "||", random);
          case Filter.Not(Filter term) -> "!" + space(random) + "(" + write(term, random) + ")";
          case Filter.In(String attribute, List<Literal> literals) ->
              attribute
                  + " in"
                  + space(random)
                  + literals.stream()
                      .map(literal -> literal(literal, random))
                      .collect(Collectors.joining(",", "(", ")"));
          case Compare compare ->
              compare.attribute()
                  + space(random)
                  + symbol(compare.operator())
                  + space(random)
                  + literal(compare.literal(), random);
        };
    return random.nextInt(4) == 0 ? "(" + space(random) + text + ")" : text;
  }

  private static String join(List<Filter> terms, String symbol, Random random) {
    return terms.stream()
        .map(term -> "(" + write(term, random) + ")" + space(random))
        .collect(Collectors.joining(symbol));
  }

  private static String symbol(Operator operator) {
    return switch (operator) {
      case EQUAL -> "==";
      case NOT_EQUAL -> "!=";
      case LESS -> "<";
      case LESS_OR_EQUAL -> "<=";
      case GREATER -> ">";
      case GREATER_OR_EQUAL -> ">=";
    };
  }

  private static String literal(Literal literal, Random random) {
    return switch (literal) {
      case Literal.Bool(boolean value) -> String.valueOf(value);
      case Literal.Numeric(double value) -> String.valueOf(value);
      case Literal.Text(String value) -> {
        String quote = random.nextBoolean() ? "'" : "\"";
        yield quote + value.replace("\\", "\\\\").replace(quote, "\\" + quote) + quote;
      }
    };
  }

  private static String space(Random random) {
    return " ".repeat(random.nextInt(3));
  }
}
