package dev.tally.app.bench;

import dev.tally.app.service.BundledEdl;
import dev.tally.edl.model.EdlFile;
import java.util.List;

/** The EDL of {@link BenchEvents}. */
public final class BenchEdl {
  private BenchEdl() {}

  public static List<EdlFile> load() {
    return BundledEdl.load("bench/bench_events.proto");
  }
}
