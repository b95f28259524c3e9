package dev.tally.aggregator.graphite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tally.aggregator.graphite.function.TimeSeries;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class RenderJsonTest {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private static TimeSeries series(String name, long start, long step, double... values) {
    return new TimeSeries(name, name, Map.of("name", name, "a", "\"b\""), start, step, values);
  }

  private static JsonNode written(boolean noNullPoints, TimeSeries... series) {
    return JSON.readTree(RenderJson.write(List.of(series), noNullPoints));
  }

  private static String points(JsonNode written, int series) {
    return written.get(series).get("datapoints").toString();
  }

  @Test
  void eachSeriesHasTheTimesOfItsOwnGrid() {
    JsonNode all =
        written(
            false,
            series("a", 60, 60, 1, 2, 3),
            series("same", 60, 60, 4, 5, 6),
            series("shorter", 60, 60, 7),
            series("longer", 60, 60, 1, 2, 3, 4),
            series("later", 120, 60, 8),
            series("coarser", 120, 3_600, 9, 10),
            series("early", -60, 60, 1, 2),
            series("late", 9_999_999_999L, 1, 1, 2));
    assertThat(points(all, 0)).isEqualTo("[[1,60],[2,120],[3,180]]");
    assertThat(points(all, 1)).isEqualTo("[[4,60],[5,120],[6,180]]");
    assertThat(points(all, 2)).isEqualTo("[[7,60]]");
    assertThat(points(all, 3)).isEqualTo("[[1,60],[2,120],[3,180],[4,240]]");
    assertThat(points(all, 4)).isEqualTo("[[8,120]]");
    assertThat(points(all, 5)).isEqualTo("[[9,120],[10,3720]]");
    assertThat(points(all, 6)).isEqualTo("[[1,-60],[2,0]]");
    assertThat(points(all, 7)).isEqualTo("[[1,9999999999],[2,10000000000]]");
  }

  @Test
  void pointsWithoutAValueAreNullOrNotThere() {
    TimeSeries holes = series("holes", 0, 10, Double.NaN, 0.5, Double.NaN);
    TimeSeries nothing = series("nothing", 0, 10, Double.NaN);
    JsonNode all = written(false, holes, nothing);
    assertThat(points(all, 0)).isEqualTo("[[null,0],[0.5,10],[null,20]]");
    assertThat(points(all, 1)).isEqualTo("[[null,0]]");
    JsonNode some = written(true, nothing, holes);
    assertThat(some).hasSize(1);
    assertThat(points(some, 0)).isEqualTo("[[0.5,10]]");
  }

  @Test
  void namesAndTagsAreText() {
    JsonNode one = written(false, series("x \"y\" \\ é", 0, 1)).get(0);
    assertThat(one.get("target").asString()).isEqualTo("x \"y\" \\ é");
    assertThat(one.get("tags").toString())
        .isEqualTo("{\"a\":\"\\\"b\\\"\",\"name\":\"x \\\"y\\\" \\\\ é\"}");
    assertThat(written(false)).isEmpty();
  }
}
