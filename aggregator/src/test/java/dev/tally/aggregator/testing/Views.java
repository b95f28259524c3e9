package dev.tally.aggregator.testing;

import static java.util.Comparator.comparing;
import static java.util.Comparator.comparingLong;
import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;

import dev.tally.aggregator.testing.StoredEvents.Stored;
import dev.tally.edl.model.Aggregate;
import dev.tally.edl.model.AttributeType;
import dev.tally.edl.model.Delivery;
import dev.tally.edl.model.DimensionClass;
import dev.tally.edl.model.DimensionSet;
import dev.tally.edl.model.EventType;
import dev.tally.edl.model.SeriesName;
import dev.tally.edl.model.Shape;
import dev.tally.storage.testing.Attributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Views of pages, of which there are many more than may have series of their own; and what their
 * series must be, from plain maps over the events.
 */
public final class Views {
  public static final String NAME = "shop.View";
  public static final String OTHER = "__other__";
  public static final DimensionSet PAGE = new DimensionSet(List.of("page"));

  private static final DimensionSet KIND = new DimensionSet(List.of("kind"));
  private static final DimensionSet KIND_PAGE = new DimensionSet(List.of("kind", "page"));
  private static final int TOP = 3;
  private static final long RECEIVED_MS = 1_709_330_400_000L; // 2024-03-01T22:00:00Z
  private static final long HOUR_MS = 3_600_000;

  /**
   * @param page "" where it is unset
   */
  private record View(long timeMs, String page, String kind, String user, long amount) {}

  /** As a run counted it. */
  private record Counted(View view, String page) {}

  private record Sent(View view, Stored stored) {}

  private final Random random;
  private final int valuesMax;
  private final Set<String> admitted = new TreeSet<>();
  private final List<Sent> sent = new ArrayList<>();
  private final List<Counted> counted = new ArrayList<>();
  private int batch;

  public Views(Random random, int valuesMax) {
    this.random = random;
    this.valuesMax = valuesMax;
  }

  /**
   * @param valuesMax pages that have series of their own
   */
  public static EventType eventType(int valuesMax) {
    return new EventType(
        NAME,
        "Somebody looked at a page.",
        "shop",
        EventType.RAW_RETENTION_DEFAULT,
        Delivery.AT_LEAST_ONCE,
        List.of(
            Attributes.eventTime("time"),
            Attributes.dimension("page", AttributeType.STRING).withMaxValues(valuesMax),
            Attributes.attribute(
                "kind", AttributeType.STRING, Shape.SINGULAR, DimensionClass.SMALL, 0, false),
            Attributes.dimension("user", AttributeType.STRING),
            Attributes.attribute("amount", AttributeType.INT32)),
        List.of(
            Orders.metric("views", new Aggregate.Count(), PAGE, KIND_PAGE, KIND),
            Orders.metric("amounts", new Aggregate.Sum("amount"), PAGE),
            Orders.metric("least", new Aggregate.Min("amount"), PAGE),
            Orders.metric("viewers", new Aggregate.Uniq("user"), PAGE, KIND_PAGE),
            Orders.metric("top_pages", new Aggregate.TopK("page", TOP), KIND)),
        List.of());
  }

  /**
   * Commits views of some pages, the first of them most often, one in ten late; and some that were
   * committed before once more, by another collector.
   */
  public void commit(StoredEvents events, int count, int pages) {
    batch++;
    List<Sent> fresh = IntStream.range(0, count).mapToObj(row -> sent(row, view(pages))).toList();
    sent.addAll(fresh);
    events.commit("a", fresh.stream().map(Sent::stored).toList());
    events.commit(
        "b",
        sent.stream()
            .filter(s -> random.nextInt(30) == 0)
            .map(s -> s.stored().again(RECEIVED_MS))
            .toList());
    count(fresh.stream().map(Sent::view).toList());
  }

  private View view(int pages) {
    String page =
        switch (random.nextInt(40)) {
          case 0, 1 -> "";
          case 2 -> OTHER;
          default -> "/p/" + (int) (Math.pow(pages + 1.0, random.nextDouble()) - 1) + "'";
        };
    long late = random.nextInt(10) == 0 ? 60 * HOUR_MS : 0;
    return new View(
        RECEIVED_MS - late - random.nextInt((int) (20 * HOUR_MS)),
        page,
        "k" + random.nextInt(3),
        "u" + random.nextInt(100),
        random.nextInt(1_000) - 200);
  }

  private Sent sent(int row, View view) {
    Map<String, String> texts = new TreeMap<>(Map.of("kind", view.kind(), "user", view.user()));
    if (!view.page().isEmpty()) {
      texts.put("page", view.page());
    }
    return new Sent(
        view,
        new Stored(
            NAME,
            view.timeMs(),
            RECEIVED_MS,
            1,
            batch,
            row,
            1,
            texts,
            Map.of("amount", view.amount())));
  }

  /** As one run: pages are admitted as long as there is room, by how frequent they are. */
  private void count(List<View> views) {
    Map<String, Long> found =
        views.stream()
            .map(View::page)
            .filter(page -> !isKept(page))
            .collect(groupingBy(page -> page, TreeMap::new, counting()));
    found.entrySet().stream()
        .sorted(
            comparingLong((Map.Entry<String, Long> e) -> -e.getValue())
                .thenComparing(e -> e.getKey()))
        .limit(valuesMax - admitted.size())
        .forEach(e -> admitted.add(e.getKey()));
    views.forEach(v -> counted.add(new Counted(v, isKept(v.page()) ? v.page() : OTHER)));
  }

  private boolean isKept(String page) {
    return page.isEmpty() || page.equals(OTHER) || admitted.contains(page);
  }

  public boolean isFull() {
    return admitted.size() == valuesMax;
  }

  /** Of the latest batch. */
  public long others() {
    long all = sent.stream().filter(s -> s.stored().batch() == batch).count();
    return counted.subList(counted.size() - (int) all, counted.size()).stream()
        .filter(c -> c.page().equals(OTHER))
        .count();
  }

  /** Pages that are not admitted. */
  public long pagesBeyond() {
    return sent.stream().map(s -> s.view().page()).filter(page -> !isKept(page)).distinct().count();
  }

  /** "path time" to value. */
  public Map<String, Double> points() {
    return points(counted);
  }

  /** As if every page had been admitted before. */
  public Map<String, Double> pointsOfAllPages() {
    return points(counted.stream().map(c -> new Counted(c.view(), c.view().page())).toList());
  }

  private static Map<String, Double> points(List<Counted> views) {
    Map<String, Double> points = new TreeMap<>();
    for (Duration resolution : List.of(Orders.HOUR, Orders.DAY)) {
      for (DimensionSet set : List.of(DimensionSet.OVERALL, KIND, PAGE, KIND_PAGE)) {
        groups(views, resolution, set)
            .forEach((key, group) -> points(resolution, set, key, group, points));
      }
      for (DimensionSet set : List.of(PAGE, KIND_PAGE)) {
        top(resolution, set, groups(views, resolution, set), points);
      }
    }
    return points;
  }

  private record Key(long bucket, List<String> values) {}

  private static Map<Key, List<Counted>> groups(
      List<Counted> views, Duration resolution, DimensionSet set) {
    return views.stream()
        .collect(
            groupingBy(
                c ->
                    new Key(
                        c.view().timeMs() / resolution.toMillis() * resolution.toSeconds(),
                        set.attributes().stream()
                            .map(name -> name.equals("page") ? c.page() : c.view().kind())
                            .toList())));
  }

  private static void points(
      Duration resolution,
      DimensionSet set,
      Key key,
      List<Counted> group,
      Map<String, Double> points) {
    Map<String, ToDoubleFunction<List<Counted>>> metrics = new TreeMap<>();
    metrics.put("views", List::size);
    if (set.equals(PAGE) || set.equals(DimensionSet.OVERALL)) {
      metrics.put("amounts", views -> views.stream().mapToLong(c -> c.view().amount()).sum());
      metrics.put(
          "least", views -> views.stream().mapToLong(c -> c.view().amount()).min().orElseThrow());
    }
    if (!set.equals(KIND)) {
      metrics.put("viewers", views -> views.stream().map(c -> c.view().user()).distinct().count());
    }
    metrics.forEach(
        (metric, value) ->
            points.put(
                path(metric, resolution, set, key.values()) + " " + key.bucket(),
                value.applyAsDouble(group)));
  }

  private record Rival(List<String> values, double views) {
    String page() {
      return values.getLast();
    }
  }

  /** What has no series of its own is none of the most frequent pages. */
  private static void top(
      Duration resolution,
      DimensionSet set,
      Map<Key, List<Counted>> groups,
      Map<String, Double> points) {
    Map<Key, List<Rival>> rivals = new HashMap<>();
    groups.forEach(
        (key, views) -> {
          if (!key.values().getLast().isEmpty()) {
            List<String> others = key.values().subList(0, key.values().size() - 1);
            rivals
                .computeIfAbsent(new Key(key.bucket(), others), k -> new ArrayList<>())
                .add(new Rival(key.values(), views.size()));
          }
        });
    rivals.forEach(
        (key, all) -> {
          all.sort(
              comparing((Rival rival) -> rival.page().equals(OTHER))
                  .thenComparingDouble(rival -> -rival.views())
                  .thenComparing(Rival::page));
          for (int i = 0; i < all.size(); i++) {
            List<String> values = new ArrayList<>(key.values());
            values.add(i < TOP ? all.get(i).page() : OTHER);
            points.merge(
                path("top_pages", resolution, set, values) + " " + key.bucket(),
                all.get(i).views(),
                Double::sum);
          }
        });
  }

  private static String path(
      String metric, Duration resolution, DimensionSet set, List<String> values) {
    return SeriesName.path(NAME, metric, "", resolution, set, values);
  }

  /** What the points of "views" by page add up to, by time. */
  public static Map<String, Double> sums(Map<String, Double> points, String start) {
    return points.entrySet().stream()
        .filter(point -> point.getKey().startsWith(start))
        .collect(
            Collectors.groupingBy(
                point -> point.getKey().substring(point.getKey().indexOf(' ')),
                TreeMap::new,
                Collectors.summingDouble(Map.Entry::getValue)));
  }
}
