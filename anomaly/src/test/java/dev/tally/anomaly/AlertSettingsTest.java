package dev.tally.anomaly;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tally.anomaly.detect.Seasonality;
import dev.tally.error.TallyException;
import org.junit.jupiter.api.Test;

class AlertSettingsTest {
  @Test
  void defaults() {
    assertThat(AlertSettings.DEFAULT.seriesPerRuleMax()).isEqualTo(100_000);
    assertThat(AlertSettings.DEFAULT.rememberedPointsMax()).isEqualTo(50_000_000);
    assertThat(AlertSettings.DEFAULT.catchUpPointsMax()).isEqualTo(1_000);
  }

  @Test
  void keepsWhatIsConfigured() {
    AlertSettings settings = new AlertSettings(1, 0, 1);
    assertThat(settings.seriesPerRuleMax()).isEqualTo(1);
    assertThat(settings.rememberedPointsMax()).isZero();
    assertThat(settings.catchUpPointsMax()).isEqualTo(1);
    new AlertSettings(1_000_000, 1_000_000_000, Seasonality.WINDOW_POINTS_MAX);
  }

  @Test
  void refusesWhatIsOutOfLimits() {
    refuses(0, 0, 1, "seriesPerRuleMax must be from 1 to 1,000,000, not 0");
    refuses(1_000_001, 0, 1, "seriesPerRuleMax");
    refuses(1, -1, 1, "rememberedPointsMax");
    refuses(1, 1_000_000_001L, 1, "rememberedPointsMax");
    refuses(1, 0, 0, "catchUpPointsMax");
    refuses(1, 0, Seasonality.WINDOW_POINTS_MAX + 1, "catchUpPointsMax");
  }

  private static void refuses(int series, long remembered, int catchUp, String words) {
    assertThatThrownBy(() -> new AlertSettings(series, remembered, catchUp))
        .isInstanceOf(TallyException.class)
        .hasMessageContaining(words);
  }
}
