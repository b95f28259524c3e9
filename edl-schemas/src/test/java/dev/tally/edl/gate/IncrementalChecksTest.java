package dev.tally.edl.gate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tally.edl.load.EdlLoader;
import dev.tally.edl.load.IncrementalLoader;
import dev.tally.edl.load.ProtoCompiler;
import dev.tally.edl.load.ProtocProcess;
import dev.tally.edl.load.SchemaLoader;
import dev.tally.edl.registry.Tree;
import dev.tally.edl.review.Checked;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * After any edits the checks say with an incremental loader what they say with one that never saw
 * the tree: each problem, verdict, waived verdict, change, place and owner.
 */
class IncrementalChecksTest {
  private static final int EDITS = Integer.getInteger("tally.edits", 30);
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-06-01T00:00:00Z"), ZoneOffset.UTC);

  private final CountingProtoc incrementally = new CountingProtoc();
  private final CountingProtoc anew = new CountingProtoc();
  private final TreeCheck incremental = check(new IncrementalLoader(incrementally));
  private final TreeCheck whole = check(new EdlLoader(anew));

  private static TreeCheck check(SchemaLoader loader) {
    return new TreeCheck(new Checks(loader, CLOCK));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void theySayTheSame(long seed) {
    EditedTree edited = new EditedTree(new Random(seed));
    Tree base = edited.tree();
    int refused = 0;
    int judged = 0;
    for (int i = 0; i < EDITS; i++) {
      String what = "seed %d, step %d: %s".formatted(seed, i, edited.edit());
      Checked expected = whole.check(base, edited.tree());
      Checked actual = incremental.check(base, edited.tree());
      assertThat(actual.report()).as(what).isEqualTo(expected.report());
      assertThat(actual.files()).as(what).isEqualTo(expected.files());
      judged += expected.report().verdicts().size();
      if (!expected.report().problems().isEmpty()) {
        refused++;
        edited.restore(base);
      } else {
        base = edited.tree();
      }
    }
    assertThat(refused).as("edits that do not load").isBetween(1, EDITS / 2);
    assertThat(judged).as("verdicts compared").isGreaterThan(EDITS / 2);
    assertThat(incrementally.files).as("it did less").isLessThan(anew.files / 2);
  }

  /** protoc, counting the files that it was asked for. */
  private static final class CountingProtoc implements ProtoCompiler {
    private final ProtoCompiler protoc = ProtocProcess.bundled(Path.of("target", "protoc-cache"));
    private int files;

    @Override
    public Output compile(List<Path> includes, List<String> files) {
      this.files += files.size();
      return protoc.compile(includes, files);
    }
  }
}
