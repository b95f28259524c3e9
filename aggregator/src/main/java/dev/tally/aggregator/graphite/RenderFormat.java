package dev.tally.aggregator.graphite;

import dev.tally.aggregator.graphite.function.TimeSeries;
import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** How points are written. */
enum RenderFormat {
  JSON("application/json"),
  CSV("text/csv; charset=utf-8"),
  RAW("text/plain; charset=utf-8"),
  DYGRAPH("application/json");

  private final String contentType;

  RenderFormat(String contentType) {
    this.contentType = contentType;
  }

  /**
   * @throws TallyException REQUEST_INVALID
   */
  static RenderFormat named(String name) {
    return Arrays.stream(values())
        .filter(format -> format.name().toLowerCase(Locale.ROOT).equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new TallyException(
                    ErrorCode.REQUEST_INVALID,
                    "format '" + name + "' is not offered; json, csv, raw and dygraph are"));
  }

  RenderAnswer write(RenderRequest request, List<TimeSeries> series) {
    byte[] body =
        switch (this) {
          case JSON -> RenderJson.write(series, request.noNullPoints());
          case CSV ->
              RenderText.csv(series, request.times().zone()).getBytes(StandardCharsets.UTF_8);
          case RAW -> RenderText.raw(series).getBytes(StandardCharsets.UTF_8);
          case DYGRAPH -> RenderJson.writeDygraph(series);
        };
    return new RenderAnswer(contentType, body);
  }
}
