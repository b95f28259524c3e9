package dev.tally.edl.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tally.edl.model.Revision;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class CatalogTest {
  private static final Revision B1 = revision(1, "x.B", "one");
  private static final Revision A2 = revision(2, "x.A", "one");
  private static final Revision B3 = revision(3, "x.B", "two");

  private final Catalog catalog = Catalog.of(List.of(B3, B1, A2));

  private static Revision revision(int id, String name, String description) {
    var type = EventTypes.plain(name, description);
    return new Revision(id, Fingerprint.of(type), type, Instant.EPOCH);
  }

  @Test
  void findsByIdAndByContent() {
    assertThat(catalog.find(1)).contains(B1);
    assertThat(catalog.find(4)).isEmpty();
    assertThat(catalog.find("x.B", B1.fingerprint())).contains(B1);
    assertThat(catalog.find("x.B", B3.fingerprint())).contains(B3);
    assertThat(catalog.find("x.A", B1.fingerprint())).isEmpty();
  }

  @Test
  void latestAreByNameAndHistoryIsByAge() {
    assertThat(catalog.latest()).containsExactly(A2, B3);
    assertThat(catalog.latest("x.B")).contains(B3);
    assertThat(catalog.latest("x.C")).isEmpty();
    assertThat(catalog.history("x.B")).containsExactly(B1, B3);
    assertThat(catalog.history("x.C")).isEmpty();
  }

  @Test
  void watermarkIsTheHighestId() {
    assertThat(catalog.watermark()).isEqualTo(3);
    assertThat(Catalog.of(List.of()).watermark()).isZero();
  }

  @Test
  void oneIdMeansOneThing() {
    assertThatThrownBy(() -> Catalog.of(List.of(B1, revision(1, "x.C", ""))))
        .hasMessage("two revisions have the id 1");
    assertThatThrownBy(() -> Catalog.of(List.of(B1, revision(2, "x.B", "one"))))
        .hasMessage("x.B has the same fingerprint in two revisions");
  }
}
