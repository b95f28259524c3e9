package dev.tally.collector.grpc;

/**
 * A {@code BatchAck}.
 *
 * @param number of the batch
 * @param shed events of it that were shed
 * @param bestEffortPauseMs so long the producer should keep best-effort events to itself
 */
record Ack(long number, int shed, int bestEffortPauseMs) {}
