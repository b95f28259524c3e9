package dev.tally.collector;

/**
 * Events since the journal began, over all restarts: {@code accepted = stored + rejected + pending
 * + setAside}.
 *
 * @param accepted put into the journal; repeats not counted
 * @param stored in the table {@code events}
 * @param rejected in the table {@code events_rejected}
 * @param pending still in the journal
 * @param setAside lost to damage of the journal's files; 0 on a sound disk
 * @param journalBytes of all segment files
 * @param journalBytesMax above which batches are refused
 * @param damagedBytes of the journal that could not be read since this start
 * @param journalFails whether the last attempt to write to the journal failed
 */
public record CollectorStatus(
    long accepted,
    long stored,
    long rejected,
    long pending,
    long setAside,
    long journalBytes,
    long journalBytesMax,
    long damagedBytes,
    boolean journalFails) {}
