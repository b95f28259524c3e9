package dev.tally.aggregator.carbon;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** The points in what was pickled: {@code [(path, (time, value)), …]}. */
final class PickledPoints {
  private static final int PAIR = 2;

  private PickledPoints() {}

  /**
   * @param refused is told of each that is none
   * @throws RefusedException where there is no list
   */
  static List<SentPoint> of(Object pickled, Consumer<RefusedException> refused)
      throws RefusedException {
    if (!(pickled instanceof List<?> list)) {
      throw new RefusedException(Refusal.PICKLE, "a pickle that is no list");
    }
    List<SentPoint> points = new ArrayList<>();
    for (Object one : list) {
      try {
        points.add(point(one));
      } catch (RefusedException e) {
        refused.accept(e);
      }
    }
    return points;
  }

  private static SentPoint point(Object one) throws RefusedException {
    if (one instanceof List<?> pair
        && pair.size() == PAIR
        && pair.getFirst() instanceof String path
        && pair.getLast() instanceof List<?> point
        && point.size() == PAIR) {
      return new SentPoint(
          path, number(point.getLast(), Refusal.VALUE), number(point.getFirst(), Refusal.TIME));
    }
    throw new RefusedException(Refusal.MALFORMED, "no (path, (time, value))");
  }

  private static double number(Object sent, Refusal refusal) throws RefusedException {
    return switch (sent) {
      case Double number -> number;
      case String text -> LineParser.number(text, refusal);
      default -> throw new RefusedException(refusal, "the " + refusal.label() + " is no number");
    };
  }
}
