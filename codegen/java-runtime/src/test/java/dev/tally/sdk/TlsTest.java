package dev.tally.sdk;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tally.ingest.v1.Batch;
import dev.tally.ingest.v1.BatchAck;
import dev.tally.ingest.v1.IngestGrpc;
import io.grpc.Server;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Base64;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Encrypted, against a certificate that keytool makes for the run. */
final class TlsTest {
  private static final Duration LIMIT = Duration.ofSeconds(20);
  private static final String STORE_WORD = "changeit";

  @TempDir private Path folder;
  private @Nullable Server server;

  @BeforeEach
  void start() throws Exception {
    Path store = folder.resolve("store.p12");
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "collector",
                "-keyalg",
                "EC",
                "-dname",
                "CN=localhost",
                "-ext",
                "san=dns:localhost",
                "-storetype",
                "PKCS12",
                "-keystore",
                store.toString(),
                "-storepass",
                STORE_WORD)
            .inheritIO()
            .start();
    assertThat(keytool.waitFor(20, TimeUnit.SECONDS)).isTrue();
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      keys.load(in, STORE_WORD.toCharArray());
    }
    pem("certificate.pem", "CERTIFICATE", keys.getCertificate("collector").getEncoded());
    pem("key.pem", "PRIVATE KEY", keys.getKey("collector", STORE_WORD.toCharArray()).getEncoded());
    server =
        NettyServerBuilder.forPort(0)
            .useTransportSecurity(
                folder.resolve("certificate.pem").toFile(), folder.resolve("key.pem").toFile())
            .addService(new Acknowledging())
            .build()
            .start();
  }

  private void pem(String file, String what, byte[] der) throws Exception {
    String body = Base64.getMimeEncoder(64, "\n".getBytes(US_ASCII)).encodeToString(der);
    Files.writeString(
        folder.resolve(file),
        "-----BEGIN %1$s-----\n%2$s\n-----END %1$s-----\n".formatted(what, body));
  }

  @AfterEach
  void stop() {
    if (server != null) {
      server.shutdownNow();
    }
  }

  private TallyClient.Builder builder() {
    int port = server == null ? 0 : server.getPort();
    return TallyClient.builder()
        .target("localhost:" + port)
        .backoff(Duration.ofMillis(5), Duration.ofMillis(20))
        .closeLimit(Duration.ofMillis(1));
  }

  @Test
  void trustsTheAuthoritiesThatItIsGiven() {
    try (TallyClient client = builder().tls(folder.resolve("certificate.pem")).build()) {
      client.send(SampleEvent.SCHEMA, "x".getBytes(UTF_8));
      assertThat(client.flush(LIMIT)).isTrue();
    }
  }

  @Test
  void sendsNothingToAnUnknownCollector() {
    try (TallyClient client = builder().tls().build()) {
      client.send(SampleEvent.SCHEMA, "x".getBytes(UTF_8));
      assertThat(client.flush(Duration.ofMillis(300))).isFalse();
      assertThat(client.counters().pending()).isOne();
    }
  }

  private static final class Acknowledging extends IngestGrpc.IngestImplBase {
    @Override
    public StreamObserver<Batch> send(StreamObserver<BatchAck> acks) {
      return new StreamObserver<>() {
        @Override
        public void onNext(Batch batch) {
          acks.onNext(BatchAck.newBuilder().setNumber(batch.getNumber()).build());
        }

        @Override
        public void onError(Throwable failure) {}

        @Override
        public void onCompleted() {
          acks.onCompleted();
        }
      };
    }
  }
}
