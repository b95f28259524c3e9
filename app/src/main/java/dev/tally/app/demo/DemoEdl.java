package dev.tally.app.demo;

import dev.tally.app.service.BundledEdl;
import dev.tally.edl.model.EdlFile;
import java.util.List;

/** The EDL that the demo publishes. */
public final class DemoEdl {
  private DemoEdl() {}

  public static List<EdlFile> load() {
    return BundledEdl.load("flights/flight_departed.proto");
  }
}
