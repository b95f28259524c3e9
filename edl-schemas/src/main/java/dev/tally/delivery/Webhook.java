package dev.tally.delivery;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Redirect;
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
 * Posts a notice's JSON to a URL. Any answer of 2xx is a success; what else it says is not read.
 *
 * <pre>{@code
 * Tally-Notice: 42                       the same over all attempts
 * Tally-Signature: sha256=5b1f…          HMAC-SHA256 of the body's bytes, hexadecimal
 * }</pre>
 *
 * The signature is absent when no secret is configured. Redirects are not followed.
 */
public final class Webhook {
  /** The receiver has so long to answer. */
  public static final Duration TIMEOUT = Duration.ofSeconds(10);

  /** A notice that is larger is refused. */
  public static final int BODY_BYTES_MAX = 4 << 20;

  static final String NOTICE_HEADER = "Tally-Notice";
  static final String SIGNATURE_HEADER = "Tally-Signature";

  private static final String ALGORITHM = "HmacSHA256";

  private final URI url;
  private final String secret;
  private final HttpClient client;
  private final Duration timeout;

  /**
   * @param secret empty for no signature
   * @param client one that follows no redirects: they would lead what is posted to where nobody
   *     configured it
   */
  public Webhook(URI url, String secret, HttpClient client) {
    this(url, secret, client, TIMEOUT);
  }

  Webhook(URI url, String secret, HttpClient client, Duration timeout) {
    this.url = requireNonNull(url);
    this.secret = requireNonNull(secret);
    this.client = requireNonNull(client);
    this.timeout = requireNonNull(timeout);
    if (client.followRedirects() != Redirect.NEVER) {
      throw new IllegalArgumentException("a webhook's client follows no redirects");
    }
  }

  /**
   * Tries once.
   *
   * @param notice a number that is the same over all attempts
   * @param body JSON
   */
  public Delivery post(long notice, String body) {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    if (bytes.length > BODY_BYTES_MAX) {
      return new Delivery.Refused(
          "notice %d has %,d bytes; %,d are the most"
              .formatted(notice, bytes.length, BODY_BYTES_MAX));
    }
    try {
      int status = status(request(notice, bytes));
      return status / 100 == 2
          ? new Delivery.Delivered()
          : new Delivery.Failed("%s answered %d".formatted(url, status));
    } catch (IOException e) {
      return new Delivery.Failed(
          "%s does not answer: %s".formatted(url, String.valueOf(e.getMessage())));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Delivery.Failed("interrupted");
    }
  }

  private HttpRequest request(long notice, byte[] body) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(url)
            .timeout(timeout)
            .header("Content-Type", "application/json")
            .header("User-Agent", "tally")
            .header(NOTICE_HEADER, Long.toString(notice))
            .POST(BodyPublishers.ofByteArray(body));
    if (!secret.isEmpty()) {
      request.header(SIGNATURE_HEADER, "sha256=" + signature(body, secret));
    }
    return request.build();
  }

  /** The timeout ends with the headers; an answer that never ends is closed and not waited for. */
  private int status(HttpRequest request) throws IOException, InterruptedException {
    HttpResponse<InputStream> response = client.send(request, BodyHandlers.ofInputStream());
    response.body().close();
    return response.statusCode();
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
