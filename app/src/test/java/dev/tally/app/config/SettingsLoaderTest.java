package dev.tally.app.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tally.app.config.Settings.Engine;
import dev.tally.app.config.Settings.NotifierTarget;
import dev.tally.app.config.Settings.Secret;
import dev.tally.collector.admission.Quota;
import dev.tally.delivery.MailSettings;
import dev.tally.delivery.MailSettings.Security;
import dev.tally.error.TallyException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SettingsLoaderTest {
  @TempDir private Path folder;

  @Test
  void defaults() {
    Settings settings = load("", Map.of(), Map.of());

    Path data = folder.resolve("data");
    assertThat(settings)
        .isEqualTo(
            new Settings(
                data,
                "127.0.0.1",
                Settings.Ingest.of(7077),
                new Settings.Http(8080),
                new Engine.Embedded(18123, 19000, 4L << 30),
                new Settings.Metadata(
                    "jdbc:h2:file:" + data + "/metadata/tally", "tally", new Secret("")),
                Map.of()));
  }

  @Test
  void everyKeyOfTheFileIsRead() {
    Settings settings =
        load(
            """
            data: %s
            listen: 0.0.0.0
            ingest:
              port: 1
              journal: 1 GiB
              memory: 32 MiB
              quota: {events_per_second: 1000, bytes_per_second: 1 MiB, burst_seconds: 5}
            http: {port: 2, public_url: "https://tally.test/"}
            engine:
              url: http://ch:8123
              user: u
              password: p
              database: d
              views_database: v
            metadata: {url: "jdbc:postgresql://pg/tally", user: m, password: n}
            carbon:
              port: 3
              pickle_port: 0
              prefix: old-metrics
              series: 5
              points_per_second: 6
              connections: 7
              schemas:
                b: {pattern: .*, step: 5m}
                a: {pattern: ^collectd, step: 10s}
            sites:
              oslo: {url: "https://ch.oslo.test:8443", user: o, password: q, database: e, pulls_per_bucket: 24}
              lima: {url: "http://ch.lima.test"}
            notifiers:
              growth-oncall: {url: "https://example.test/hook", secret: s}
              plain: {url: "http://example.test/"}
              mailed: {url: "mailto:oncall@example.test"}
            review: {access: tokens, mail: true, webhook: {url: "http://example.test/review", secret: w}}
            mail: {host: mx.test, port: 4, security: tls, username: x, password: y, from: "Tally <tally@example.test>"}
            """
                .formatted(folder.resolve("d")),
            Map.of(),
            Map.of());

    assertThat(settings)
        .isEqualTo(
            new Settings(
                folder.resolve("d"),
                "0.0.0.0",
                new Settings.Ingest(1, 1L << 30, 32L << 20, new Quota(1_000, 1 << 20, 5)),
                new Settings.Http(2, Optional.of(URI.create("https://tally.test/"))),
                new Engine.External(URI.create("http://ch:8123"), "u", new Secret("p"), "d", "v"),
                new Settings.Metadata("jdbc:postgresql://pg/tally", "m", new Secret("n")),
                new Settings.Carbon(
                    OptionalInt.of(3),
                    OptionalInt.of(0),
                    "old-metrics",
                    List.of(
                        new Settings.Carbon.Schema("^collectd", Duration.ofSeconds(10)),
                        new Settings.Carbon.Schema(".*", Duration.ofMinutes(5))),
                    5,
                    6,
                    7),
                List.of(
                    new Settings.SiteTarget(
                        "lima",
                        URI.create("http://ch.lima.test"),
                        "default",
                        new Secret(""),
                        "tally",
                        6),
                    new Settings.SiteTarget(
                        "oslo",
                        URI.create("https://ch.oslo.test:8443"),
                        "o",
                        new Secret("q"),
                        "e",
                        24)),
                Map.of(
                    "growth-oncall",
                    new NotifierTarget(
                        URI.create("https://example.test/hook"), Optional.of(new Secret("s"))),
                    "plain",
                    new NotifierTarget(URI.create("http://example.test/"), Optional.empty()),
                    "mailed",
                    new NotifierTarget(URI.create("mailto:oncall@example.test"), Optional.empty())),
                new Settings.Review(
                    Settings.Review.Access.TOKENS,
                    Optional.of(
                        new NotifierTarget(
                            URI.create("http://example.test/review"),
                            Optional.of(new Secret("w")))),
                    true),
                Optional.of(
                    new MailSettings(
                        "mx.test",
                        4,
                        Security.TLS,
                        Optional.of("x"),
                        "y",
                        "Tally <tally@example.test>"))));
  }

  @Test
  void mailIsStartTlsOnItsUsualPort() {
    Settings settings =
        load("", Map.of(), Map.of("mail.host", "mx.test", "mail.from", "tally@example.test"));

    assertThat(settings.mail())
        .contains(
            new MailSettings(
                "mx.test", 587, Security.STARTTLS, Optional.empty(), "", "tally@example.test"));
    assertThat(settings.review().mail()).isFalse();
    assertThat(
            load(
                    "mail: {host: h, security: tls, from: a@b.c, username: u, password: hunter2}",
                    Map.of(),
                    Map.of())
                .toString())
        .doesNotContain("hunter2");
  }

  @Test
  void mailTakesAServerASenderAndAnAddressForLinks() {
    assertThatThrownBy(
            () ->
                load(
                    "review: {mail: maybe}\nmail: {host: h, port: x, security: ssl}\n",
                    Map.of(),
                    Map.of()))
        .isInstanceOf(TallyException.class)
        .message()
        .contains("review.mail = \"maybe\" is neither true nor false")
        .contains("mail.port = \"x\" is not a port")
        .contains("mail.security = \"ssl\" is none of none, starttls, tls")
        .contains("mail.from must be the address");
    assertThatThrownBy(
            () ->
                load(
                    "review: {mail: true}\nnotifiers: {a: {url: 'mailto:a@b.c'}}\n",
                    Map.of(),
                    Map.of()))
        .isInstanceOf(TallyException.class)
        .message()
        .contains("mail.host must be the mail server's name, for review.mail")
        .contains("mail.host must be the mail server's name, for notifiers.a.url")
        .contains("http.public_url must be the address");
    assertThatThrownBy(
            () ->
                load(
                    "notifiers: {a: {url: 'mailto:a b'}, b: {url: 'mailto:a@b.c', secret: s}}\n",
                    Map.of(),
                    Map.of()))
        .isInstanceOf(TallyException.class)
        .message()
        .contains("notifiers.a.url = \"mailto:a b\" is not valid")
        .contains("notifier b: mail is not signed");
    assertThatThrownBy(() -> load("mail: {host: h, from: nobody}", Map.of(), Map.of()))
        .isInstanceOf(TallyException.class)
        .hasMessageContaining("'nobody' is no sender");
  }

  @Test
  void embeddedEngineIsReadFromFlagsToo() {
    Settings settings =
        load(
            "",
            Map.of(),
            Map.of("engine.http_port", "0", "engine.tcp_port", "0", "engine.memory", "512 MiB"));

    assertThat(settings.engine()).isEqualTo(new Engine.Embedded(0, 0, 512L << 20));
  }

  @Test
  void environmentBeatsTheFileAndFlagsBeatTheEnvironment() {
    String file = "ingest: {port: 1}\nhttp: {port: 1}\nengine: {http_port: 1}\n";
    Map<String, String> environment =
        Map.of("TALLY_HTTP_PORT", "2", "TALLY_ENGINE_HTTP_PORT", "2", "PATH", "x");

    Settings settings = load(file, environment, Map.of("engine.http_port", "3"));

    assertThat(settings.ingest().port()).isEqualTo(1);
    assertThat(settings.http().port()).isEqualTo(2);
    assertThat(settings.engine()).isEqualTo(new Engine.Embedded(3, 19000, 4L << 30));
  }

  @Test
  void allProblemsComeOutTogetherWithASuggestion() {
    assertThatThrownBy(
            () ->
                load(
                    "http: {prot: 80}\ningest: {port: 65536}\nengine: {memory: lots}\n",
                    Map.of("TALLY_LISTN", "x"),
                    Map.of("engine.url", "nowhere")))
        .isInstanceOf(TallyException.class)
        .message()
        .contains("tally.yaml: unknown key http.prot; did you mean http.port?")
        .contains("tally.yaml: ingest.port = \"65536\" is not a port")
        .contains("tally.yaml: engine.memory = \"lots\" is not a size")
        .contains("TALLY_LISTN: unknown key listn; did you mean listen?")
        .contains("--set engine.url: engine.url = \"nowhere\" is not a URL");
  }

  @Test
  void carbonIsOffUnlessItHasAPort() {
    assertThat(load("", Map.of(), Map.of()).carbon()).isEqualTo(Settings.Carbon.OFF);
    assertThat(load("", Map.of("TALLY_CARBON_PORT", "2003"), Map.of()).carbon().port())
        .hasValue(2003);
  }

  @Test
  void schemasOfCarbonAreWhole() {
    assertThatThrownBy(
            () ->
                load(
                    "carbon: {schemas: {a: {pattern: '(', step: 1m}, b: {step: 2d}}, series: 0}\n",
                    Map.of(),
                    Map.of()))
        .isInstanceOf(TallyException.class)
        .message()
        .contains("carbon.schemas.a.pattern = \"(\" is not a regular expression")
        .contains("carbon.schemas.b.pattern must say which paths")
        .contains("carbon.schemas.b.step = \"2d\" must be the time between two points")
        .contains("carbon.series = \"0\" is not a whole number");
  }

  @Test
  void portsEndAt65535() {
    assertThat(load("", Map.of(), Map.of("http.port", "65535")).http().port()).isEqualTo(65_535);
    assertThatThrownBy(() -> load("", Map.of(), Map.of("http.port", "-1")))
        .isInstanceOf(TallyException.class);
  }

  @Test
  void brokenYamlIsOneLine() {
    assertThatThrownBy(() -> load("http: [", Map.of(), Map.of()))
        .isInstanceOf(TallyException.class)
        .message()
        .contains("tally.yaml can't be read as YAML")
        .doesNotContain("\n");
  }

  @Test
  void secretsAreMasked() {
    assertThat(load("", Map.of(), Map.of("metadata.password", "hunter2")).toString())
        .doesNotContain("hunter2");
  }

  private Settings load(String yaml, Map<String, String> environment, Map<String, String> flags) {
    try {
      Path file = Files.writeString(folder.resolve("tally.yaml"), yaml);
      return SettingsLoader.load(
          Optional.of(file), environment, flags, folder, folder.resolve("data"));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
