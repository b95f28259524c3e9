package dev.tally.edl.notice;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Posts a notice's JSON to a URL. Any answer of 2xx is a success.
 *
 * <pre>{@code
 * Tally-Notice: 42                       the same over all attempts
 * Tally-Signature: sha256=5b1f…          HMAC-SHA256 of the body's bytes, hexadecimal
 * }</pre>
 *
 * The signature is absent when no secret is configured. Redirects are not followed.
 */
public final class WebhookNotifier implements Notifier {
  /** The receiver has so long to answer. */
  public static final Duration TIMEOUT = Duration.ofSeconds(10);

  static final String NOTICE_HEADER = "Tally-Notice";
  static final String SIGNATURE_HEADER = "Tally-Signature";

  private static final String ALGORITHM = "HmacSHA256";

  private final URI url;
  private final String secret;
  private final HttpClient client;
  private final Duration timeout;

  public WebhookNotifier(URI url, String secret, HttpClient client) {
    this(url, secret, client, TIMEOUT);
  }

  WebhookNotifier(URI url, String secret, HttpClient client, Duration timeout) {
    this.url = requireNonNull(url);
    this.secret = requireNonNull(secret);
    this.client = requireNonNull(client);
    this.timeout = requireNonNull(timeout);
  }

  @Override
  public Delivery send(Notice notice) {
    byte[] body = notice.body().getBytes(StandardCharsets.UTF_8);
    HttpRequest.Builder request =
        HttpRequest.newBuilder(url)
            .timeout(timeout)
            .header("Content-Type", "application/json")
            .header("User-Agent", "tally")
            .header(NOTICE_HEADER, Long.toString(notice.id()))
            .POST(BodyPublishers.ofByteArray(body));
    if (!secret.isEmpty()) {
      request.header(SIGNATURE_HEADER, "sha256=" + signature(body, secret));
    }
    try {
      HttpResponse<Void> response = client.send(request.build(), BodyHandlers.discarding());
      return response.statusCode() / 100 == 2
          ? new Delivery.Delivered()
          : new Delivery.Failed("%s answered %d".formatted(url, response.statusCode()));
    } catch (IOException e) {
      return new Delivery.Failed(
          "%s does not answer: %s".formatted(url, String.valueOf(e.getMessage())));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Delivery.Failed("interrupted");
    }
  }

  /** HMAC-SHA256, hexadecimal in lower case (RFC 2104). */
  static String signature(byte[] body, String secret) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), ALGORITHM));
      return HexFormat.of().formatHex(mac.doFinal(body));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
