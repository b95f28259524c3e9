package dev.tally.collector.block;

/**
 * How far the journal's events have come to rest, since the journal began.
 *
 * @param acceptedThrough of all accepted events, those up to and with the last stored block
 * @param stored of them, rows of {@code events}
 * @param rejected of them, rows of {@code events_rejected}
 */
public record Settled(long acceptedThrough, long stored, long rejected) {
  public static final Settled NOTHING = new Settled(0, 0, 0);

  /** Events whose journal records could not be read again. */
  public long setAside() {
    return acceptedThrough - stored - rejected;
  }
}
