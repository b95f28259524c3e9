package dev.tally.aggregator.backfill;

import dev.tally.aggregator.backfill.Backfill.Chunk;
import dev.tally.aggregator.plan.Span;
import dev.tally.aggregator.statement.SelectRawDays;
import dev.tally.aggregator.statement.SelectRawDays.RawDay;
import java.util.ArrayList;
import java.util.List;

/**
 * Cuts the days that have raw rows into pieces of at most about so many events: several days, or
 * parts of one.
 */
final class ChunkPlanner {
  private final SelectRawDays selectRawDays;
  private final long eventsMax;

  ChunkPlanner(SelectRawDays selectRawDays, long eventsMax) {
    this.selectRawDays = selectRawDays;
    this.eventsMax = eventsMax;
  }

  /**
   * @param days ascending
   */
  List<Chunk> plan(String eventType, List<RawDay> days) {
    List<Chunk> chunks = new ArrayList<>();
    List<RawDay> together = new ArrayList<>();
    long events = 0;
    for (RawDay day : days) {
      boolean follows = !together.isEmpty() && together.getLast().day() + 1 == day.day();
      if (!together.isEmpty() && (!follows || events + day.events() > eventsMax)) {
        add(chunks, together, events);
        together.clear();
        events = 0;
      }
      if (day.events() > eventsMax) {
        addParts(chunks, eventType, day);
      } else {
        together.add(day);
        events += day.events();
      }
    }
    if (!together.isEmpty()) {
      add(chunks, together, events);
    }
    return chunks;
  }

  private static void add(List<Chunk> chunks, List<RawDay> days, long events) {
    Span span = Span.ofDays(days.getFirst().day(), days.getLast().day());
    chunks.add(new Chunk(chunks.size() + 1, span, events));
  }

  private void addParts(List<Chunk> chunks, String eventType, RawDay day) {
    int parts = Math.toIntExact(Math.ceilDiv(day.events(), eventsMax));
    Span whole = Span.ofDay(day.day());
    List<Long> ends = new ArrayList<>(selectRawDays.cuts(eventType, whole, parts));
    ends.add(whole.until());
    long from = whole.from();
    long counted = 0;
    for (int part = 1; part <= ends.size(); part++) {
      long end = ends.get(part - 1);
      long until = day.events() * part / ends.size();
      chunks.add(new Chunk(chunks.size() + 1, new Span(from, end), until - counted));
      from = end;
      counted = until;
    }
  }
}
