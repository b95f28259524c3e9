package dev.tally.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ProposalTextTest {
  private static JsonNode page(int lacks, Map<String, ?> more) {
    Map<String, Object> proposal =
        Map.of(
            "id",
            7,
            "state",
            "OPEN",
            "title",
            "Add \u001b[31mcountry",
            "author",
            "ann",
            "rounds",
            1,
            "passes",
            false,
            "lacks",
            IntStream.rangeClosed(1, lacks).mapToObj("approval %d"::formatted).toList());
    Map<String, Object> page = new HashMap<>(more);
    page.put("items", List.of(proposal));
    return JsonMapper.shared().valueToTree(page);
  }

  @ParameterizedTest
  @CsvSource({"3, lacks: approval 3", "4, and lacks 1 more thing", "6, and lacks 3 more things"})
  void aListNamesTheFirstThreeThingsThatAProposalLacks(int lacks, String last) {
    List<String> lines = ProposalText.list(page(lacks, Map.of()));
    assertThat(lines.getFirst())
        .isEqualTo("7  open  Add  [31mcountry  by ann, 1 round, stopped by the checks");
    assertThat(lines).hasSize(1 + Math.min(lacks, 4)).contains("  lacks: approval 1");
    assertThat(lines.getLast()).isEqualTo("  " + last);
  }

  @Test
  void aListSaysWhetherThereIsMore() {
    assertThat(ProposalText.list(page(0, Map.of("next", 3))).getLast())
        .isEqualTo("and older ones; see --limit");
    assertThat(ProposalText.list(page(0, Map.of()))).hasSize(1);
    assertThat(ProposalText.list(JsonMapper.shared().valueToTree(Map.of("items", List.of()))))
        .containsExactly("no proposals");
  }
}
