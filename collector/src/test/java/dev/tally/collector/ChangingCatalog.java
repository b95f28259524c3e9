package dev.tally.collector;

import dev.tally.edl.model.Revision;
import dev.tally.edl.registry.Catalog;
import java.util.List;
import java.util.Optional;

/** Whatever catalog a test has put there. */
final class ChangingCatalog implements Catalog {
  private volatile Catalog now;

  ChangingCatalog(Catalog first) {
    now = first;
  }

  void set(Catalog next) {
    now = next;
  }

  @Override
  public Optional<Revision> find(String eventType, long fingerprint) {
    return now.find(eventType, fingerprint);
  }

  @Override
  public Optional<Revision> find(int revisionId) {
    return now.find(revisionId);
  }

  @Override
  public List<Revision> latest() {
    return now.latest();
  }

  @Override
  public List<Revision> history(String eventType) {
    return now.history(eventType);
  }

  @Override
  public int watermark() {
    return now.watermark();
  }
}
