package dev.tally.aggregator.carbon;

import static java.util.Objects.requireNonNull;

import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import java.time.Duration;
import java.util.regex.Pattern;

/**
 * The step of new series, as a section of carbon's {@code storage-schemas.conf} has it.
 *
 * @param pattern is found somewhere in the path
 */
public record StepRule(Pattern pattern, Duration step) {
  /** Where no rule says otherwise. */
  public static final Duration STEP_DEFAULT = Duration.ofMinutes(1);

  public StepRule {
    requireNonNull(pattern);
    if (step.compareTo(CarbonLimits.STEP_MIN) < 0
        || step.compareTo(CarbonLimits.STEP_MAX) > 0
        || !step.equals(Duration.ofSeconds(step.toSeconds()))) {
      throw new TallyException(
          ErrorCode.CONFIG_INVALID,
          "a step of carbon's series is a whole number of seconds up to a day, not %s"
              .formatted(step));
    }
  }

  boolean matches(String path) {
    return pattern.matcher(path).find();
  }
}
