package dev.tally.edl.registry;

import dev.tally.edl.model.Revision;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Some revisions, indexed; immutable. */
final class RevisionIndex implements Catalog {
  static final RevisionIndex EMPTY = new RevisionIndex(List.of(), Map.of());

  private final Map<Integer, Revision> byId;
  private final Map<Content, Revision> byContent;
  private final Map<String, List<Revision>> histories;
  private final Map<String, Revision> latestByName;
  private final List<Revision> latest;
  private final int watermark;

  private record Content(String eventType, long fingerprint) {
    static Content of(Revision revision) {
      return new Content(revision.eventType().name(), revision.fingerprint());
    }
  }

  private RevisionIndex(Collection<Revision> revisions, Map<String, Revision> latestByName) {
    List<Revision> ascending =
        revisions.stream().sorted(Comparator.comparingInt(Revision::id)).toList();
    byId = HashMap.newHashMap(ascending.size());
    byContent = HashMap.newHashMap(ascending.size());
    Map<String, List<Revision>> collected = new HashMap<>();
    for (Revision revision : ascending) {
      if (byId.put(revision.id(), revision) != null) {
        throw new IllegalArgumentException("two revisions have the id " + revision.id());
      }
      if (byContent.put(Content.of(revision), revision) != null) {
        throw new IllegalArgumentException(
            revision.eventType().name() + " has the same fingerprint in two revisions");
      }
      collected
          .computeIfAbsent(revision.eventType().name(), name -> new ArrayList<>())
          .add(revision);
    }
    collected.replaceAll((name, history) -> List.copyOf(history));
    this.histories = collected;
    this.latestByName = new TreeMap<>(latestByName);
    this.latest = List.copyOf(this.latestByName.values());
    this.watermark = ascending.isEmpty() ? 0 : ascending.getLast().id();
  }

  /** Of each event type the revision with the highest id is the latest. */
  static RevisionIndex of(List<Revision> revisions) {
    Map<String, Revision> latest = new HashMap<>();
    for (Revision revision : revisions) {
      latest.merge(revision.eventType().name(), revision, (a, b) -> a.id() > b.id() ? a : b);
    }
    return new RevisionIndex(revisions, latest);
  }

  /**
   * This index after further publications.
   *
   * @param published in order; a revision that is here already becomes the latest again
   * @param stage whose latest revisions this knows; of what is published to another one, only that
   *     it is there
   */
  RevisionIndex after(List<Registry.Publication> published, Stage stage) {
    Map<Integer, Revision> all = new HashMap<>(byId);
    Map<String, Revision> latestAfter = new HashMap<>(latestByName);
    for (Registry.Publication publication : published) {
      Revision revision = publication.revision();
      Revision known = all.putIfAbsent(revision.id(), revision);
      if (publication.stage().isSeenAt(stage)) {
        latestAfter.put(revision.eventType().name(), known == null ? revision : known);
      }
    }
    return new RevisionIndex(all.values(), latestAfter);
  }

  @Override
  public Optional<Revision> find(String eventType, long fingerprint) {
    return Optional.ofNullable(byContent.get(new Content(eventType, fingerprint)));
  }

  @Override
  public Optional<Revision> find(int revisionId) {
    return Optional.ofNullable(byId.get(revisionId));
  }

  @Override
  public List<Revision> latest() {
    return latest;
  }

  @Override
  public Optional<Revision> latest(String eventType) {
    return Optional.ofNullable(latestByName.get(eventType));
  }

  @Override
  public List<Revision> history(String eventType) {
    return histories.getOrDefault(eventType, List.of());
  }

  @Override
  public int watermark() {
    return watermark;
  }
}
