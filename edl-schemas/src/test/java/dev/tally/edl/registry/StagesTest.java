package dev.tally.edl.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tally.edl.audit.SetClock;
import dev.tally.edl.audit.Turns;
import dev.tally.edl.model.EdlFile;
import dev.tally.edl.model.EventType;
import dev.tally.edl.model.Revision;
import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import dev.tally.metadata.Databases;
import dev.tally.metadata.MetadataDatabase;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Stages, deprecations, and the source tree under direct publications, on every database. */
abstract class StagesTest {
  private static final Instant NOW = Instant.parse("2026-11-21T12:34:56.789Z");
  private static final PublishOrder STAGED = new PublishOrder("ann", Stage.STAGING, "try");

  private final Databases databases;
  private MetadataDatabase database;
  private Registry registry;
  private SourceTree tree;

  StagesTest(Databases databases) {
    this.databases = databases;
  }

  @BeforeEach
  void open() {
    database = MetadataDatabase.open(databases.next());
    Turns turns = new Turns(database, new SetClock(NOW));
    registry = new Registry(turns);
    tree = new SourceTree(turns);
  }

  @AfterEach
  void close() {
    database.close();
  }

  private static EdlFile file(String path, EventType... types) {
    return new EdlFile(path, "x", "x", "source of " + path, List.of(types));
  }

  private static EventType type(String name, String description) {
    return EventTypes.plain(name, description);
  }

  private static void assertCode(ThrowingCallable call, ErrorCode code, String words) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(TallyException.class, e -> assertThat(e.code()).isEqualTo(code))
        .hasMessageContaining(words);
  }

  @Test
  void aStageHasItsOwnLatest() {
    registry.publish(List.of(file("x.proto", type("x.A", "one"))));
    try (var production = new CachedCatalog(registry, Duration.ofHours(1));
        var staging = new CachedCatalog(registry, Stage.STAGING, Duration.ofHours(1))) {
      registry.publish(List.of(file("x.proto", type("x.A", "two"), type("x.B", "new"))), STAGED);
      production.refresh();
      staging.refresh();

      assertThat(production.latest()).extracting(Revision::id).containsExactly(1);
      assertThat(staging.latest()).extracting(Revision::id).containsExactly(2, 3);
      // An id means the same to everybody, whatever the stage.
      assertThat(production.find(2)).isEqualTo(staging.find(2)).isPresent();
      assertThat(production.watermark()).isEqualTo(3);
      assertThat(production.history("x.A")).extracting(Revision::id).containsExactly(1, 2);

      assertThat(registry.promote(2, Stage.PRODUCTION, "ann").isNew()).isTrue();
      assertThat(registry.promote(2, Stage.PRODUCTION, "ann").isNew()).isFalse();
      production.refresh();
      staging.refresh();
      assertThat(production.latest()).extracting(Revision::id).containsExactly(2);
      assertThat(staging.latest()).extracting(Revision::id).containsExactly(2, 3);
      assertThat(production.watermark()).isEqualTo(3);
    }
    assertThat(registry.latest(Stage.PRODUCTION)).isEqualTo(Map.of("x.A", 2));
    assertThat(registry.latest(Stage.STAGING)).isEqualTo(Map.of("x.A", 2, "x.B", 3));
    assertCode(
        () -> registry.promote(4, Stage.STAGING, "ann"), ErrorCode.NOT_FOUND, "no revision has");
  }

  /** What a replay decided by a watermark must not change when an older id is promoted. */
  @Test
  void whatIsKnownUpToAWatermarkNeverChanges() {
    registry.publish(List.of(file("x.proto", type("x.A", "staged"))), STAGED);
    registry.publish(List.of(file("x.proto", type("x.A", "direct"))));
    try (var catalog = new CachedCatalog(registry, Duration.ofHours(1))) {
      assertThat(catalog.watermark()).isEqualTo(2);
      Optional<Revision> before = catalog.find(1);
      registry.promote(1, Stage.PRODUCTION, "ann");
      catalog.refresh();
      assertThat(catalog.find(1)).isEqualTo(before).isPresent();
      assertThat(catalog.watermark()).isEqualTo(2);
      assertThat(catalog.latest("x.A").map(Revision::id)).contains(1);
    }
  }

  @Test
  void productionCanGoBackWhileStagingStays() {
    registry.publish(List.of(file("x.proto", type("x.A", "one"))));
    registry.publish(List.of(file("x.proto", type("x.A", "two"))), STAGED);
    // Production says it already; staging keeps what is tried there.
    assertThat(registry.publish(List.of(file("x.proto", type("x.A", "one")))).getFirst().isNew())
        .isFalse();
    assertThat(registry.latest(Stage.STAGING)).isEqualTo(Map.of("x.A", 2));
    assertThat(registry.latest(Stage.PRODUCTION)).isEqualTo(Map.of("x.A", 1));
  }

  @Test
  void directPublicationsAreInTheTree() {
    registry.publish(
        List.of(
            file("a.proto", type("x.A", "one"), type("x.B", "one")),
            new EdlFile("common.proto", "x", "x", "shared", List.of())));
    assertThat(tree.tree(1).texts())
        .isEqualTo(Map.of("a.proto", "source of a.proto", "common.proto", "shared"));
    assertThat(tree.commit(1).proposal()).isEmpty();
    assertThat(tree.commit(1).publishedAt()).contains(NOW);
    assertThat(tree.typeChanges(1)).extracting(TypeChange::eventType).containsExactly("x.A", "x.B");

    registry.publish(List.of(file("a.proto", type("x.A", "one"), type("x.B", "one"))));
    assertThat(tree.head()).as("nothing new, no commit").isEqualTo(1);

    // Another format: a commit, and no revision.
    registry.publish(
        List.of(
            new EdlFile(
                "a.proto",
                "x",
                "x",
                "formatted",
                List.of(type("x.A", "one"), type("x.B", "one")))));
    assertThat(tree.head()).isEqualTo(2);
    assertThat(tree.typeChanges(2)).isEmpty();
    assertThat(registry.publicationsAfter(0)).hasSize(2);

    // All that the file held is in another one now.
    registry.publish(List.of(file("b.proto", type("x.A", "one"), type("x.B", "one"))));
    assertThat(tree.tree(3).texts()).containsOnlyKeys("b.proto", "common.proto");
    assertThat(registry.publicationsAfter(0)).hasSize(2);

    // Only a part of it has moved: the rest stays where it is.
    registry.publish(List.of(file("c.proto", type("x.A", "one"))));
    assertThat(tree.tree(4).texts()).containsOnlyKeys("b.proto", "c.proto", "common.proto");
    assertThat(tree.changes(4))
        .containsExactly(
            new FileChange("c.proto", Optional.empty(), Optional.of("source of c.proto")));
  }

  @Test
  void deprecationsNameAReasonAndASuccessor() {
    registry.publish(List.of(file("x.proto", type("x.A", "one"), type("x.B", "one"))));
    Deprecation deprecation = registry.deprecate("x.A", "split up", Optional.of("x.B"), "ann");
    assertThat(deprecation)
        .isEqualTo(new Deprecation("x.A", "split up", Optional.of("x.B"), "ann", NOW));
    assertThat(registry.deprecations()).containsExactly(deprecation);
    registry.deprecate("x.A", "unused", Optional.empty(), "bob");
    assertThat(registry.deprecations())
        .containsExactly(new Deprecation("x.A", "unused", Optional.empty(), "bob", NOW));

    registry.reinstate("x.A", "ann");
    assertThat(registry.deprecations()).isEmpty();
    assertCode(() -> registry.reinstate("x.A", "ann"), ErrorCode.NOT_FOUND, "not deprecated");
    assertCode(
        () -> registry.deprecate("x.C", "r", Optional.empty(), "ann"),
        ErrorCode.NOT_FOUND,
        "no event type x.C");
    assertCode(
        () -> registry.deprecate("x.A", "r", Optional.of("x.A"), "ann"),
        ErrorCode.REQUEST_INVALID,
        "own successor");
    registry.deprecate("x.A", "r".repeat(Registry.REASON_CHARS_MAX), Optional.empty(), "ann");
    for (String reason : List.of("", " ", "r".repeat(Registry.REASON_CHARS_MAX + 1))) {
      assertCode(
          () -> registry.deprecate("x.A", reason, Optional.empty(), "ann"),
          ErrorCode.REQUEST_INVALID,
          "the reason");
    }
  }

  @Test
  void aPathHasALimit() {
    for (int chars : new int[] {Registry.PATH_CHARS_MAX - 1, Registry.PATH_CHARS_MAX}) {
      registry.publish(List.of(file("p".repeat(chars), type("x.A" + chars, "one"))));
    }
    assertCode(
        () ->
            registry.publish(
                List.of(file("p".repeat(Registry.PATH_CHARS_MAX + 1), type("x.C", "one")))),
        ErrorCode.REQUEST_INVALID,
        "at most 512 characters, not 513");
  }

  /** Tables as V1 made them, with what V1 wrote. */
  @Test
  void whatWasPublishedBeforeTheTreeIsItsFirstCommit() {
    try (var old = MetadataDatabase.open(databases.next())) {
      migrateToV1(old);
      insertV1(old, 1, type("x.A", "one"), "a.proto", "a, first");
      insertV1(old, 2, type("x.B", "one"), "a.proto", "a, second");
      insertV1(old, 3, type("x.A", "two"), "a.proto", "a, third");
      insertV1(old, 4, type("y.C", "one"), "y/c.proto", "c");
      for (int id = 1; id <= 4; id++) {
        publishV1(old, id, id);
      }
      publishV1(old, 5, 1); // went back

      Turns turns = new Turns(old, new SetClock(NOW));
      Registry upgraded = new Registry(turns);
      Registry again = new Registry(turns);
      SourceTree seeded = new SourceTree(turns);
      assertThat(seeded.head()).isEqualTo(1);
      assertThat(seeded.tree(1).texts()).isEqualTo(Map.of("a.proto", "a, first", "y/c.proto", "c"));
      assertThat(seeded.typeChanges(1))
          .extracting(TypeChange::eventType)
          .containsExactly("x.A", "x.B", "y.C");
      assertThat(again.publishNextMerged("ann")).isEmpty();
      for (Stage stage : Stage.values()) {
        try (var catalog = new CachedCatalog(upgraded, stage)) {
          assertThat(catalog.latest()).extracting(Revision::id).containsExactly(1, 2, 4);
          assertThat(catalog.watermark()).isEqualTo(4);
        }
      }
      assertThat(
              upgraded.publish(List.of(file("y/c.proto", type("y.C", "one")))).getFirst().isNew())
          .isFalse();
      assertThat(seeded.head()).isEqualTo(2);
    }
  }

  /** The tables as they were before there was a second migration. */
  private static void migrateToV1(MetadataDatabase database) {
    org.flywaydb.core.Flyway.configure()
        .dataSource(database.dataSource())
        .locations("classpath:db/registry")
        .table("flyway_registry")
        .target("1")
        .load()
        .migrate();
  }

  private static void insertV1(
      MetadataDatabase database, int id, EventType type, String path, String source) {
    database.<Integer, RuntimeException>withHandle(
        handle ->
            handle.execute(
                """
                INSERT INTO revisions
                    (id, event_type, fingerprint, content, source_path, source, published_at)
                VALUES (?, ?, ?, ?, ?, ?, current_timestamp)
                """,
                id,
                type.name(),
                Fingerprint.of(type),
                EventTypeJson.write(type),
                path,
                source));
  }

  private static void publishV1(MetadataDatabase database, int id, int revision) {
    database.<Integer, RuntimeException>withHandle(
        handle ->
            handle.execute(
                "INSERT INTO publications (id, revision_id, published_at) VALUES (?, ?, current_timestamp)",
                id,
                revision));
  }
}
