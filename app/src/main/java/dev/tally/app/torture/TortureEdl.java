package dev.tally.app.torture;

import dev.tally.app.service.Folders;
import dev.tally.edl.load.EdlLoader;
import dev.tally.edl.load.EdlProblem;
import dev.tally.edl.model.EdlFile;
import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The event type that is sent, with every aggregate. */
final class TortureEdl {
  static final String EVENT = "torture.Tick";
  static final String VIEW = "events.torture_Tick";

  private static final String SOURCE =
      """
      syntax = "proto3";
      package torture;
      import "google/protobuf/timestamp.proto";
      import "tally/edl.proto";

      // One numbered event of the crash test.
      message Tick {
        option (tally.event) = { owner: "torture" };

        option (tally.metric) = {
          name: "ticks", count: {}, by: ["slice", "color, slice"]
          resolution: ["10s", "1m", "1h", "1d"], windows: "3d"
        };
        option (tally.metric) = {
          name: "express_ticks", count: {}, filter: "express", by: "slice", resolution: ["1m", "1d"]
        };
        option (tally.metric) = {
          name: "stood_for", count: {weight: "stands_for"}, by: "slice", resolution: ["1m", "1h"]
        };
        option (tally.metric) = {
          name: "kept", count: {probability: "weight"}, filter: "amount >= 99.99 || color == 'red'"
          by: "slice", resolution: "1m"
        };
        option (tally.metric) = {
          name: "revenue", sum: {field: "amount"}, by: "slice", resolution: ["10s", "1m", "1h", "1d"]
        };
        option (tally.metric) = {
          name: "estimated_revenue", sum: {field: "amount", weight: "stands_for"}, by: "slice"
          resolution: ["1m", "1d"]
        };
        option (tally.metric) = {
          name: "average_amount", avg: {field: "amount"}, filter: "!express", by: "slice"
          resolution: ["10s", "1h"]
        };
        option (tally.metric) = {
          name: "spread", stddev: {field: "weight"}, by: "slice", resolution: ["1m", "1d"]
        };
        option (tally.metric) = {
          name: "sample_spread", stddev: {field: "amount", sample: true}, filter: "stands_for > 8"
          by: "slice", resolution: ["10s", "1h"]
        };
        option (tally.metric) = {
          name: "least", min: {field: "amount"}, by: "slice", resolution: ["1m", "1d"]
        };
        option (tally.metric) = {
          name: "most", max: {field: "weight"}, by: "slice", resolution: ["90s", "1h"]
        };
        option (tally.metric) = {
          name: "first_amount", first: {field: "amount"}, by: "slice", resolution: ["10s", "1d"]
        };
        option (tally.metric) = {
          name: "last_weight", last: {field: "weight"}, filter: "color in ('red', 'N.O')", by: "slice"
          resolution: ["1m", "1h"]
        };
        option (tally.metric) = {
          name: "visitors", uniq: {field: "visitor"}, by: "slice"
          resolution: ["10s", "1m", "1h", "1d"], windows: ["2d", "7d"]
        };
        option (tally.metric) = {
          name: "recent_visitors", uniq: {field: "visitor"}, resolution: ["10s", "1m"], windows: "5m"
        };
        option (tally.metric) = {
          name: "colors", uniq_exact: {field: "color"}, by: "slice", resolution: ["1m", "1d"]
        };
        option (tally.metric) = {
          name: "amounts", quantiles: {field: "amount", levels: [0.5, 0.95]}, by: "slice"
          resolution: ["1m", "1d"], windows: "7d"
        };
        option (tally.metric) = {
          name: "weights", histogram: {field: "weight", bounds: [-0.5, 0, 1.25]}, by: "slice"
          resolution: ["1m", "1h"]
        };
        option (tally.metric) = {
          name: "top_colors", top_k: {field: "color", k: 2}, by: "slice", resolution: ["10s", "1h"]
        };
        option (tally.metric) = { name: "express_share", ratio: {of: "express_ticks", to: "ticks"} };
        option (tally.metric) = { name: "revenue_per_visitor", ratio: {of: "revenue", to: "visitors"} };
        option (tally.metric) = { name: "revenue_per_second", rate: {of: "revenue"} };

        string tag = 1 [(tally.field) = { required: true }];
        int64 number = 2;
        string slice = 3 [(tally.field) = { dimension: SMALL }];
        google.protobuf.Timestamp time = 4 [(tally.field) = { event_time: true }];
        string visitor = 5;
        int64 amount = 6 [(tally.field) = { scale: 2 }];
        double weight = 7;
        string color = 8 [(tally.field) = { dimension: SMALL }];
        int32 stands_for = 9;
        bool express = 10;
      }
      """;

  private TortureEdl() {}

  static List<EdlFile> load(Path folder) {
    try {
      Files.createDirectories(folder);
      Files.writeString(folder.resolve("tick.proto"), SOURCE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return switch (EdlLoader.bundled(Folders.downloads().resolve("protoc")).load(folder)) {
      case EdlLoader.Result.Loaded loaded -> loaded.files();
      case EdlLoader.Result.Refused(List<EdlProblem> problems) ->
          throw new TallyException(ErrorCode.INTERNAL, "the EDL is refused: " + problems);
    };
  }
}
