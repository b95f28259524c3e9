package dev.tally.collector.grpc;

import dev.tally.collector.admission.Caller;
import dev.tally.collector.http.WriteKeys;
import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import io.grpc.Metadata;

/** The write key that a stream may name. */
final class BearerKey {
  private static final Metadata.Key<String> AUTHORIZATION =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

  private static final String BEARER = "Bearer ";

  private BearerKey() {}

  /**
   * @throws TallyException UNAUTHORIZED when there is a key, and it is not valid
   */
  static Caller caller(Metadata headers, WriteKeys keys) {
    String header = headers.get(AUTHORIZATION);
    if (header == null) {
      return Caller.ANONYMOUS;
    }
    String key =
        header.regionMatches(true, 0, BEARER, 0, BEARER.length())
            ? header.substring(BEARER.length()).strip()
            : "";
    return keys.find(key).orElseThrow(BearerKey::notValid);
  }

  static TallyException notValid() {
    return new TallyException(
        ErrorCode.UNAUTHORIZED,
        "the write key is not valid; `tally key list` shows those that are");
  }
}
