package dev.tally.collector;

/**
 * Events since the journal began:
 *
 * <pre>{@code accepted = stored + rejected + pending}</pre>
 *
 * @param accepted acknowledged, repeats not counted
 * @param stored rows of {@code events}
 * @param rejected rows of {@code events_rejected}
 * @param pending in the journal, not yet in the engine; with those of journal records that can no
 *     longer be read, which stay here so that the loss shows
 */
public record CollectorStatus(long accepted, long stored, long rejected, long pending) {}
