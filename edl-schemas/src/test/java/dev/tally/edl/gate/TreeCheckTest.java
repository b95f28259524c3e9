package dev.tally.edl.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.tally.edl.compat.Change;
import dev.tally.edl.load.EdlLoader;
import dev.tally.edl.registry.Tree;
import dev.tally.edl.review.CheckReport;
import dev.tally.edl.review.Checked;
import dev.tally.edl.review.OwnerApproval;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a proposal is held against, put together: protoc, lint, compatibility, policies. */
class TreeCheckTest {
  private static final String ORDER = "shop/order.proto";
  private static final String SEARCH = "web/search.proto";

  private final TreeCheck check =
      new TreeCheck(
          new Checks(
              EdlLoader.bundled(Path.of("target", "protoc-cache")),
              Clock.fixed(Instant.parse("2026-06-01T00:00:00Z"), ZoneOffset.UTC)));
  private final Tree base =
      Tree.of(
          Map.of(
              ORDER,
              event("shop", "Order", ""),
              SEARCH,
              event("web", "Search", "string email = 2;"),
              "shop/edl.yaml",
              "owners: [growth]\napprovals: 2\n",
              "web/edl.yaml",
              "owners: [search]\n"));

  private static String event(String in, String name, String more) {
    return """
        syntax = "proto3";
        package %s;
        import "tally/edl.proto";
        import "google/protobuf/timestamp.proto";

        // It happened.
        message %s {
          option (tally.event) = { owner: "x" };
          google.protobuf.Timestamp at = 1 [(tally.field) = { event_time: true }];
          string note = 3;
          %s
        }
        """
        .formatted(in, name, more);
  }

  private CheckReport report(Map<String, Optional<String>> changes) {
    return check.check(base, base.with(changes)).report();
  }

  @Test
  void theOwnersOfWhatIsChangedApprove() {
    CheckReport report = report(Map.of(ORDER, Optional.of(event("shop", "Order", "bool ok = 2;"))));
    assertThat(report.passes()).as(report.toString()).isTrue();
    assertThat(report.owners()).containsExactly(new OwnerApproval("growth", 2, List.of(ORDER)));
    assertThat(report.needsPrivacy()).isFalse();
    assertThat(report.changes())
        .extracting(Change::kind, Change::subject)
        .containsExactly(tuple(Change.Kind.ADDED, "shop.Order.ok"));
  }

  @Test
  void nobodyTakesAnOwnerAwayWithoutThatOwner() {
    Map<String, Optional<String>> changes = new HashMap<>();
    changes.put("shop/edl.yaml", Optional.of("owners: [other]\n"));
    assertThat(report(changes).owners())
        .containsExactly(new OwnerApproval("growth", 2, List.of("shop/edl.yaml")));
  }

  @Test
  void whereNobodyOwnedTheChangeSaysWhoDoes() {
    Tree empty = Tree.EMPTY;
    assertThat(check.check(empty, base).report().owners())
        .extracting(OwnerApproval::team)
        .containsExactly("growth", "search");
  }

  @Test
  void aRenameStopsAndAWaiverLetsItOff() {
    String renamed = event("shop", "Order", "").replace("note", "remark");
    CheckReport stopped = report(Map.of(ORDER, Optional.of(renamed)));
    assertThat(stopped.stops())
        .singleElement()
        .asString()
        .startsWith("shop/order.proto:10:10: ")
        .contains("FIELD_RENAMED");

    String policy =
        """
        owners: [growth]
        waivers:
          - {rule: FIELD_RENAMED, subject: shop.Order.note, reason: r, author: ann, expires: 2026-06-01}
        """;
    CheckReport waived =
        report(Map.of(ORDER, Optional.of(renamed), "shop/edl.yaml", Optional.of(policy)));
    assertThat(waived.passes()).isTrue();
    assertThat(waived.waived())
        .singleElement()
        .satisfies(one -> assertThat(one.waiver().author()).isEqualTo("ann"));
  }

  @Test
  void whatIsPersonalNeedsPrivacy() {
    String personal = "string who = 2 [(tally.field) = { pii: IDENTIFIER }];";
    assertThat(report(Map.of(ORDER, Optional.of(event("shop", "Order", personal)))).needsPrivacy())
        .isTrue();
    Tree with = base.with(Map.of(ORDER, Optional.of(event("shop", "Order", personal))));
    String less = personal.replace("IDENTIFIER", "NONE");
    assertThat(
            check
                .check(with, with.with(Map.of(ORDER, Optional.of(event("shop", "Order", less)))))
                .report()
                .needsPrivacy())
        .isTrue();
  }

  @Test
  void lintOfFilesThatStayIsNothingNew() {
    assertThat(
            report(Map.of(ORDER, Optional.of(event("shop", "Order", "string email = 2;"))))
                .verdicts())
        .isNotEmpty()
        .allMatch(verdict -> verdict.place().path().equals(ORDER));
  }

  @Test
  void whatDoesNotLoadOrHasABrokenPolicyIsRefused() {
    Checked broken =
        check.check(base, base.with(Map.of(ORDER, Optional.of("syntax = \"proto9\";"))));
    assertThat(broken.files()).isEmpty();
    assertThat(broken.report().problems()).isNotEmpty();
    assertThat(report(Map.of("shop/edl.yaml", Optional.of("owner: x\n"))).problems())
        .singleElement()
        .asString()
        .startsWith("shop/edl.yaml:1:");
  }
}
