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

/** The event type that is sent. */
final class TortureEdl {
  static final String VIEW = "events.torture_Tick";
  static final String SERIES = "torture.Tick.ticks.1m";

  private static final String SOURCE =
      """
      syntax = "proto3";
      package torture;
      import "google/protobuf/timestamp.proto";
      import "tally/edl.proto";

      // One numbered event of the crash test.
      message Tick {
        option (tally.event) = { owner: "torture" };
        option (tally.metric) = { name: "ticks", count: {}, by: ["slice"], resolution: "1m" };

        string tag = 1 [(tally.field) = { required: true }];
        int64 number = 2;
        string slice = 3 [(tally.field) = { dimension: SMALL }];
        google.protobuf.Timestamp time = 4 [(tally.field) = { event_time: true }];
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
      case EdlLoader.Result.Loaded(List<EdlFile> files) -> files;
      case EdlLoader.Result.Refused(List<EdlProblem> problems) ->
          throw new TallyException(ErrorCode.INTERNAL, "the EDL is refused: " + problems);
    };
  }
}
