package dev.tally.app.bench;

import java.util.Map;

/**
 * What {@code tally bench storage} prints; bytes are per quote.
 *
 * @param quotes sent, stored, and found with the same sums
 * @param bytesPerQuote on disk in {@code events}, merged
 * @param byColumn where they are; columns below 0.001 left out
 * @param csv the lines themselves
 * @param csvZstd12 they by zstd -12, as one stream
 * @param file as it came
 */
public record StorageReport(
    long quotes,
    double bytesPerQuote,
    Map<String, Double> byColumn,
    double csv,
    double csvZstd12,
    double file) {}
