package dev.tally.collector.http;

import dev.tally.collector.admission.Caller;
import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import io.javalin.http.Context;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;

/** Says who sends a request: by its write key, or, while there are none, because it is near. */
final class Sender {
  private static final String BEARER = "Bearer ";

  private final WriteKeys keys;

  Sender(WriteKeys keys) {
    this.keys = keys;
  }

  /**
   * Whose write key it is; nobody's for this machine, while no key is needed.
   *
   * @throws TallyException UNAUTHORIZED
   */
  Caller of(Context context) {
    if (!keys.areRequired()) {
      if (isLoopback(context.req().getRemoteAddr())) {
        return Caller.ANONYMOUS;
      }
      throw unauthorized(
          "events from another machine need a write key, and there is none: make one with"
              + " `tally key create NAME`");
    }
    String key = key(context);
    if (key == null) {
      throw unauthorized("send `Authorization: Bearer KEY`, with a write key");
    }
    return keys.find(key).orElseThrow(() -> unauthorized("the write key is not valid"));
  }

  /** A beacon can't send headers; so a key may be in the query instead. */
  private static @Nullable String key(Context context) {
    String header = context.header("Authorization");
    if (header == null) {
      return context.queryParam("write_key");
    }
    return header.regionMatches(true, 0, BEARER, 0, BEARER.length())
        ? header.substring(BEARER.length()).strip()
        : null;
  }

  private static boolean isLoopback(String address) {
    try {
      // An address in digits: nothing is looked up.
      return InetAddress.getByName(address).isLoopbackAddress();
    } catch (UnknownHostException e) {
      return false;
    }
  }

  private static TallyException unauthorized(String message) {
    return new TallyException(ErrorCode.UNAUTHORIZED, message);
  }
}
