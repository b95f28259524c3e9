package dev.tally.edl.review;

import dev.tally.edl.check.Area;
import dev.tally.edl.check.CheckRule;
import dev.tally.edl.check.Severity;
import dev.tally.edl.check.Verdict;
import dev.tally.edl.load.EdlLoader;
import dev.tally.edl.load.Place;
import dev.tally.edl.model.EdlFile;
import dev.tally.edl.model.EventType;
import dev.tally.edl.model.PiiClass;
import dev.tally.edl.registry.Tree;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A check for tests: loads the tree with the real protoc, stops when an attribute goes, and has the
 * owners of a folder in its {@code edl.yaml}, one {@code team: approvals} a line, of the base.
 */
final class FolderCheck implements ProposalCheck {
  private static final CheckRule KEPT =
      new CheckRule(
          "ATTRIBUTE_KEPT", Area.DATA, Severity.ERROR, "Attributes stay.", "Their data would go.");
  private static final EdlLoader LOADER = EdlLoader.bundled(Path.of("target", "protoc-cache"));

  final AtomicInteger calls = new AtomicInteger();

  /** Run before each check; for tests in which something happens meanwhile. */
  volatile Runnable meanwhile = () -> {};

  @Override
  public Checked check(Tree base, Tree proposed) {
    calls.incrementAndGet();
    meanwhile.run();
    return switch (LOADER.load(proposed.texts())) {
      case EdlLoader.Result.Refused refused ->
          new Checked(
              List.of(),
              new CheckReport(
                  refused.problems(),
                  List.of(),
                  List.of(),
                  List.of(),
                  owners(base, proposed),
                  false));
      case EdlLoader.Result.Loaded loaded -> check(base, proposed, loaded.files());
    };
  }

  private static Checked check(Tree base, Tree proposed, List<EdlFile> files) {
    Map<String, String> before = attributes(load(base));
    Map<String, String> after = attributes(files);
    List<Verdict> verdicts = new ArrayList<>();
    for (String gone : new TreeSet<>(before.keySet())) {
      if (!after.containsKey(gone)) {
        verdicts.add(
            new Verdict(
                KEPT,
                Severity.ERROR,
                gone,
                new Place("shop/a.proto", 1, 1),
                Optional.of(new Place("shop/a.proto", 2, 3)),
                gone + " is gone",
                "keep it"));
      }
    }
    Set<Map.Entry<String, String>> personal = new HashSet<>(personal(after));
    personal.removeAll(personal(before));
    return new Checked(
        files,
        new CheckReport(
            List.of(),
            verdicts,
            List.of(),
            List.of(),
            owners(base, proposed),
            !personal.isEmpty()));
  }

  private static List<EdlFile> load(Tree tree) {
    return tree.texts().isEmpty()
        ? List.of()
        : ((EdlLoader.Result.Loaded) LOADER.load(tree.texts())).files();
  }

  /** PII class by name. */
  private static Map<String, String> attributes(List<EdlFile> files) {
    Map<String, String> attributes = new HashMap<>();
    for (EdlFile file : files) {
      for (EventType type : file.eventTypes()) {
        type.attributes()
            .forEach(a -> attributes.put(type.name() + "." + a.name(), a.pii().name()));
      }
    }
    return attributes;
  }

  private static Set<Map.Entry<String, String>> personal(Map<String, String> attributes) {
    Map<String, String> personal = new HashMap<>(attributes);
    personal
        .values()
        .removeIf(
            pii -> pii.equals(PiiClass.NONE.name()) || pii.equals(PiiClass.UNSPECIFIED.name()));
    return personal.entrySet();
  }

  private static List<OwnerApproval> owners(Tree base, Tree proposed) {
    Map<String, Integer> owners = new TreeMap<>();
    for (String path : base.changesTo(proposed).keySet()) {
      String folder = path.substring(0, path.lastIndexOf('/') + 1);
      base.text(folder + "edl.yaml")
          .ifPresent(
              text ->
                  text.lines()
                      .map(line -> line.split(": ", 2))
                      .forEach(owner -> owners.put(owner[0], Integer.valueOf(owner[1]))));
    }
    return owners.entrySet().stream()
        .map(owner -> new OwnerApproval(owner.getKey(), owner.getValue(), List.of()))
        .toList();
  }
}
