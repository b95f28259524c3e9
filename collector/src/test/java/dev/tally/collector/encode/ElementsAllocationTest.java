package dev.tally.collector.encode;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.tally.edl.load.EdlLoader;
import dev.tally.edl.model.EventType;
import dev.tally.edl.model.Revision;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Events with repeated messages, durations, wrappers and rules on them leave no garbage behind. */
class ElementsAllocationTest {
  private static final int EVENTS = 20_000;

  /** What measuring itself may take. */
  private static final long BYTES_MAX = 4_096;

  private static final String EDL =
      """
      syntax = "proto3";
      package a;
      import "buf/validate/validate.proto";
      import "google/protobuf/duration.proto";
      import "google/protobuf/wrappers.proto";
      import "tally/edl.proto";
      message A {
        option (tally.event) = { owner: "tests" };
        message Item {
          string sku = 1 [(tally.field).required = true, (buf.validate.field).string.max_len = 9];
          google.protobuf.Duration lead = 2 [(buf.validate.field).duration.gte = {seconds: 1}];
          google.protobuf.Int64Value code = 3;
        }
        repeated Item items = 1 [(buf.validate.field).repeated.max_items = 9];
        google.protobuf.StringValue note = 2;
        repeated google.protobuf.Duration laps = 3;
      }
      """;

  /** items {sku: "ab" lead {seconds: 5} code {value: 7}}, note {value: "x"}, laps {seconds: 1}. */
  private static final byte[] ITEM = {
    0x0A, 12, 0x0A, 2, 'a', 'b', 0x12, 2, 0x08, 5, 0x1A, 2, 0x08, 7
  };

  private static final byte[] REST = {0x12, 3, 0x0A, 1, 'x', 0x1A, 2, 0x08, 1};

  @Test
  void nothingIsAllocatedPerEvent(@TempDir Path folder) throws IOException, EventRejection {
    Files.writeString(folder.resolve("a.proto"), EDL);
    EdlLoader.Result result = EdlLoader.bundled(Path.of("target", "protoc-cache")).load(folder);
    EventType type = ((EdlLoader.Result.Loaded) result).files().getFirst().eventTypes().getFirst();
    RowPlan plan = RowPlan.compile(new Revision(1, 1, type, Instant.EPOCH));
    byte[] payload = new byte[3 * ITEM.length + REST.length];
    for (int i = 0; i < 3; i++) {
      System.arraycopy(ITEM, 0, payload, i * ITEM.length, ITEM.length);
    }
    System.arraycopy(REST, 0, payload, 3 * ITEM.length, REST.length);
    EventDecoder decoder = new EventDecoder();
    decode(plan, decoder, payload); // lists grow
    assertThat(plan.values().list(plan.attributes()[0]).size()).isEqualTo(3);
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    decode(plan, decoder, payload);
    assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(BYTES_MAX);
  }

  private static void decode(RowPlan plan, EventDecoder decoder, byte[] payload)
      throws EventRejection {
    for (int i = 0; i < EVENTS; i++) {
      decoder.decode(plan, payload, 0, payload.length);
      EventChecks.apply(plan, payload, 0, 0);
    }
  }
}
