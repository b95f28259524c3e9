package dev.tally.app.bench;

import java.util.Map;

/**
 * What {@code tally bench dedup} prints: the same events into an event type where all count, and
 * into one with a {@code dedup_key}.
 *
 * @param events of each type, all different
 * @param corrections of each type, sent afterwards: events with the key and time of others
 * @param allCount figures of the one
 * @param lastCounts figures of the other
 * @param ratios second by first; of rates above 1 is better, of times below 1
 */
public record DedupReport(
    int processors,
    long events,
    long corrections,
    Map<String, Double> allCount,
    Map<String, Double> lastCounts,
    Map<String, Double> ratios) {}
