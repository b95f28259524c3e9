package dev.tally.collector.observe;

import dev.tally.edl.model.Attribute;
import dev.tally.edl.model.ClassUse;
import dev.tally.edl.registry.Catalog;
import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps what a {@link DimensionObserver} sees. In each turn:
 *
 * <ol>
 *   <li>days that are new here are <i>restored</i>: what was written before a restart is merged in;
 *   <li>whoever passes 80 % or 100 % of its class is said so in the log, once a day each;
 *   <li>what changed is written;
 *   <li>days that nobody has touched for long are forgotten;
 *   <li>the gauges follow.
 * </ol>
 *
 * <p>A crash loses what was seen since the last turn in blocks that are stored: such values count
 * when they come again. Without the engine nothing is lost: turns are repeated.
 */
public final class DimensionKeeper implements AutoCloseable {
  /** Time between turns. */
  public static final long TURN_INTERVAL_MS = 5_000;

  /** A day that no block had an event of for so many turns is forgotten. */
  static final int IDLE_TURNS_MAX = 60;

  private static final Logger log = LoggerFactory.getLogger(DimensionKeeper.class);

  private final DimensionObserver observer;
  private final ObservedRows rows;
  private final Catalog catalog;
  private final Clock clock;
  private final DimensionMeters meters;
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Thread thread;
  private volatile boolean isAbandoned;
  private boolean failing;

  private DimensionKeeper(
      DimensionObserver observer,
      ObservedRows rows,
      Catalog catalog,
      Clock clock,
      DimensionMeters meters) {
    this.observer = observer;
    this.rows = rows;
    this.catalog = catalog;
    this.clock = clock;
    this.meters = meters;
    this.thread = Thread.ofPlatform().name("tally-dimensions").unstarted(this::run);
  }

  /** Takes turns until it is closed. */
  public static DimensionKeeper start(
      DimensionObserver observer,
      ObservedRows rows,
      Catalog catalog,
      Clock clock,
      DimensionMeters meters) {
    DimensionKeeper keeper = new DimensionKeeper(observer, rows, catalog, clock, meters);
    keeper.thread.start();
    return keeper;
  }

  private void run() {
    try {
      while (!closing.await(TURN_INTERVAL_MS, TimeUnit.MILLISECONDS)) {
        tryTurn();
      }
      if (!isAbandoned) {
        tryTurn();
      }
    } catch (InterruptedException e) {
      // What was not written counts when it comes again.
    }
  }

  private void tryTurn() {
    try {
      turn();
      if (failing) {
        log.info("writing how many values dimensions have works again");
      }
      failing = false;
    } catch (TallyException e) {
      if (e.code() == ErrorCode.ENGINE_UNAVAILABLE) {
        return; // Whoever stores the events says so.
      }
      if (!failing) {
        log.warn(
            "writing how many values dimensions have fails and is tried until it works: {}: {}",
            e.code(),
            e.getMessage());
      }
      failing = true;
    } catch (RuntimeException e) {
      if (!failing) {
        log.error("writing how many values dimensions have fails and is tried again", e);
      }
      failing = true;
    }
  }

  private void turn() {
    Map<DimensionKey, Attribute> attributes = new HashMap<>();
    for (DimensionDay day : observer.days()) {
      attribute(day.key()).ifPresent(attribute -> attributes.put(day.key(), attribute));
    }
    restore(attributes);
    announce(attributes);
    write();
    forget();
    show(attributes);
  }

  private void show(Map<DimensionKey, Attribute> attributes) {
    Map<DimensionDay, Integer> shown = new HashMap<>();
    for (DimensionDay day : observer.days()) {
      Attribute attribute = attributes.get(day.key());
      if (day.key().day() == today() && attribute != null) {
        shown.put(day, attribute.valuesMax());
      }
    }
    meters.show(shown);
  }

  private int today() {
    return (int) LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC).toEpochDay();
  }

  /** As the latest revision declares it; empty where that has no such dimension any more. */
  private Optional<Attribute> attribute(DimensionKey key) {
    return catalog
        .latest(key.eventType())
        .flatMap(revision -> revision.eventType().attribute(key.attribute()))
        .filter(Attribute::isObserved);
  }

  private void restore(Map<DimensionKey, Attribute> attributes) {
    Map<DimensionKey, DimensionDay> unrestored =
        observer.days().stream()
            .filter(day -> !day.isRestored())
            .collect(Collectors.toMap(DimensionDay::key, Function.identity()));
    if (unrestored.isEmpty()) {
      return;
    }
    Map<DimensionKey, ObservedRow> written =
        rows.read(unrestored.keySet()).stream()
            .collect(Collectors.toMap(ObservedRow::key, Function.identity()));
    unrestored.forEach(
        (key, day) -> {
          Optional<ObservedRow> row = Optional.ofNullable(written.get(key));
          Attribute attribute = attributes.get(key);
          if (row.isPresent() && attribute != null) {
            day.skipWarning(row.get().use(attribute.valuesMax()));
          }
          if (!day.restore(row)) {
            log.warn(
                "what was counted of dimension {} of {} before the start is damaged; it is counted from now on",
                key.attribute(),
                key.eventType());
          }
        });
  }

  private void announce(Map<DimensionKey, Attribute> attributes) {
    for (DimensionDay day : observer.days()) {
      Attribute attribute = attributes.get(day.key());
      if (attribute != null) {
        DimensionDay.Values values = day.values();
        ClassUse use = values.use(attribute.valuesMax());
        if (day.isWorseThanAnnounced(use)) {
          log.warn(warning(day.key(), attribute, values, use));
        }
      }
    }
  }

  private String warning(
      DimensionKey key, Attribute attribute, DimensionDay.Values values, ClassUse use) {
    String examples =
        catalog.isPersonal(key.eventType(), key.attribute()) || values.latest().isEmpty()
            ? ""
            : "; the latest that were new: " + String.join(", ", values.latest());
    return String.format(
        Locale.ROOT,
        "%s: dimension %s of %s has %,d values on %s, it may have %,d (%s)%s. %s",
        use == ClassUse.OVER ? "DIMENSION_OVER_CLASS" : "DIMENSION_NEAR_CLASS",
        key.attribute(),
        key.eventType(),
        values.count(),
        LocalDate.ofEpochDay(key.day()),
        attribute.valuesMax(),
        attribute.dimension(),
        examples,
        use == ClassUse.OVER
            ? "What has no series of its own counts as __other__; see docs/cardinality.md"
            : "See docs/cardinality.md");
  }

  private void write() {
    List<DimensionDay> changed = new ArrayList<>();
    List<ObservedRow> unwritten = new ArrayList<>();
    for (DimensionDay day : observer.days()) {
      day.unwritten(clock.millis())
          .ifPresent(
              row -> {
                changed.add(day);
                unwritten.add(row);
              });
    }
    if (unwritten.isEmpty()) {
      return;
    }
    try {
      rows.write(unwritten);
    } catch (RuntimeException e) {
      changed.forEach(DimensionDay::writeAgain);
      throw e;
    }
  }

  private void forget() {
    int today = today();
    for (DimensionDay day : observer.days()) {
      boolean isPast = day.key().day() != today;
      observer.forgetIf(
          day.key(), same -> same.countIdleTurn() > IDLE_TURNS_MAX && isPast && same.isWritten());
    }
  }

  /**
   * A last turn, if the engine lets it.
   *
   * @param timeout after which what is not written is left
   */
  public void finish(Duration timeout) throws InterruptedException {
    closing.countDown();
    thread.join(timeout);
  }

  /** Ends without a last turn, unless {@link #finish} came before. */
  @Override
  public void close() {
    isAbandoned = true;
    closing.countDown();
    thread.interrupt();
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join(TimeUnit.SECONDS.toMillis(1));
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    meters.remove();
  }
}
