package dev.tally.app.demo;

import dev.tally.edl.model.EdlFile;
import dev.tally.edl.review.NewProposal;
import dev.tally.edl.review.NewRound;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the demo proposes to change: a rename, which the checks stop, and an addition. */
final class DemoProposals {
  /** Who must approve. */
  static final String TEAM = "flight-ops";

  static final List<String> MEMBERS = List.of("cid", "dana");

  /** The policy of the demo's folder. */
  static final EdlFile POLICY =
      new EdlFile("flights/edl.yaml", "", "", "owners: [" + TEAM + "]\n", List.of());

  private DemoProposals() {}

  static List<NewProposal> of(EdlFile flights) {
    String source = flights.source();
    return List.of(
        new NewProposal(
            "ann",
            "Call the origin what it is",
            "Everybody says departure airport.",
            round(flights, source.replaceAll("\\borigin\\b", "departure_airport")),
            "demo-rename"),
        new NewProposal(
            "bob",
            "Say which flights were diverted",
            "The operations room asks for it: a diverted flight explains a late arrival.",
            round(flights, withDiverted(source)),
            "demo-diverted"));
  }

  private static NewRound round(EdlFile file, String source) {
    return NewRound.of(Map.of(file.path(), Optional.of(source)));
  }

  private static String withDiverted(String source) {
    return source.substring(0, source.lastIndexOf('}'))
        + """
          // Whether it landed elsewhere than planned.
          bool diverted = 6;
        }
        """;
  }
}
