package dev.tally.aggregator.site;

import static java.util.Objects.requireNonNull;

import dev.tally.aggregator.plan.Planner;
import dev.tally.aggregator.plan.ScanPlan;
import dev.tally.aggregator.plan.Span;
import dev.tally.aggregator.site.SiteLog.Status;
import dev.tally.aggregator.site.SiteReader.Wanted;
import dev.tally.aggregator.statement.InsertWatermarks;
import dev.tally.aggregator.statement.SiteWatermark;
import dev.tally.aggregator.turn.Turns;
import dev.tally.edl.model.Revision;
import dev.tally.edl.registry.Catalog;
import dev.tally.metadata.MetadataDatabase;
import dev.tally.storage.ClickHouse;
import dev.tally.storage.HttpLink;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fetches what sites have: of each event type and resolution that we have metrics for, the buckets
 * that runs of the site touched since the last time, whole, a row per key. It goes into staging
 * tables and is noted; a rollup run then puts it in the place of what is here of the site ({@code
 * run.SiteTurn}). Until it has, nothing more of the site is fetched.
 *
 * <p>Each step may be repeated: what is not noted is dropped and fetched again. Safe for use by
 * several threads and processes: one at a time is at it.
 */
public final class SitePuller {
  /** Names that are kept of what a site has and we don't know. */
  static final int STRANGE_MAX = 100;

  /** After a failure. */
  static final Duration RETRY_INTERVAL = Duration.ofSeconds(30);

  private static final Logger LOG = LoggerFactory.getLogger(SitePuller.class);

  private final List<Site> sites;
  private final Catalog catalog;
  private final Planner planner;
  private final Clock clock;
  private final PullLimits limits;
  private final Turns turns;
  private final SiteLog log;
  private final SiteFetch fetch;
  private final InsertWatermarks insertWatermarks;
  private final Set<String> checked = ConcurrentHashMap.newKeySet();

  /** What a look came to. */
  public enum Outcome {
    /** States were fetched. */
    PULLED,
    /** Nothing has changed there. */
    QUIET,
    /** It is not time yet, or what was fetched last is not put in yet. */
    WAITING,
    /** Another process or thread is at it. */
    BUSY
  }

  /**
   * @param rows of states
   * @param bytes over the link
   * @param strange what was found for the first time that we have no metric for
   */
  public record Report(Outcome outcome, long rows, long bytes, int strange) {
    public Report {
      requireNonNull(outcome);
    }

    private static Report without(Outcome outcome) {
      return new Report(outcome, 0, 0, 0);
    }
  }

  /**
   * Brings the aggregator's tables of the metadata database up to date.
   *
   * @param sites names differ
   */
  public SitePuller(
      List<Site> sites,
      Catalog catalog,
      ClickHouse clickHouse,
      MetadataDatabase metadata,
      Clock clock,
      PullLimits limits) {
    this.sites = List.copyOf(sites);
    this.catalog = catalog;
    this.planner = new Planner(catalog);
    this.clock = clock;
    this.limits = limits;
    this.turns = new Turns(metadata);
    this.log = new SiteLog(metadata);
    this.fetch = new SiteFetch(clickHouse, log);
    this.insertWatermarks = new InsertWatermarks(clickHouse);
  }

  public List<Site> sites() {
    return sites;
  }

  /** Sites that are not among ours any more hold no points back; their states stay. */
  public void forgetOthers() {
    insertWatermarks.forgetOtherSites(sites.stream().map(Site::name).toList());
  }

  /**
   * One look at a site.
   *
   * @throws dev.tally.error.TallyException when the site, our engine or the metadata database
   *     fails; a later call tries again
   */
  public Report pull(Site site) {
    return turns.duringSites(() -> takeTurn(site)).orElseGet(() -> Report.without(Outcome.BUSY));
  }

  /** States of a resolution, and how far they are. */
  private record Due(KnownStates states, SitePosition position) {}

  private Report takeTurn(Site site) {
    Instant now = clock.instant();
    Status before = log.status(site.name());
    boolean isResting =
        !before.error().isEmpty() && before.lookedAt().plus(RETRY_INTERVAL).isAfter(now);
    if (isResting || log.open().stream().anyMatch(pull -> pull.site().equals(site.name()))) {
      return Report.without(Outcome.WAITING);
    }
    List<Due> due = due(site, now);
    if (due.isEmpty()) {
      return Report.without(Outcome.WAITING);
    }
    try (HttpLink link = HttpLink.to(site.endpoint())) {
      try {
        return look(site, due, new Look(link, before, now));
      } catch (RuntimeException e) {
        log.note(
            site.name(),
            new Status(
                now,
                before.workedAt(),
                String.valueOf(e.getMessage()),
                before.strange(),
                before.run(),
                before.pulls(),
                before.rows(),
                before.bytes() + link.bytes()));
        throw e;
      }
    }
  }

  private record Look(HttpLink link, Status before, Instant now) {}

  /** All of a resolution, or none. */
  private List<Due> due(Site site, Instant now) {
    Map<PullUnit, SitePosition> positions = log.positions(site.name());
    List<Due> all = new ArrayList<>();
    for (Duration resolution : planner.resolutions()) {
      List<Due> some = new ArrayList<>();
      for (Revision revision : catalog.latest()) {
        planner
            .plan(revision.eventType().name(), List.of(resolution))
            .filter(plan -> !plan.metrics(resolution).isEmpty())
            .ifPresent(plan -> some.add(due(plan, resolution, positions, now)));
      }
      Instant last = now.minus(limits.interval(site, resolution));
      if (some.stream()
          .map(Due::position)
          .anyMatch(position -> position.hasMore() || !position.pulledAt().isAfter(last))) {
        all.addAll(some);
      }
    }
    return all;
  }

  /** Where we have come to pull something else, all of it is pulled again. */
  private Due due(
      ScanPlan plan, Duration resolution, Map<PullUnit, SitePosition> positions, Instant now) {
    long floor = planner.floors(plan, now).getOrDefault(resolution, Span.MIN);
    KnownStates states = KnownStates.of(plan, resolution, floor);
    String fingerprint = states.fingerprint();
    SitePosition position = positions.get(states.unit());
    return new Due(
        states,
        position != null && position.metrics().equals(fingerprint)
            ? position
            : SitePosition.none(fingerprint));
  }

  private Report look(Site site, List<Due> due, Look look) {
    SiteReader reader = new SiteReader(look.link());
    if (!checked.contains(site.name())) {
      reader.check(site.name());
      checked.add(site.name());
    }

    // 1. How far it is, and what it has that we don't know
    List<SiteWatermark> watermarks =
        reader.watermarks(due.stream().map(d -> d.states().resolution()).distinct().toList());
    long run = watermarks.stream().mapToLong(SiteWatermark::run).max().orElse(0);
    List<StrangeStates> strange = strange(reader, look.before(), run);

    // 2. What changed
    PullChoice choice = choose(site, reader, due, watermarks, look.now());
    List<SiteWatermark> complete =
        watermarks.stream()
            .filter(mark -> !choice.isUnfinished(Duration.ofSeconds(mark.resolution())))
            .filter(mark -> mark.event().isEmpty() || isKnown(due, mark))
            .toList();

    // 3. Its states
    long rows = 0;
    if (choice.pieces().isEmpty()) {
      insertWatermarks.ofSite(site.name(), complete);
    } else {
      List<KnownStates> known = due.stream().map(Due::states).toList();
      rows = fetch.fetch(site, reader, known, choice.pieces(), complete, look.now());
    }
    log.move(site.name(), choice.quiet());
    log.note(site.name(), worked(look, strange, run, rows));
    return new Report(
        rows > 0 || !choice.pieces().isEmpty() ? Outcome.PULLED : Outcome.QUIET,
        rows,
        look.link().bytes(),
        (int) strange.stream().filter(s -> !look.before().strange().contains(s)).count());
  }

  private static boolean isKnown(List<Due> due, SiteWatermark mark) {
    return due.stream()
        .anyMatch(
            d ->
                d.states().event().equals(mark.event())
                    && d.states().resolution().toSeconds() == mark.resolution());
  }

  private static Status worked(Look look, List<StrangeStates> strange, long run, long rows) {
    Status before = look.before();
    return new Status(
        look.now(),
        Optional.of(look.now()),
        "",
        strange,
        Math.max(run, before.run()),
        before.pulls() + (rows > 0 ? 1 : 0),
        before.rows() + rows,
        before.bytes() + look.link().bytes());
  }

  private PullChoice choose(
      Site site, SiteReader reader, List<Due> due, List<SiteWatermark> watermarks, Instant now) {
    Map<Long, Long> done =
        watermarks.stream()
            .collect(Collectors.toMap(SiteWatermark::resolution, SiteWatermark::run, Math::max));
    List<Due> changing = new ArrayList<>();
    PullChoice choice = new PullChoice(limits, now);
    for (Due unit : due) {
      long run = done.getOrDefault(unit.states().resolution().toSeconds(), 0L);
      SitePosition position = unit.position();
      if (run < position.run()) {
        LOG.warn(
            "site '{}' is at run {} and was at {}: it was made anew, and all of {} is pulled again",
            site.name(),
            run,
            position.run(),
            unit.states().event());
        position = SitePosition.none(position.metrics());
      }
      SitePosition next = position.towards(run);
      if (run > position.run() || next.hasMore()) {
        changing.add(new Due(unit.states(), next));
      } else {
        choice.add(unit.states(), next, List.of());
      }
    }
    if (!changing.isEmpty()) {
      Map<PullUnit, List<SiteReader.Bucket>> changed =
          reader.changed(changing.stream().map(SitePuller::wanted).toList(), limits.buckets());
      changing.forEach(
          unit ->
              choice.add(
                  unit.states(),
                  unit.position(),
                  changed.getOrDefault(unit.states().unit(), List.of())));
    }
    return choice;
  }

  private static Wanted wanted(Due due) {
    return new Wanted(
        due.states(), due.position().run(), Math.max(due.position().next(), due.states().floor()));
  }

  /** What was strange and still is, and what has come. */
  private List<StrangeStates> strange(SiteReader reader, Status before, long run) {
    List<KnownStates> known =
        planner.resolutions().stream()
            .flatMap(
                resolution ->
                    catalog.latest().stream()
                        .flatMap(
                            revision ->
                                planner
                                    .plan(revision.eventType().name(), List.of(resolution))
                                    .stream())
                        .map(plan -> KnownStates.of(plan, resolution, Span.MIN)))
            .toList();
    List<StrangeStates> come =
        run > before.run() ? reader.names(before.run(), 100 * STRANGE_MAX) : List.of();
    return Stream.concat(before.strange().stream(), come.stream())
        .distinct()
        .filter(states -> known.stream().noneMatch(k -> k.has(states)))
        .limit(STRANGE_MAX)
        .toList();
  }
}
