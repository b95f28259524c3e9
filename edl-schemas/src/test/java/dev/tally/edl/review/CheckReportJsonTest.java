package dev.tally.edl.review;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tally.edl.check.Area;
import dev.tally.edl.check.CheckRule;
import dev.tally.edl.check.Severity;
import dev.tally.edl.check.Verdict;
import dev.tally.edl.compat.Change;
import dev.tally.edl.load.EdlProblem;
import dev.tally.edl.load.Place;
import dev.tally.edl.policy.WaivedVerdict;
import dev.tally.edl.policy.Waiver;
import dev.tally.error.ErrorCode;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CheckReportJsonTest {
  private static final CheckRule RULE =
      new CheckRule("KEPT", Area.DATA, Severity.ERROR, "It stays.", "Data \"would\" go.");

  private static Verdict verdict(Severity severity, Optional<Place> before) {
    return new Verdict(
        RULE, severity, "x.A.b", new Place("a.proto", 3, 4), before, "is gone", "keep it");
  }

  @Test
  void comesBackAsItWas() {
    CheckReport report =
        new CheckReport(
            List.of(new EdlProblem("a.proto", 1, 2, ErrorCode.EDL_SYNTAX, "ü")),
            List.of(
                verdict(Severity.ERROR, Optional.of(new Place("b.proto", 5, 6))),
                verdict(Severity.WARNING, Optional.empty())),
            List.of(
                new WaivedVerdict(
                    verdict(Severity.ERROR, Optional.empty()),
                    new Waiver(
                        new Place("edl.yaml", 7, 3),
                        "KEPT",
                        "x.A.b",
                        "nobody has it",
                        "ann",
                        LocalDate.parse("2026-12-24")))),
            List.of(
                new Change(
                    Change.Kind.CHANGED,
                    Change.Element.ATTRIBUTE,
                    "x.A",
                    "x.A.b",
                    "unit",
                    "s",
                    "ms",
                    Optional.of(new Place("a.proto", 8, 9)),
                    Optional.empty())),
            List.of(new OwnerApproval("growth", 2, List.of("a.proto"))),
            true);
    assertThat(CheckReportJson.read(CheckReportJson.write(report))).isEqualTo(report);
  }

  @Test
  void warningsStopNothing() {
    CheckReport report =
        new CheckReport(
            List.of(),
            List.of(verdict(Severity.WARNING, Optional.empty())),
            List.of(),
            List.of(),
            List.of(),
            false);
    assertThat(report.passes()).isTrue();
    assertThat(CheckReportJson.write(report)).startsWith("{\"passes\":true,\"problems\":[],");
  }
}
