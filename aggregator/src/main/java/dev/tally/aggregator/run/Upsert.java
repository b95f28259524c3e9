package dev.tally.aggregator.run;

import java.util.List;

/**
 * What a run finds of an event type with upsert keys.
 *
 * @param closedDays of event time, since the epoch: raw rows of them have expired, so that nobody
 *     knows what is a repeat; the run ignores its events of these days
 * @param replaced the buckets, ascending, in seconds since the epoch, in which an event of the run
 *     takes the place of one that an earlier run counted: they are computed anew
 * @param isRepeated whether events of the run have a key and time that is there twice
 * @param ignored events of the closed days
 */
record Upsert(List<Long> closedDays, List<Long> replaced, boolean isRepeated, long ignored) {
  Upsert {
    closedDays = List.copyOf(closedDays);
    replaced = List.copyOf(replaced);
  }
}
