package dev.tally.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class BackOffTest {
  private static final BackOff BACK_OFF =
      new BackOff(Duration.ofSeconds(15), Duration.ofHours(1), 14);

  @Test
  void waitsDoubleUpToTheLongest() {
    assertThat(BACK_OFF.after(1)).isEqualTo(Duration.ofSeconds(15));
    assertThat(BACK_OFF.after(2)).isEqualTo(Duration.ofSeconds(30));
    assertThat(BACK_OFF.after(8)).isEqualTo(Duration.ofMinutes(32));
    assertThat(BACK_OFF.after(9)).isEqualTo(Duration.ofHours(1));
    assertThat(BACK_OFF.after(1_000)).isEqualTo(Duration.ofHours(1));
  }

  @Test
  void itEnds() {
    assertThat(BACK_OFF.isOver(13)).isFalse();
    assertThat(BACK_OFF.isOver(14)).isTrue();
  }

  @Test
  void refusesWhatIsNone() {
    assertThatThrownBy(() -> new BackOff(Duration.ZERO, Duration.ofHours(1), 1))
        .hasMessageContaining("no back-off");
    assertThatThrownBy(() -> new BackOff(Duration.ofHours(2), Duration.ofHours(1), 1))
        .hasMessageContaining("no back-off");
    assertThatThrownBy(() -> new BackOff(Duration.ofHours(1), Duration.ofHours(1), 0))
        .hasMessageContaining("no back-off");
  }
}
