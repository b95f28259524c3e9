package dev.tally.collector.encode;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RoomUseTest {
  private static final int ROOM = 1_000;
  private static final int LITTLE = ROOM / RoomUse.FACTOR - 1;

  private final RoomUse use = new RoomUse();

  @Test
  void oneLargeBlockKeepsTheRoom() {
    for (int block = 0; block < 10 * RoomUse.BLOCKS; block++) {
      int used = block % RoomUse.BLOCKS == 0 ? ROOM : LITTLE;
      assertThat(use.isSpare(used, ROOM)).isFalse();
    }
  }

  @Test
  void smallBlocksInARowGiveItBackOnce() {
    for (int block = 1; block < RoomUse.BLOCKS; block++) {
      assertThat(use.isSpare(LITTLE, ROOM)).isFalse();
    }
    assertThat(use.isSpare(LITTLE, ROOM)).isTrue();
    assertThat(use.isSpare(LITTLE, ROOM)).isFalse();
  }
}
