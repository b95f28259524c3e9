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
  static final RevisionIndex EMPTY = of(List.of());

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

  private RevisionIndex(List<Revision> ascending) {
    byId = HashMap.newHashMap(ascending.size());
    byContent = HashMap.newHashMap(ascending.size());
    Map<String, List<Revision>> collected = new TreeMap<>();
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
    histories = collected;
    latest = histories.values().stream().map(List::getLast).toList();
    latestByName = HashMap.newHashMap(latest.size());
    latest.forEach(revision -> latestByName.put(revision.eventType().name(), revision));
    watermark = ascending.isEmpty() ? 0 : ascending.getLast().id();
  }

  static RevisionIndex of(Collection<Revision> revisions) {
    return new RevisionIndex(
        revisions.stream().sorted(Comparator.comparingInt(Revision::id)).toList());
  }

  /** An index of these revisions and of newer ones. */
  RevisionIndex with(List<Revision> newer) {
    List<Revision> all = new ArrayList<>(byId.values());
    all.addAll(newer);
    return of(all);
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
