package dev.tally.aggregator.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SpansTest {
  @Test
  void whatTouchesIsOne() {
    assertThat(
            Spans.of(List.of(new Span(50, 60), new Span(0, 10), new Span(10, 20), new Span(55, 58)))
                .list())
        .containsExactly(new Span(0, 20), new Span(50, 60));
    assertThat(Spans.NONE.and(Spans.of(List.of(new Span(1, 2)))).list())
        .containsExactly(new Span(1, 2));
  }

  @Test
  void tooManyAreJoinedOverTheSmallestGaps() {
    for (int count : new int[] {Spans.SPANS_MAX - 1, Spans.SPANS_MAX}) {
      assertThat(Spans.of(spans(count)).list()).hasSize(count);
    }
    List<Span> joined = Spans.of(spans(Spans.SPANS_MAX + 1)).list();
    assertThat(joined).hasSize(Spans.SPANS_MAX);
    assertThat(joined.getFirst()).as("the first gap is the smallest").isEqualTo(new Span(0, 3));
  }

  /** One second each, and wider and wider gaps. */
  private static List<Span> spans(int count) {
    List<Span> spans = new ArrayList<>();
    long from = 0;
    for (int i = 0; i < count; i++) {
      spans.add(new Span(from, from + 1));
      from += i + 2;
    }
    return spans;
  }

  @Test
  void aBucketTouchesWhatItOverlaps() {
    Spans spans = Spans.of(List.of(new Span(100, 200)));
    assertThat(spans.touch("b", Duration.ofSeconds(60))).isEqualTo("((b > 40 AND b < 200))");
    assertThat(Spans.NONE.touch("b", Duration.ofSeconds(60))).isEqualTo("0");
  }

  @Test
  void theFirstAndLastBucketsHaveWhatLiesBeyond() {
    assertThat(Span.ALL.times()).isEqualTo("(1 AND 1)");
    assertThat(Span.ofDays(1, 2).times())
        .isEqualTo(
            "(time >= toDateTime64(86400, 3, 'UTC') AND time < toDateTime64(259200, 3, 'UTC'))");
    assertThat(Span.ofDay(49_710).until()).isEqualTo(Span.MAX);
  }
}
