package dev.tally.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tally.aggregator.impact.EventTypeImpact;
import dev.tally.aggregator.impact.EventTypeImpact.AlertImpact;
import dev.tally.aggregator.impact.EventTypeImpact.DimensionImpact;
import dev.tally.aggregator.impact.EventTypeImpact.MetricImpact;
import dev.tally.aggregator.impact.EventTypeImpact.ProducerImpact;
import dev.tally.aggregator.impact.EventTypeImpact.UseImpact;
import dev.tally.aggregator.impact.EventTypeImpact.ViewImpact;
import dev.tally.aggregator.impact.EventTypeImpact.Volume;
import dev.tally.aggregator.impact.Impact;
import dev.tally.aggregator.impact.ImpactKind;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ImpactTextTest {
  private static final Instant AT = Instant.parse("2026-11-23T10:00:00Z");

  private static EventTypeImpact order(String query) {
    return new EventTypeImpact(
        "shop.Order",
        ImpactKind.CHANGED,
        new Volume(1_234_567.4, 3 * 1024 * 1024),
        List.of(
            new DimensionImpact("country", ImpactKind.CHANGED, 210L, 1000, false),
            new DimensionImpact("user_id", ImpactKind.ADDED, 54_000L, 1000, true),
            new DimensionImpact("os", ImpactKind.ADDED, null, 100, false)),
        List.of(
            new MetricImpact("orders", ImpactKind.CHANGED, "by", 120, 30, 34_000, false),
            new MetricImpact("top", ImpactKind.ADDED, "new", 9, 0, 12, true)),
        List.of(new AlertImpact("orders_down", ImpactKind.AFFECTED, "its metric changes")),
        List.of(
            new ViewImpact("events.shop_Order", "note", ImpactKind.REMOVED, "String", ""),
            new ViewImpact("events.shop_Order", "n", ImpactKind.CHANGED, "Int32", "Int64")),
        List.of(new UseImpact("ann", query, 12, AT, List.of("note", "n"))),
        List.of(
            new ProducerImpact(3, "java 0.1.0", 950, 0.95, 3, AT),
            new ProducerImpact(12, "", 50, 0.05, 1, AT)),
        List.of("A note."));
  }

  @Test
  void partsAreAlignedMostImportantFirst() {
    Impact impact = new Impact(AT, 7, 3, List.of(order("SELECT note\n  FROM t")));
    assertThat(String.join("\n", ImpactText.of(impact)) + "\n")
        .isEqualTo(
            """
            shop.Order  changed
              volume      1,234,567 rows a day, 3.0 MiB a day
              dimensions  country  changed  210 values      of at most 1,000
                          user_id  added    54,000 values   of at most 1,000: TOO MANY
                          os       added    values unknown  of at most 100
              metrics     orders  changed  120 series appear        30 orphaned  34,000 states a day      by
                          top     added    at most 9 series appear  0 orphaned   at most 12 states a day  new
              alerts      orders_down  affected  its metric changes
              views       events.shop_Order.note  removed  String
                          events.shop_Order.n     changed  Int32 -> Int64
              queries     12 by ann  reads note, n  SELECT note FROM t
              producers   revision 3   java 0.1.0   95.0 % of events  3 hosts  last seen 2026-11-23T10:00:00Z
                          revision 12  unknown SDK  5.0 % of events   1 host   last seen 2026-11-23T10:00:00Z
              notes       A note.
            and 2 more event types, with fewer rows
            """);
  }

  @Test
  void aQueryIsShortAndCommandsNoTerminal() {
    String escape = Character.toString(27) + "[2J";
    String text =
        String.join(
            "\n", ImpactText.of(new Impact(AT, 7, 1, List.of(order(escape + "x".repeat(200))))));
    assertThat(text).doesNotContain(Character.toString(27)).contains("[2J" + "x".repeat(97) + " …");
  }

  @Test
  void nothingChanges() {
    assertThat(ImpactText.of(new Impact(AT, 7, 0, List.of())))
        .containsExactly("no event type changes");
  }
}
