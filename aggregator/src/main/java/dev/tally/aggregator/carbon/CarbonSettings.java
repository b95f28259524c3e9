package dev.tally.aggregator.carbon;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.OptionalInt;

/**
 * Where carbon's clients send to, and what becomes of it.
 *
 * @param listen address that the ports are of
 * @param linePort of plain text; 0 takes a free one, absent: nobody listens
 * @param picklePort of pickles, likewise
 * @param prefix of all paths, with its dot if it has one; empty for none
 * @param steps the first rule that matches a new series' path counts
 */
public record CarbonSettings(
    String listen,
    OptionalInt linePort,
    OptionalInt picklePort,
    String prefix,
    List<StepRule> steps,
    CarbonLimits limits) {
  public CarbonSettings {
    requireNonNull(listen);
    requireNonNull(linePort);
    requireNonNull(picklePort);
    requireNonNull(prefix);
    steps = List.copyOf(steps);
    requireNonNull(limits);
  }

  public boolean isOff() {
    return linePort.isEmpty() && picklePort.isEmpty();
  }
}
