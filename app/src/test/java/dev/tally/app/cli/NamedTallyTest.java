package dev.tally.app.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.tally.app.service.ReviewClient;
import dev.tally.delivery.Certificate;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Commands about a Tally that is named by its URL, and none of this machine's settings. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class NamedTallyTest {
  private TallyShell shell;

  @BeforeAll
  void start(@TempDir Path data) {
    shell = TallyShell.start(data);
  }

  @AfterAll
  void stop() {
    shell.close();
  }

  private int there(Path data, String... arguments) {
    return shell.runAsIs(
        Stream.concat(
                Stream.of(arguments),
                Stream.of("--url", shell.address(), "--data", data.toString()))
            .toArray(String[]::new));
  }

  private static Path edl(Path folder, String fields) throws IOException {
    Path edl = Files.createDirectories(folder.resolve("edl"));
    Files.writeString(
        edl.resolve("door.proto"),
        """
        syntax = "proto3";
        package house;
        import "tally/edl.proto";

        // A door was opened.
        message Door {
          option (tally.event) = { owner: "house" };
          %s
        }
        """
            .formatted(fields));
    return edl;
  }

  @Test
  void publishesThereAndComparesWithWhatIsPublishedThere(@TempDir Path folder) throws IOException {
    Path data = folder.resolve("data");
    Path edl = edl(folder, "// Which one.\n  string name = 1;");
    assertThat(there(data, "publish", edl.toString())).as(shell.err()).isZero();
    assertThat(shell.out()).contains("house.Door  revision ");
    assertThat(data).as("nothing is published here").doesNotExist();
    try (ReviewClient reader = ReviewClient.unknown(shell.address())) {
      assertThat(reader.get("event-types/house.Door").path("name").asString())
          .isEqualTo("house.Door");
    }

    edl(folder, "// Which one.\n  int32 name = 1;");
    assertThat(there(data, "check", edl.toString(), "--against-published")).isEqualTo(1);
    assertThat(shell.out() + shell.err()).contains("FIELD_TYPE_CHANGED");
  }

  @Test
  void aCertificateIsTrustedThatTheCaFileHas(@TempDir Path folder) throws IOException {
    Certificate certificate = Certificate.ofLocalhost(folder);
    Path ca = Files.writeString(folder.resolve("ca.pem"), certificate.pem());
    try (PathProxy proxy = PathProxy.secure(shell.address(), certificate.context())) {
      assertThat(shell.runAsIs("sizes", "--url", proxy.address())).isEqualTo(4);
      assertThat(shell.err())
          .contains(proxy.address(), "no TLS that can be trusted", "--ca-file", "TALLY_CA_FILE");
      assertThat(shell.runAsIs("sizes", "--url", proxy.address(), "--ca-file", ca.toString()))
          .as(shell.err())
          .isZero();
      Path withKey =
          Files.writeString(
              folder.resolve("both.pem"),
              "-----BEGIN PRIVATE KEY-----\nMC4=\n-----END PRIVATE KEY-----\nCA of the house:\n"
                  + certificate.pem());
      assertThat(shell.runAsIs("sizes", "--url", proxy.address(), "--ca-file", withKey.toString()))
          .as(shell.err())
          .isZero();
      String otherName = proxy.address().replace("localhost", "127.0.0.1");
      assertThat(shell.runAsIs("sizes", "--url", otherName, "--ca-file", ca.toString()))
          .isEqualTo(4);
      assertThat(shell.err()).contains("must be of that name");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "nothing, no.pem has no certificate (PEM)",
    "'', no.pem has no certificate (PEM)",
    "'-----BEGIN CERTIFICATE-----\nMC4=\n-----END CERTIFICATE-----', no certificates (PEM) can be read from",
    ", no.pem: there is no such file",
  })
  void aCaFileThatIsNone(@Nullable String text, String words, @TempDir Path folder)
      throws IOException {
    Path file = folder.resolve("no.pem");
    if (text != null) {
      Files.writeString(file, text);
    }
    assertThat(shell.runAsIs("sizes", "--url", "https://127.0.0.1:1", "--ca-file", file.toString()))
        .isEqualTo(2);
    assertThat(shell.err()).contains("CONFIG_INVALID", "no.pem", words);
    assertThat(shell.runAsIs("sizes", "--url", shell.address(), "--ca-file", file.toString()))
        .as("without TLS nobody needs it")
        .isZero();
  }

  @Test
  void whoIsNotKnownIsToldHowToSayIt() throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          byte[] problem = "{\"code\": \"UNAUTHORIZED\", \"detail\": \"no token\"}".getBytes(UTF_8);
          exchange.sendResponseHeaders(401, problem.length);
          exchange.getResponseBody().write(problem);
          exchange.close();
        });
    server.start();
    try {
      assertThat(
              shell.runAsIs("sizes", "--url", "http://127.0.0.1:" + server.getAddress().getPort()))
          .isEqualTo(2);
      assertThat(shell.err())
          .contains("UNAUTHORIZED", "no token; --token-file or TALLY_TOKEN says who asks");
    } finally {
      server.stop(0);
    }
  }

  @Test
  void keysAndSizesAreTheOnesThere(@TempDir Path data) throws IOException {
    assertThat(there(data, "key", "create", "web")).as(shell.err()).isZero();
    assertThat(there(data, "key", "list")).isZero();
    assertThat(shell.out()).contains("  web ");
    try (ReviewClient reader = ReviewClient.unknown(shell.address())) {
      assertThat(reader.get("write-keys").path("items").get(0).path("name").asString())
          .isEqualTo("web");
    }
    assertThat(there(data, "sizes")).isZero();
    assertThat(shell.out()).contains("events");
  }

  @Test
  void whereNeitherDatabaseNorTallyAnswersBothAreNamed(@TempDir Path data) {
    assertThat(
            shell.runAsIs(
                "key",
                "list",
                "--data",
                data.toString(),
                "--set",
                "metadata.url=jdbc:postgresql://127.0.0.1:1/nobody",
                "--set",
                "http.port=1"))
        .isNotZero();
    assertThat(shell.err())
        .contains("jdbc:postgresql://127.0.0.1:1/nobody", "; and no Tally answers at")
        .contains("http://127.0.0.1:1/", "[METADATA_UNAVAILABLE]");
  }
}
