package dev.tally.edl.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tally.edl.check.Area;
import dev.tally.edl.check.CheckRule;
import dev.tally.edl.check.Severity;
import dev.tally.edl.load.EdlProblem;
import dev.tally.edl.load.Place;
import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PolicyReaderTest {
  private static final CheckRule NAME = rule("NAME", Area.LINT);
  private static final CheckRule UNIT = rule("UNIT", Area.LINT);
  private static final CheckRule REMOVED = rule("REMOVED", Area.DATA);

  /** The day is over in Tokyo, not in UTC. */
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-07-01T20:00:00Z"), ZoneOffset.ofHours(9));

  private static final PolicyReader READER = new PolicyReader(List.of(NAME, UNIT, REMOVED), CLOCK);

  private static CheckRule rule(String id, Area area) {
    return new CheckRule(id, area, Severity.WARNING, "It holds.", "Else it does not.");
  }

  private static String waiver(String key, String value) {
    Map<String, String> values =
        new HashMap<>(
            Map.of(
                "rule", "REMOVED",
                "subject", "shop.A.b",
                "reason", "never sent",
                "author", "ann",
                "expires", "2026-12-31"));
    values.put(key, value);
    StringBuilder text = new StringBuilder("waivers:\n  -");
    for (String name : List.of("rule", "subject", "reason", "author", "expires")) {
      text.append(name.equals("rule") ? " " : "    ")
          .append(name)
          .append(": ")
          .append(values.get(name))
          .append('\n');
    }
    return text.toString();
  }

  private static Policies policies(Map<String, String> texts) {
    PolicyReader.Result result = READER.read(texts);
    assertThat(result).isInstanceOf(PolicyReader.Result.Read.class);
    return ((PolicyReader.Result.Read) result).policies();
  }

  private static Policy policy(String text) {
    return policies(Map.of("edl.yaml", text)).policy("a.proto");
  }

  private static List<String> problems(Map<String, String> texts) {
    return refused(READER.read(texts)).stream().map(EdlProblem::toString).toList();
  }

  private static List<EdlProblem> refused(PolicyReader.Result result) {
    assertThat(result).isInstanceOf(PolicyReader.Result.Refused.class);
    return ((PolicyReader.Result.Refused) result).problems();
  }

  private static List<String> problems(String text) {
    return problems(Map.of("edl.yaml", text));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "# nothing\n", "---\n", "null"})
  void defaults(String text) {
    assertThat(policy(text)).isEqualTo(Policy.NONE);
    assertThat(policies(Map.of("shop/a.proto", "no policy")).policy("shop/a.proto"))
        .isEqualTo(new Policy(List.of(), 1, Map.of(), List.of()));
  }

  @Test
  void everythingIsRead() {
    String text =
        """
        # of the growth team
        owners: [growth, "data platform"]
        approvals: 2
        lint: {NAME: off, UNIT: error}
        waivers:
          - rule: REMOVED
            subject: shop.Registration.coupon
            reason: "never sent: since 2024"
            author: ann
            expires: 2026-12-31
          - {rule: NAME, subject: shop.A, reason: old, author: bob, expires: 2026-07-01}
        """;
    assertThat(policy(text))
        .isEqualTo(
            new Policy(
                List.of("growth", "data platform"),
                2,
                Map.of("NAME", LintLevel.OFF, "UNIT", LintLevel.ERROR),
                List.of(
                    new Waiver(
                        new Place("edl.yaml", 6, 5),
                        "REMOVED",
                        "shop.Registration.coupon",
                        "never sent: since 2024",
                        "ann",
                        LocalDate.of(2026, 12, 31)),
                    new Waiver(
                        new Place("edl.yaml", 11, 5),
                        "NAME",
                        "shop.A",
                        "old",
                        "bob",
                        LocalDate.of(2026, 7, 1)))));
  }

  /** false is what YAML 1.1 makes of off, and what some editors write. */
  @ParameterizedTest
  @ValueSource(strings = {"off", "'off'", "false"})
  void offIsAWord(String off) {
    assertThat(policy("lint: {NAME: " + off + "}").level("NAME")).contains(LintLevel.OFF);
    assertThat(policy("lint: {NAME: warning}").level("NAME")).contains(LintLevel.WARNING);
    assertThat(policy("lint: {NAME: warning}").level("UNIT")).isEmpty();
  }

  @Test
  void theNearestFileWinsKeyByKey() {
    Policies policies =
        policies(
            Map.of(
                "edl.yaml",
                "owners: [platform]\nlint: {NAME: error, UNIT: error}\n" + waiver("author", "top"),
                "shop/edl.yaml",
                "approvals: 3\nlint: {UNIT: off}\n" + waiver("author", "near"),
                "shop/cart/edl.yaml",
                "owners: [checkout]"));

    assertThat(policies.policy("other.proto").owners()).containsExactly("platform");
    assertThat(policies.policy("other.proto").approvals()).isEqualTo(1);
    assertThat(policies.policy("shopping/a.proto")).isEqualTo(policies.policy("other.proto"));
    Policy shop = policies.policy("shop/a.proto");
    assertThat(shop.owners()).containsExactly("platform");
    assertThat(shop.approvals()).isEqualTo(3);
    assertThat(shop.lint()).isEqualTo(Map.of("NAME", LintLevel.ERROR, "UNIT", LintLevel.OFF));
    assertThat(shop.waivers()).extracting(Waiver::author).containsExactly("top", "near");
    Policy cart = policies.policy("shop/cart/deep/a.proto");
    assertThat(cart.owners()).containsExactly("checkout");
    assertThat(cart.approvals()).isEqualTo(3);
    assertThat(cart.lint()).isEqualTo(shop.lint());
    assertThat(policies.waivers()).extracting(Waiver::author).containsExactly("top", "near");
  }

  @Test
  void allThatIsWrongComesOutTogether() {
    assertThat(
            problems(
                Map.of(
                    "shop/edl.yaml",
                    """
                    owner: [growth]
                    approvals: 11
                    lint: {NAMES: off, REMOVED: off, UNIT: loud, NAME: [off]}
                    waivers:
                      - rule: REMOVE
                        subject: ""
                        author: [ann]
                        expires: soon
                        until: 2026-12-31
                      - everything
                    """,
                    "edl.yaml",
                    "owners: growth\n")))
        .containsExactly(
            "edl.yaml:1:9: owners is 'growth' and no list, [a, b]",
            "shop/edl.yaml:1:1: edl.yaml has no key 'owner'; did you mean 'owners'?",
            "shop/edl.yaml:2:12: approvals is '11'; it can be 1 to 10",
            "shop/edl.yaml:3:8: there is no rule 'NAMES'; did you mean 'NAME'?",
            "shop/edl.yaml:3:20: REMOVED is no lint rule; what it says is let off by a waiver only",
            "shop/edl.yaml:3:40: a rule's level is 'loud'; it is one of off, warning, error",
            "shop/edl.yaml:3:52: a rule's level is a list; it is one of off, warning, error",
            "shop/edl.yaml:5:5: the waiver does not say its reason",
            "shop/edl.yaml:5:11: there is no rule 'REMOVE'; did you mean 'REMOVED'?",
            "shop/edl.yaml:6:14: subject is empty",
            "shop/edl.yaml:7:13: author is a list and no text",
            "shop/edl.yaml:8:14: expires is 'soon' and no day, 2026-12-31",
            "shop/edl.yaml:9:5: a waiver has no key 'until'; there are rule, subject, reason,"
                + " author, expires",
            "shop/edl.yaml:10:5: a waiver is 'everything' and no mapping, 'key: value'");
  }

  @Test
  void otherShapesAreRefused() {
    assertThat(problems("- a"))
        .containsExactly("edl.yaml:1:1: the file is a list and no mapping, 'key: value'");
    assertThat(problems("owners: []"))
        .containsExactly("edl.yaml:1:9: owners is empty; name a team, or leave it out");
    assertThat(problems("owners: [[a]]"))
        .containsExactly("edl.yaml:1:10: an owner is a list and no text");
    assertThat(problems("owners:"))
        .containsExactly("edl.yaml:1:8: owners is empty and no list, [a, b]");
    assertThat(problems("approvals: 1.5"))
        .containsExactly("edl.yaml:1:12: approvals is '1.5'; it can be 1 to 10");
    assertThat(problems("approvals: 1\napprovals: 2"))
        .containsExactly("edl.yaml:2:1: 'approvals' is there twice");
    assertThat(problems("lint: {NAME: off, NAME: error}"))
        .containsExactly("edl.yaml:1:19: 'NAME' is there twice");
    assertThat(problems("owners: [&a x, *a]"))
        .containsExactly("edl.yaml:1:16: aliases are not read; write the value out");
    assertThat(problems("approvals: 1\n---\napprovals: 2").getFirst())
        .contains("there is a second document");
    assertThat(problems("owners: [a")).singleElement().asString().contains("this is no YAML");
    assertThat(problems(waiver("reason", "\"a\\nb\"")))
        .containsExactly("edl.yaml:4:13: reason has more than one line");
    assertThat(
            problems(
                waiver("author", "ann") + waiver("author", "bob").substring("waivers:\n".length())))
        .containsExactly("edl.yaml:7:5: REMOVED of shop.A.b is waived in line 2 already");
    assertThat(problems(Map.of("shop/edl.yml", "")))
        .containsExactly("shop/edl.yml:1:1: the file must be called edl.yaml");
  }

  @Test
  void limits() {
    assertThat(policy(waiver("reason", "r".repeat(500))).waivers()).hasSize(1);
    assertThat(problems(waiver("reason", "r".repeat(501))))
        .containsExactly("edl.yaml:4:13: reason is longer than 500 characters");
    assertThat(policy(waiver("subject", "s".repeat(1_000))).waivers()).hasSize(1);
    assertThat(problems(waiver("subject", "s".repeat(1_001))))
        .containsExactly("edl.yaml:3:14: subject is longer than 1,000 characters");
    assertThat(policy("owners: [" + "o".repeat(100) + "]").owners()).hasSize(1);
    assertThat(problems("owners: [" + "o".repeat(101) + "]"))
        .containsExactly("edl.yaml:1:10: an owner is longer than 100 characters");
    assertThat(policy(owners(20)).owners()).hasSize(20);
    assertThat(problems(owners(21)).getFirst()).endsWith("owners has more than 20 entries");
    assertThat(policy("approvals: 10").approvals()).isEqualTo(10);
    assertThat(problems("approvals: 0")).hasSize(1);
    assertThat(policy(waivers(200)).waivers()).hasSize(200);
    assertThat(problems(waivers(201)).getFirst()).endsWith("waivers has more than 200 entries");
    assertThat(policy("#".repeat(262_144))).isEqualTo(Policy.NONE);
    assertThat(problems("#".repeat(262_145)))
        .containsExactly("edl.yaml:1:1: the file is larger than 262,144 bytes");
    assertThat(problems("owners: [[[[[[[[[x]]]]]]]]]").getFirst())
        .endsWith("it is nested deeper than 8");
  }

  private static String owners(int count) {
    StringBuilder text = new StringBuilder("owners:\n");
    for (int i = 0; i < count; i++) {
      text.append("  - o").append(i).append('\n');
    }
    return text.toString();
  }

  private static String waivers(int count) {
    StringBuilder text = new StringBuilder("waivers:\n");
    for (int i = 0; i < count; i++) {
      text.append(waiver("subject", "s" + i).substring("waivers:\n".length()));
    }
    return text.toString();
  }

  /** 366 days from 2026-07-01, which it is in UTC. */
  @Test
  void waiversExpireWithinAYear() {
    assertThat(policy(waiver("expires", "2027-07-02")).waivers()).hasSize(1);
    assertThat(problems(waiver("expires", "2027-07-03")))
        .containsExactly(
            "edl.yaml:6:14: 2027-07-03 is more than 366 days ahead; write an earlier day, and waive"
                + " it again then");
    assertThat(policy(waiver("expires", "2020-01-01")).waivers()).hasSize(1);
    assertThat(problems(waiver("expires", "2026-02-30"))).hasSize(1);
  }

  @Test
  void theNumberOfFilesHasALimit() {
    Map<String, String> texts = new HashMap<>();
    for (int i = 0; i < PolicyLimits.FOLDER_FILES_MAX; i++) {
      texts.put("f" + i + "/edl.yaml", "approvals: 2");
    }
    assertThat(policies(texts).policy("f7/a.proto").approvals()).isEqualTo(2);

    texts.put("edl.yaml", "");
    assertThatThrownBy(() -> READER.read(texts)).hasMessageContaining("more than 500 edl.yaml");
  }

  @Test
  void foldersAreReadAsTextsAre(@TempDir Path folder) throws IOException {
    Files.createDirectories(folder.resolve("shop/.git"));
    Files.writeString(folder.resolve("edl.yaml"), "\uFEFFapprovals: 2");
    Files.writeString(folder.resolve("shop/edl.yaml"), "owners: [growth]");
    Files.writeString(folder.resolve("shop/.git/edl.yaml"), "no: yes");
    Files.writeString(folder.resolve("shop/order.yaml"), "no: yes");

    assertThat(((PolicyReader.Result.Read) READER.read(folder)).policies().policy("shop/a.proto"))
        .isEqualTo(new Policy(List.of("growth"), 2, Map.of(), List.of()));

    Files.write(folder.resolve("shop/edl.yaml"), new byte[] {(byte) 0xFF});
    Files.writeString(folder.resolve("edl.yaml"), "x".repeat(262_145));
    assertThat(refused(READER.read(folder)))
        .extracting(EdlProblem::toString)
        .containsExactly(
            "edl.yaml:1:1: the file is larger than 262,144 bytes",
            "shop/edl.yaml:1:1: the file is not UTF-8");
    assertThatThrownBy(() -> READER.read(folder.resolve("absent")))
        .isInstanceOfSatisfying(
            TallyException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_FOUND));
  }
}
