package dev.tally.app.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tally.edl.gate.Checks;
import dev.tally.edl.gate.TreeCheck;
import dev.tally.edl.load.EdlLoader;
import dev.tally.edl.model.EdlFile;
import dev.tally.edl.registry.Tree;
import dev.tally.edl.review.CheckReport;
import dev.tally.edl.review.NewProposal;
import dev.tally.edl.review.OwnerApproval;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The demo shows a proposal that is stopped and one that waits for an approval. */
class DemoProposalsTest {
  @TempDir private Path folder;

  @Test
  void theRenameIsStoppedAndTheAdditionWaits() {
    EdlFile flights = DemoEdl.load().getFirst();
    EdlFile policy = DemoProposals.POLICY;
    Tree base = Tree.of(Map.of(flights.path(), flights.source(), policy.path(), policy.source()));
    TreeCheck check = new TreeCheck(new Checks(EdlLoader.bundled(folder), Clock.systemUTC()));

    List<CheckReport> reports =
        DemoProposals.of(flights).stream()
            .map(NewProposal::changes)
            .map(changes -> check.check(base, base.with(changes.files())).report())
            .toList();

    assertThat(reports.get(0).problems()).isEmpty();
    assertThat(reports.get(0).stops()).anyMatch(stop -> stop.endsWith("(FIELD_RENAMED)"));
    assertThat(reports.get(1).stops()).isEmpty();
    assertThat(reports.get(1).owners())
        .containsExactly(new OwnerApproval("flight-ops", 1, List.of(flights.path())));
  }
}
