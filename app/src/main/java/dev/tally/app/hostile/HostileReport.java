package dev.tally.app.hostile;

import dev.tally.app.bench.ProcessUse;
import java.util.List;
import java.util.Map;

/**
 * What a run found.
 *
 * @param answers how many requests were answered how
 * @param before what the process held before the first request
 * @param after some seconds after the last
 * @param quietP99Ms of the good producer, to acknowledgement, while nobody else sent
 * @param attackedP99Ms while the requests came
 * @param good events of the good producer
 * @param logBytes of the process' log
 * @param violations what must not have happened; empty when the run holds
 */
public record HostileReport(
    long requests,
    double seconds,
    Map<String, Long> answers,
    ProcessUse before,
    ProcessUse after,
    double quietP50Ms,
    double quietP99Ms,
    double attackedP50Ms,
    double attackedP99Ms,
    long good,
    long goodStored,
    long logBytes,
    List<String> violations) {
  public boolean holds() {
    return violations.isEmpty();
  }
}
