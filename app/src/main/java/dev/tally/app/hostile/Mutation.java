package dev.tally.app.hostile;

import java.util.Arrays;
import java.util.Random;

/** Changes that leave something like the original. */
final class Mutation {
  private static final byte[] HUGE_LENGTH = {(byte) 0xFF, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF, 7};
  private static final int FLIPS_MAX = 20;
  private static final int INSERTED_MAX = 64;

  private Mutation() {}

  /** One change of one of four kinds. */
  static byte[] of(byte[] original, Random random) {
    return switch (random.nextInt(4)) {
      case 0 -> flipped(original, random);
      case 1 -> Arrays.copyOf(original, random.nextInt(original.length + 1));
      case 2 -> spliced(original, random, bytes(random, 1 + random.nextInt(INSERTED_MAX)));
      default -> spliced(original, random, HUGE_LENGTH);
    };
  }

  private static byte[] flipped(byte[] original, Random random) {
    byte[] changed = original.clone();
    for (int i = random.nextInt(FLIPS_MAX); i >= 0 && changed.length > 0; i--) {
      changed[random.nextInt(changed.length)] ^= (byte) (1 << random.nextInt(Byte.SIZE));
    }
    return changed;
  }

  private static byte[] spliced(byte[] original, Random random, byte[] inserted) {
    int at = random.nextInt(original.length + 1);
    byte[] changed = new byte[original.length + inserted.length];
    System.arraycopy(original, 0, changed, 0, at);
    System.arraycopy(inserted, 0, changed, at, inserted.length);
    System.arraycopy(original, at, changed, at + inserted.length, original.length - at);
    return changed;
  }

  static byte[] bytes(Random random, int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }
}
