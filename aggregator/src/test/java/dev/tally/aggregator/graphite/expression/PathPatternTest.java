package dev.tally.aggregator.graphite.expression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tally.error.TallyException;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PathPatternTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = ' ',
      value = {
        "a.b a.b true",
        "a.b a.bc false",
        "a.b axb false",
        "a.* a.b true",
        "a.* a.b.c false",
        "a.*.c a.b.c true",
        "a.*b* a.xbx true",
        "a.? a.b true",
        "a.? a.bc false",
        "a.? a.. false",
        "a.[b-d]x a.cx true",
        "a.[b-d]x a.ex false",
        "a.[!b]x a.cx true",
        "a.[!b]x a.bx false",
        "a.{b,cd}.e a.cd.e true",
        "a.{b,cd}.e a.c.e false",
        "a.{b*,c}.e a.bbb.e true",
        "a.{b,{c,d}}.e a.d.e true",
        "a.b,c a.b,c true",
        "a.N%2EO a.N%2EO true",
        "a.(b) a.(b) true",
        "a.b+ a.bb false",
        "a.$x^ a.$x^ true",
        "a.* a.b;c=d false",
        "a.b? a.b; false",
        "a.[!b]d a.;d false",
        "a.b;* a.b;c=d true",
        "a.b;c=? a.b;c=; true",
      })
  void matchesAsGraphiteDoes(String pattern, String path, boolean expected) {
    assertThat(Pattern.matches(new PathPattern(pattern).regex(), path)).isEqualTo(expected);
  }

  @Test
  void thePrefixEndsAtTheFirstGlob() {
    assertThat(new PathPattern("a.b{c,d}.e").literalPrefix()).isEqualTo("a.b");
    assertThat(new PathPattern("a.b.c").literalPrefix()).isEqualTo("a.b.c");
    assertThat(new PathPattern("*").literalPrefix()).isEmpty();
    assertThat(new PathPattern("a.b.*").depth()).isEqualTo(3);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ' ',
      value = {
        "a.b false ''",
        "a.b* true ''",
        "* true ''",
        "a.*.c false .c",
        "a.*.cd.*.e false .cd.",
        "a.*b*.c false .c",
        "a.{b,cdefg}.hi false .hi",
        "a.{b,{c,defg}x}.hi false .hi",
        "a.[b-z]ef.g* false ef.g",
        "a.[]x]c false c",
        "a.?b false b",
        "a.*.{b,c}* false .",
      })
  void whatEveryMatchHasIsKnown(String pattern, boolean isPrefix, String part) {
    assertThat(new PathPattern(pattern).isPrefix()).isEqualTo(isPrefix);
    assertThat(new PathPattern(pattern).literalPart()).isEqualTo(part);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a.{b", "a.b}", "a.[b", "a.{b,{c}"})
  void mistakesAreSaid(String pattern) {
    assertThatThrownBy(() -> new PathPattern(pattern).regex())
        .isInstanceOf(TallyException.class)
        .hasMessageContaining("path pattern");
  }
}
