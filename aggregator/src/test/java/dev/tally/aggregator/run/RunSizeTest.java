package dev.tally.aggregator.run;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RunSizeTest {
  private static final long AMPLE = 1L << 40;

  private final RunSize size = RunSize.growing(1_000, 10_000, () -> AMPLE);

  @Test
  void fullRunsWithFewGroupsGrowToTheMost() {
    assertThat(size.eventsMax()).isEqualTo(1_000);
    size.ran(1_050, 10);
    assertThat(size.eventsMax()).isEqualTo(4_000);
    size.ran(4_010, 30);
    assertThat(size.eventsMax()).isEqualTo(10_000);
  }

  @Test
  void aRunThatIsNotFullEndsTheCatchingUp() {
    size.ran(1_000, 10);
    size.ran(3_999, 10);
    assertThat(size.eventsMax()).isEqualTo(1_000);
  }

  @Test
  void manyGroupsHoldItDown() {
    RunSize large = RunSize.growing(1_000_000, 9_000_000, () -> AMPLE);
    large.ran(1_000_000, 250_000);
    assertThat(large.eventsMax()).isEqualTo(2_000_000);
    large.ran(2_000_000, 3_000_000);
    assertThat(large.eventsMax()).isEqualTo(1_000_000);
  }

  @Test
  void soDoesLittleMemory() {
    RunSize small = RunSize.growing(1_000, 10_000, () -> 2_000 * 256);
    small.ran(1_000, 10);
    assertThat(small.eventsMax()).isEqualTo(2_000);
    RunSize none = RunSize.growing(1_000, 10_000, () -> 0);
    none.ran(1_000, 10);
    assertThat(none.eventsMax()).isEqualTo(1_000);
  }

  @Test
  void aFixedOneStays() {
    RunSize fixed = RunSize.fixed(500);
    fixed.ran(500, 1);
    assertThat(fixed.eventsMax()).isEqualTo(500);
  }
}
