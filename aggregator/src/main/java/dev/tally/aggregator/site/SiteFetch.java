package dev.tally.aggregator.site;

import static java.util.Objects.requireNonNull;

import dev.tally.aggregator.statement.PulledBuckets;
import dev.tally.aggregator.statement.PulledStates;
import dev.tally.aggregator.statement.PulledStates.Vanishing;
import dev.tally.aggregator.statement.SiteWatermark;
import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import dev.tally.storage.ClickHouse;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/** Copies states of a site into staging tables of ours, and notes them as a {@link SitePull}. */
final class SiteFetch {
  private final ClickHouse clickHouse;
  private final SiteLog log;
  private final PulledStates pulledStates;
  private final Set<String> others = ConcurrentHashMap.newKeySet();

  SiteFetch(ClickHouse clickHouse, SiteLog log) {
    this.clickHouse = clickHouse;
    this.log = log;
    this.pulledStates = new PulledStates(clickHouse);
  }

  /**
   * Fetches pieces, of which there is one at least; what was not noted of fetches before goes.
   *
   * @param known what a piece's event type and resolution has here
   * @param watermarks that hold when the pieces have been put in
   * @return rows of states
   * @throws TallyException CONFIG_INVALID when the site is ourselves; and when a side fails
   */
  long fetch(
      Site site,
      SiteReader reader,
      Collection<KnownStates> known,
      List<SitePiece> pieces,
      List<SiteWatermark> watermarks,
      Instant now) {
    dropLeftovers();
    Map<PullUnit, KnownStates> states =
        known.stream().collect(Collectors.toMap(KnownStates::unit, s -> s));
    List<String> tables =
        SiteReader.tables(pieces.stream().map(piece -> states(states, piece)).toList());
    String staging = UUID.randomUUID().toString().replace("-", "");
    pulledStates.create(staging, tables);
    checkOther(site, reader, PulledStates.table(staging, tables.getFirst()));
    for (String table : tables) {
      String into = PulledStates.table(staging, table);
      reader.copy(table, condition(table, states, pieces), clickHouse, into, staging);
    }
    long rows = pulledStates.rows(staging, tables);
    List<SitePiece> all = withVanishing(site, staging, tables, pieces);
    log.fetched(new SitePull(0, site.name(), staging, all, watermarks, rows, reader.bytes(), now));
    return rows;
  }

  private static KnownStates states(Map<PullUnit, KnownStates> states, SitePiece piece) {
    return requireNonNull(states.get(piece.unit()));
  }

  private static String condition(
      String table, Map<PullUnit, KnownStates> states, List<SitePiece> pieces) {
    List<String> conditions = new ArrayList<>();
    for (SitePiece piece : pieces) {
      KnownStates known = states(states, piece);
      if (known.sets().containsKey(table)) {
        conditions.add("(%s AND %s)".formatted(known.condition(table), piece.scope().times()));
      }
    }
    return String.join(" OR ", conditions);
  }

  /** Our own states, once more as those of a site, would count twice. */
  private void checkOther(Site site, SiteReader reader, String ownTable) {
    if (!others.contains(site.name())) {
      if (reader.has(ownTable)) {
        throw new TallyException(
            ErrorCode.CONFIG_INVALID,
            "site '%s' is the ClickHouse and database of this Tally: name another, or leave it out"
                .formatted(site.name()));
      }
      others.add(site.name());
    }
  }

  private List<SitePiece> withVanishing(
      Site site, String staging, List<String> tables, List<SitePiece> pieces) {
    List<PulledBuckets> buckets = pieces.stream().map(SitePiece::scope).toList();
    Map<PullUnit, TreeSet<Long>> vanishing = new HashMap<>();
    for (Vanishing bucket : pulledStates.vanishing(staging, site.name(), tables, buckets)) {
      vanishing
          .computeIfAbsent(
              new PullUnit(bucket.eventType(), bucket.resolution()), key -> new TreeSet<>())
          .add(bucket.start());
    }
    return pieces.stream()
        .map(
            piece ->
                piece.withVanishing(
                    List.copyOf(vanishing.getOrDefault(piece.unit(), new TreeSet<>()))))
        .toList();
  }

  /** What interrupted fetches left. The list first: what is noted after it is not in it. */
  private void dropLeftovers() {
    List<String> there = pulledStates.stagings();
    Set<String> open = log.open().stream().map(SitePull::staging).collect(Collectors.toSet());
    there.stream().filter(staging -> !open.contains(staging)).forEach(pulledStates::drop);
  }
}
