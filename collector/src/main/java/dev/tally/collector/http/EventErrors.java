package dev.tally.collector.http;

import dev.tally.collector.json.EventProblem;
import java.util.ArrayList;
import java.util.List;

/** What is wrong with the events of one request; lists the first, counts all. */
final class EventErrors {
  /**
   * @param index the event's position in the request, from 0
   */
  record Item(int index, String code, String attribute, String message) {}

  private final HttpMeters meters;
  private final List<Item> items = new ArrayList<>();
  private int count;

  EventErrors(HttpMeters meters) {
    this.meters = meters;
  }

  void add(int index, EventProblem problem) {
    count++;
    meters.rejected(problem.code());
    if (items.size() < HttpLimits.ERRORS_LISTED_MAX) {
      items.add(new Item(index, problem.code().name(), problem.attribute(), problem.text()));
    }
  }

  List<Item> items() {
    return items;
  }

  int count() {
    return count;
  }
}
