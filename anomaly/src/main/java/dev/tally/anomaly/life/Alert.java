package dev.tally.anomaly.life;

import static java.util.Objects.requireNonNull;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;

/**
 * One alert as it stands. Times are those of points: beginnings of buckets, not of the clock.
 *
 * @param id follows from rule, path and {@code pendingSince}: judged again, an alert is the same
 *     one
 * @param pendingSince the first point that was out
 * @param firingSince the point that made it fire; empty while pending, and when it never did
 * @param resolvedAt the point that ended it
 * @param ending present exactly when resolved
 * @param judgedUntil the latest point that it has taken in; earlier ones change nothing
 * @param outPoints points out so far
 * @param backPoints points back in a row, while it fires
 * @param unknownPoints points without a verdict in a row
 * @param first the first point out
 * @param peak the one with the highest score
 * @param last the latest one
 * @param note what else is known, in words; empty for nothing
 */
public record Alert(
    String id,
    Subject subject,
    AlertState state,
    Instant pendingSince,
    Optional<Instant> firingSince,
    Optional<Instant> resolvedAt,
    Optional<Ending> ending,
    Instant judgedUntil,
    int outPoints,
    int backPoints,
    int unknownPoints,
    Reading first,
    Reading peak,
    Reading last,
    String note) {
  private static final int ID_BYTES = 8;

  public Alert {
    requireNonNull(id);
    requireNonNull(subject);
    requireNonNull(state);
    requireNonNull(pendingSince);
    requireNonNull(firingSince);
    requireNonNull(resolvedAt);
    requireNonNull(ending);
    requireNonNull(judgedUntil);
    requireNonNull(first);
    requireNonNull(peak);
    requireNonNull(last);
    requireNonNull(note);
    if (resolvedAt.isPresent() != (state == AlertState.RESOLVED)
        || ending.isPresent() != resolvedAt.isPresent()) {
      throw new IllegalArgumentException("alert " + id + ": state and resolution disagree");
    }
  }

  /** A new one, by the first point out. */
  static Alert pending(Subject subject, Reading reading) {
    return new Alert(
        id(subject, reading.time()),
        subject,
        AlertState.PENDING,
        reading.time(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        reading.time(),
        1,
        0,
        0,
        reading,
        reading,
        reading,
        "");
  }

  /** Whether it ever fired: whether anybody was told. */
  public boolean hasFired() {
    return firingSince.isPresent();
  }

  public boolean isOpen() {
    return state != AlertState.RESOLVED;
  }

  Alert takeOut(Reading reading) {
    return new Alert(
        id,
        subject,
        state,
        pendingSince,
        firingSince,
        resolvedAt,
        ending,
        reading.time(),
        outPoints + 1,
        0,
        0,
        first,
        reading.score() > peak.score() ? reading : peak,
        reading,
        note);
  }

  /** The latest point has another value by now: its bucket still fills. */
  Alert refresh(Reading reading) {
    boolean isPeak = peak.time().equals(reading.time()) || reading.score() > peak.score();
    return new Alert(
        id,
        subject,
        state,
        pendingSince,
        firingSince,
        resolvedAt,
        ending,
        judgedUntil,
        outPoints,
        backPoints,
        unknownPoints,
        first.time().equals(reading.time()) ? reading : first,
        isPeak ? reading : peak,
        reading,
        note);
  }

  public Alert withNote(String words) {
    return new Alert(
        id,
        subject,
        state,
        pendingSince,
        firingSince,
        resolvedAt,
        ending,
        judgedUntil,
        outPoints,
        backPoints,
        unknownPoints,
        first,
        peak,
        last,
        words);
  }

  Alert takeIn(Instant time) {
    return counted(time, backPoints + 1, 0);
  }

  Alert takeUnknown(Instant time, int points) {
    return counted(time, backPoints, unknownPoints + points);
  }

  private Alert counted(Instant time, int back, int unknown) {
    return new Alert(
        id,
        subject,
        state,
        pendingSince,
        firingSince,
        resolvedAt,
        ending,
        time,
        outPoints,
        back,
        unknown,
        first,
        peak,
        last,
        note);
  }

  Alert fire(Instant time) {
    return inState(AlertState.FIRING, Optional.of(time), Optional.empty(), Optional.empty());
  }

  Alert resolve(Instant time, Ending why) {
    return inState(AlertState.RESOLVED, firingSince, Optional.of(time), Optional.of(why));
  }

  private Alert inState(
      AlertState newState,
      Optional<Instant> firing,
      Optional<Instant> resolved,
      Optional<Ending> why) {
    return new Alert(
        id,
        subject,
        newState,
        pendingSince,
        firing,
        resolved,
        why,
        judgedUntil,
        outPoints,
        backPoints,
        unknownPoints,
        first,
        peak,
        last,
        note);
  }

  private static String id(Subject subject, Instant pendingSince) {
    String text =
        String.join(
            "\n",
            subject.rule().eventType(),
            subject.rule().rule(),
            subject.path(),
            pendingSince.toString());
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest, 0, ID_BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
