package dev.tally.app.service;

import dev.tally.aggregator.carbon.CarbonLimits;
import dev.tally.aggregator.carbon.CarbonSettings;
import dev.tally.aggregator.carbon.StepRule;
import dev.tally.app.config.Settings;
import java.util.regex.Pattern;

/** What the settings say of carbon's clients. */
final class CarbonOptions {
  private CarbonOptions() {}

  static CarbonSettings of(Settings settings) {
    Settings.Carbon carbon = settings.carbon();
    return new CarbonSettings(
        settings.listen(),
        carbon.port(),
        carbon.picklePort(),
        prefix(carbon.prefix()),
        carbon.schemas().stream()
            .map(schema -> new StepRule(Pattern.compile(schema.pattern()), schema.step()))
            .toList(),
        CarbonLimits.DEFAULT
            .withSeries(carbon.series())
            .withPointsPerSecond(carbon.pointsPerSecond())
            .withConnections(carbon.connections()));
  }

  private static String prefix(String written) {
    return written.isEmpty() || written.endsWith(".") ? written : written + ".";
  }
}
