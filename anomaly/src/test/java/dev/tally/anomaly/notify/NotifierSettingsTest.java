package dev.tally.anomaly.notify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tally.anomaly.notify.NotifierSettings.Kind;
import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class NotifierSettingsTest {
  @Test
  void keepsWhatIsConfigured() {
    var webhook = NotifierSettings.webhook("pager", "https://example.com/hook", "s3cret");
    assertThat(webhook.name()).isEqualTo("pager");
    assertThat(webhook.kind()).isEqualTo(Kind.WEBHOOK);
    assertThat(webhook.url()).isEqualTo("https://example.com/hook");
    assertThat(webhook.secret()).isEqualTo("s3cret");
    assertThat(NotifierSettings.mail("m", "mailto:a@b.c", "").address()).isEqualTo("a@b.c");
    assertThat(NotifierSettings.isMail("MailTo:a@b.c")).isTrue();
    assertThat(NotifierSettings.isMail("https://example.com/mailto:a@b.c")).isFalse();
    assertThat(NotifierSettings.log("log").kind()).isEqualTo(Kind.LOG);
  }

  @Test
  void hidesTheSecret() {
    assertThat(NotifierSettings.webhook("pager", "https://example.com/hook", "s3cret").toString())
        .doesNotContain("s3cret")
        .contains("***");
  }

  static Stream<Arguments> mistakes() {
    return Stream.of(
        mistake(() -> NotifierSettings.log(" "), "no name"),
        mistake(() -> new NotifierSettings("l", Kind.LOG, "https://x", ""), "neither url"),
        mistake(() -> new NotifierSettings("l", Kind.LOG, "", "s"), "neither url"),
        mistake(() -> NotifierSettings.webhook("w", "", ""), "not an http"),
        mistake(() -> NotifierSettings.webhook("w", "ftp://host/x", ""), "not an http"),
        mistake(() -> NotifierSettings.webhook("w", "/relative", ""), "not an http"),
        mistake(() -> NotifierSettings.webhook("w", "http://a b", ""), "not an http"),
        mistake(() -> NotifierSettings.mail("m", "mailto:", ""), "one address"),
        mistake(() -> NotifierSettings.mail("m", "mailto:a@b.c,d@e.f", ""), "one address"),
        mistake(() -> NotifierSettings.mail("m", "mailto:Ann <a@b.c>", ""), "one address"),
        mistake(() -> NotifierSettings.mail("m", "http://a.b/", ""), "one address"),
        mistake(() -> new NotifierSettings("m", Kind.MAIL, "mailto:a@b.c", "s"), "not signed"));
  }

  private static Arguments mistake(ThrowingCallable call, String words) {
    return Arguments.of(call, words);
  }

  @ParameterizedTest
  @MethodSource("mistakes")
  void refusesMistakes(ThrowingCallable call, String words) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            TallyException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFIG_INVALID))
        .hasMessageContaining(words);
  }
}
