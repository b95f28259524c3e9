package dev.tally.edl.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tally.edl.model.EdlFile;
import dev.tally.edl.model.EventType;
import dev.tally.edl.model.Revision;
import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import dev.tally.metadata.Databases;
import dev.tally.metadata.MetadataDatabase;
import dev.tally.metadata.MetadataSettings;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What the registry promises on every database. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class RegistryTest {
  private static final Instant NOW = Instant.parse("2026-11-21T12:34:56.789Z");

  private Databases databases;
  private MetadataSettings settings;
  private MetadataDatabase database;
  private Registry registry;

  abstract Databases start();

  @BeforeAll
  void startServer() {
    databases = start();
  }

  @AfterAll
  void stopServer() {
    databases.close();
  }

  @BeforeEach
  void open() {
    settings = databases.next();
    database = MetadataDatabase.open(settings);
    registry = new Registry(database, Clock.fixed(NOW.plusNanos(123), ZoneOffset.UTC));
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

  private List<Published> publish(EventType... types) {
    return registry.publish(List.of(file("x.proto", types)));
  }

  @Test
  void idsAscendAndContentComesBack() {
    EventType full = EventTypes.full();
    List<Published> published =
        registry.publish(
            List.of(file("a.proto", type("x.B", "ü"), full), file("b.proto", type("x.A", ""))));

    assertThat(published).extracting(p -> p.revision().id()).containsExactly(1, 2, 3);
    assertThat(published).allMatch(Published::isNew);
    assertThat(published.get(1).revision())
        .isEqualTo(new Revision(2, Fingerprint.of(full), full, NOW));
    try (var catalog = new CachedCatalog(registry)) {
      assertThat(catalog.find(2)).contains(published.get(1).revision());
    }
    assertThat(registry.source(3)).contains(new RevisionSource("b.proto", "source of b.proto"));
    assertThat(registry.source(4)).isEmpty();
  }

  @Test
  void publishingTwiceChangesNothing() {
    Published first = publish(type("x.A", "one")).getFirst();
    Published again = publish(type("x.A", "one")).getFirst();

    assertThat(again).isEqualTo(new Published(first.revision(), false));
    assertThat(registry.publicationsAfter(0)).hasSize(1);
  }

  @Test
  void onlyWhatChangedIsNew() {
    publish(type("x.A", "one"), type("x.B", "one"));
    List<Published> published = publish(type("x.A", "one"), type("x.B", "two"));

    assertThat(published).extracting(Published::isNew).containsExactly(false, true);
    assertThat(published).extracting(p -> p.revision().id()).containsExactly(1, 3);
  }

  @Test
  void anOlderStateReturnsUnderItsOldId() {
    publish(type("x.A", "one"));
    publish(type("x.A", "two"));
    Published back = publish(type("x.A", "one")).getFirst();

    assertThat(back.isNew()).isTrue();
    assertThat(back.revision().id()).isEqualTo(1);
    try (var catalog = new CachedCatalog(registry)) {
      assertThat(catalog.latest("x.A").map(Revision::id)).contains(1);
      assertThat(catalog.history("x.A")).extracting(Revision::id).containsExactly(1, 2);
      assertThat(catalog.watermark()).isEqualTo(2);
    }
    assertThat(publish(type("x.A", "one")).getFirst().isNew()).isFalse();
  }

  @Test
  void aNameInTwoFilesIsRefusedAndNothingIsPublished() {
    List<EdlFile> files =
        List.of(
            file("a.proto", type("x.B", ""), type("x.A", "")), file("b.proto", type("x.A", "")));

    assertThatThrownBy(() -> registry.publish(files))
        .isInstanceOfSatisfying(
            TallyException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.EDL_NAME_CONFLICT))
        .hasMessage("event type x.A is in a.proto and in b.proto; remove one");
    assertThat(registry.publicationsAfter(0)).isEmpty();
  }

  @Test
  void aNameWithTheViewOfAPublishedOneIsRefused() {
    publish(type("x.y.A", ""));

    assertThatThrownBy(() -> publish(type("x.B", ""), type("x_y.A", "")))
        .hasMessage("event types x_y.A and x.y.A would have the same view; rename one");
    assertThat(registry.publicationsAfter(0)).hasSize(1);
  }

  /** For databases that more than one process may open. */
  final void processesStartTogether() throws Exception {
    MetadataSettings empty = databases.next();
    int processes = 4;
    CyclicBarrier start = new CyclicBarrier(processes);
    try (var keptOpen = MetadataDatabase.open(empty);
        var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<List<Published>>> results = new ArrayList<>();
      for (int i = 0; i < processes; i++) {
        results.add(
            executor.submit(
                () -> {
                  try (var connections = MetadataDatabase.open(empty)) {
                    start.await();
                    return new Registry(connections, Clock.systemUTC())
                        .publish(List.of(file("x.proto", type("x.A", "same"))));
                  }
                }));
      }
      for (Future<List<Published>> result : results) {
        assertThat(result.get().getFirst().revision().id()).isEqualTo(1);
      }
      assertThat(new Registry(keptOpen, Clock.systemUTC()).publicationsAfter(0)).hasSize(1);
    }
  }

  /** Eight publishers with connections of their own, as eight processes would be. */
  @Test
  void concurrentPublishersAgree() throws Exception {
    int publishers = 8;
    int states = 10;
    CyclicBarrier start = new CyclicBarrier(publishers);
    List<Published> all = new ArrayList<>();
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<List<Published>>> results = new ArrayList<>();
      for (int publisher = 0; publisher < publishers; publisher++) {
        int own = publisher;
        results.add(
            executor.submit(
                () -> {
                  try (var connections = MetadataDatabase.open(settings)) {
                    Registry other = new Registry(connections, Clock.systemUTC());
                    start.await();
                    List<Published> published = new ArrayList<>();
                    for (int state = 0; state < states; state++) {
                      published.addAll(
                          other.publish(
                              List.of(
                                  file(
                                      "x.proto",
                                      type("x.Shared" + state, "same"),
                                      type("x.Own" + own, "state " + state)))));
                    }
                    return published;
                  }
                }));
      }
      for (Future<List<Published>> result : results) {
        all.addAll(result.get());
      }
    }

    List<Integer> ids = all.stream().filter(Published::isNew).map(p -> p.revision().id()).toList();
    // Ten shared ones, each new to one publisher only, and every publisher's own ten.
    assertThat(ids)
        .containsExactlyInAnyOrderElementsOf(
            IntStream.rangeClosed(1, states + publishers * states).boxed().toList());
    assertThat(new HashSet<>(all.stream().map(Published::revision).toList())).hasSize(ids.size());
    assertThat(registry.publicationsAfter(0))
        .extracting(p -> p.revision().id())
        .isSorted()
        .hasSize(ids.size());
  }

  @Test
  void theCatalogSeesWhatOthersPublish() {
    publish(type("x.A", "one"));
    List<Integer> seen = java.util.Collections.synchronizedList(new ArrayList<>());
    try (var catalog = new CachedCatalog(registry, Duration.ofMillis(5))) {
      assertThat(catalog.latest("x.A")).isPresent();
      catalog.onChange(
          () -> {
            throw new IllegalStateException("a broken listener stops nobody");
          });
      catalog.onChange(() -> seen.add(catalog.watermark()));

      Revision second = publish(type("x.A", "two")).getFirst().revision();
      org.awaitility.Awaitility.await().until(() -> seen.contains(2));
      assertThat(catalog.latest("x.A")).contains(second);
      assertThat(catalog.find("x.A", second.fingerprint())).contains(second);
    }
  }

  @Test
  void refreshSeesWhatWasPublishedBefore() {
    try (var catalog = new CachedCatalog(registry, Duration.ofHours(1))) {
      assertThat(catalog.watermark()).isZero();
      publish(type("x.A", "one"));
      assertThat(catalog.watermark()).isZero();
      catalog.refresh();
      assertThat(catalog.watermark()).isEqualTo(1);
      assertThat(catalog.latest()).hasSize(1);
    }
  }

  @Test
  void theCatalogOutlivesItsDatabase() {
    publish(type("x.A", "one"));
    try (var catalog = new CachedCatalog(registry, Duration.ofHours(1))) {
      database.close();
      assertThatThrownBy(catalog::refresh)
          .isInstanceOfSatisfying(
              TallyException.class,
              e -> assertThat(e.code()).isEqualTo(ErrorCode.METADATA_UNAVAILABLE));
      assertThat(catalog.latest("x.A")).isPresent();
    }
  }
}
