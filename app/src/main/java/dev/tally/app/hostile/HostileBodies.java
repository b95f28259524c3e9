package dev.tally.app.hostile;

import com.github.luben.zstd.Zstd;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;

/** Bodies of HTTP requests: good ones changed at random, and some that are built to hurt. */
final class HostileBodies {
  private static final int BOMB_BYTES = 256 << 20;
  private static final int DEPTH = 50_000;
  private static final int KEYS = 20_000;
  private static final int UNKNOWN_TYPES = 100_000;

  private final Random random;
  private final byte[] gzipBomb;
  private final byte[] zstdBomb;

  /** Its bytes, and the encoding that the request claims; empty for none. */
  static final class Body {
    final byte[] bytes;
    final String encoding;

    Body(byte[] bytes, String encoding) {
      this.bytes = bytes;
      this.encoding = encoding;
    }
  }

  HostileBodies(Random random) {
    this.random = random;
    this.gzipBomb = gzip(blanks(BOMB_BYTES / 4));
    this.zstdBomb = Zstd.compress(blanks(BOMB_BYTES), 1);
  }

  /** What JSON may begin with, so that the bomb goes off where it is read. */
  private static byte[] blanks(int count) {
    byte[] blanks = new byte[count];
    Arrays.fill(blanks, (byte) ' ');
    return blanks;
  }

  Body next() {
    return switch (random.nextInt(200)) {
      case 0 -> new Body(gzipBomb, "gzip");
      case 1 -> new Body(zstdBomb, "zstd");
      case 2 -> plain("[".repeat(DEPTH));
      case 3 -> plain("{\"event\":\"bench.Quote\",\"attributes\":" + "{\"a\":".repeat(DEPTH));
      case 4 -> plain(hugeMap());
      case 5 -> plain("[" + "0,".repeat(KEYS) + "0]");
      case 6 -> new Body(Mutation.bytes(random, random.nextInt(2_000)), "gzip");
      case 7 -> new Body(Mutation.of(gzip(HostileBatches.json(random)), random), "gzip");
      case 8 -> new Body(Mutation.bytes(random, random.nextInt(2_000)), "zstd");
      case 9 -> new Body(Mutation.bytes(random, random.nextInt(2_000)), "br");
      default -> mostly();
    };
  }

  private Body mostly() {
    return switch (random.nextInt(8)) {
      case 0 -> plain(attribute("\"bid\":1e" + random.nextInt()));
      case 1 -> plain(attribute("\"bid_size\":" + "9".repeat(1 + random.nextInt(3_000))));
      case 2 -> plain(attribute("\"exchange\":\"\\ud800" + (char) random.nextInt(0xD800) + "\""));
      case 3, 4 ->
          plain(
              "{\"event\":\"nobody.Type%d\",\"attributes\":{}}"
                  .formatted(random.nextInt(UNKNOWN_TYPES)));
      case 5 -> new Body(Mutation.bytes(random, random.nextInt(500)), "");
      default -> new Body(Mutation.of(HostileBatches.json(random), random), "");
    };
  }

  private static String attribute(String attribute) {
    return "{\"event\":\"bench.Quote\",\"attributes\":{\"exchange\":\"N\"," + attribute + "}}";
  }

  private static String hugeMap() {
    return IntStream.range(0, KEYS)
        .mapToObj(i -> "\"k" + i + "\":" + i)
        .collect(Collectors.joining(",", "{\"event\":\"bench.Quote\",\"attributes\":{", "}}"));
  }

  private static Body plain(String text) {
    return new Body(text.getBytes(StandardCharsets.UTF_8), "");
  }

  private static byte[] gzip(byte[] bytes) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }
}
