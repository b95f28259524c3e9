package dev.tally.aggregator.schedule;

import dev.tally.aggregator.site.Site;
import dev.tally.aggregator.site.SitePuller;
import dev.tally.aggregator.site.SitePuller.Outcome;
import dev.tally.aggregator.site.SitePuller.Report;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at one site after the other. One that fails holds up no other, and is tried again.
 *
 * <p>Meters, by site: {@code tally.site.pulls}, {@code tally.site.rows}, {@code tally.site.bytes},
 * {@code tally.site.strange}, {@code tally.site.failures}.
 */
final class SiteRunner implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(SiteRunner.class);

  private final SitePuller puller;
  private final MeterRegistry meters;
  private final Map<String, Trouble> troubles = new ConcurrentHashMap<>();
  private volatile boolean stopped;

  SiteRunner(SitePuller puller, MeterRegistry meters) {
    this.puller = puller;
    this.meters = meters;
  }

  @Override
  public void run() {
    for (Site site : puller.sites()) {
      if (!stopped) {
        run(site);
      }
    }
  }

  /** The look under way is the last. */
  void stop() {
    stopped = true;
  }

  private void run(Site site) {
    try {
      Report report = puller.pull(site);
      if (report.outcome() == Outcome.PULLED || report.outcome() == Outcome.QUIET) {
        count(site, report);
        trouble(site).over();
      }
    } catch (RuntimeException e) {
      failed(site, e);
    }
  }

  private void count(Site site, Report report) {
    if (report.outcome() == Outcome.PULLED) {
      counter("tally.site.pulls", "Pulls that brought states of a site", site).increment();
    }
    counter("tally.site.rows", "Rows of states that were pulled from a site", site)
        .increment((double) report.rows());
    counter("tally.site.bytes", "Bytes to and from a site's ClickHouse", site)
        .increment((double) report.bytes());
    if (report.strange() > 0) {
      counter("tally.site.strange", "Metrics that a site has states of and we don't know", site)
          .increment(report.strange());
      LOG.warn(
          "site '{}' has states of {} metrics or dimension sets that are not published here; they are left there: GET /api/v1/sites names them",
          site.name(),
          report.strange());
    }
  }

  private void failed(Site site, RuntimeException e) {
    counter("tally.site.failures", "Looks at a site that failed and will be repeated", site)
        .increment();
    trouble(site).failed(e);
  }

  private Trouble trouble(Site site) {
    return troubles.computeIfAbsent(
        site.name(), name -> new Trouble("a look at site '%s'".formatted(name)));
  }

  private Counter counter(String name, String description, Site site) {
    return Counter.builder(name).description(description).tag("site", site.name()).register(meters);
  }
}
