package dev.tally.edl.registry;

import dev.tally.edl.model.EdlFile;
import dev.tally.edl.model.EventType;
import dev.tally.edl.model.Revision;
import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import dev.tally.metadata.MetadataDatabase;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The published revisions in the metadata database. A revision never changes, and an id means the
 * same to everybody: publishing takes turns, over all processes.
 */
public final class Registry {
  private static final Logger log = LoggerFactory.getLogger(Registry.class);

  private final MetadataDatabase database;
  private final Clock clock;

  /**
   * A revision that became its event type's latest.
   *
   * @param id ascending in order of publication, over all event types
   */
  record Publication(int id, Revision revision) {}

  /** Brings the registry's tables up to date. */
  public Registry(MetadataDatabase database, Clock clock) {
    this.database = database;
    this.clock = clock;
    database.migrate("registry");
  }

  /**
   * Publishes the event types of files, all of them or none. An event type whose latest revision
   * says the same already stays as it is; one that says what an older revision said gets that one
   * back.
   *
   * @return one per event type, in the order of the files
   * @throws TallyException EDL_NAME_CONFLICT when two event types have the same name or would have
   *     the same view, METADATA_UNAVAILABLE when the database does not answer
   */
  public List<Published> publish(List<EdlFile> files) {
    Map<String, String> pathsByName = new HashMap<>();
    for (EdlFile file : files) {
      for (EventType type : file.eventTypes()) {
        String other = pathsByName.putIfAbsent(type.name(), file.path());
        if (other != null) {
          throw new TallyException(
              ErrorCode.EDL_NAME_CONFLICT,
              "event type %s is in %s and in %s; remove one"
                  .formatted(type.name(), other, file.path()));
        }
      }
    }
    List<Published> published =
        database.inTransaction(
            handle -> {
              handle.execute("SELECT id FROM registry_lock FOR UPDATE");
              checkViews(handle, pathsByName.keySet());
              return publishInTurn(handle, files);
            });
    published.stream()
        .filter(Published::isNew)
        .map(Published::revision)
        .forEach(r -> log.info("published {} as revision {}", r.eventType().name(), r.id()));
    return published;
  }

  /** Views name their event type with underscores for dots. */
  private static void checkViews(Handle handle, Iterable<String> names) {
    Map<String, String> namesByView = new HashMap<>();
    for (String name : RegistryTables.eventTypes(handle)) {
      namesByView.put(name.replace('.', '_'), name);
    }
    for (String name : names) {
      String other = namesByView.putIfAbsent(name.replace('.', '_'), name);
      if (other != null && !other.equals(name)) {
        throw new TallyException(
            ErrorCode.EDL_NAME_CONFLICT,
            "event types %s and %s would have the same view; rename one".formatted(name, other));
      }
    }
  }

  private List<Published> publishInTurn(Handle handle, List<EdlFile> files) {
    // As precise as both databases store it.
    Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    List<Published> published = new ArrayList<>();
    for (EdlFile file : files) {
      for (EventType type : file.eventTypes()) {
        published.add(publish(handle, file, type, now));
      }
    }
    return published;
  }

  private static Published publish(Handle handle, EdlFile file, EventType type, Instant now) {
    String content = EventTypeJson.write(type);
    long fingerprint = Fingerprint.ofJson(content);
    Optional<Revision> known = RegistryTables.find(handle, type.name(), fingerprint);
    if (known.isPresent() && !known.get().eventType().equals(type)) {
      throw new TallyException(
          ErrorCode.INTERNAL,
          "two different states of %s have the fingerprint %016x; change a description"
              .formatted(type.name(), fingerprint));
    }
    Revision revision =
        known.orElseGet(
            () -> {
              Revision added =
                  new Revision(RegistryTables.nextRevision(handle), fingerprint, type, now);
              RegistryTables.insert(handle, added, content, file);
              return added;
            });
    boolean isLatest =
        RegistryTables.latest(handle, type.name()).filter(id -> id == revision.id()).isPresent();
    if (!isLatest) {
      RegistryTables.insertPublication(handle, revision.id(), now);
    }
    return new Published(revision, !isLatest);
  }

  /**
   * The EDL file that a revision came in.
   *
   * @throws TallyException METADATA_UNAVAILABLE when the database does not answer
   */
  public Optional<RevisionSource> source(int revisionId) {
    return database.withHandle(handle -> RegistryTables.source(handle, revisionId));
  }

  /** What was published after a publication, in order; everything after 0. */
  List<Publication> publicationsAfter(int publicationId) {
    return database.withHandle(handle -> RegistryTables.publicationsAfter(handle, publicationId));
  }
}
