package dev.tally.aggregator.testing;

import dev.tally.edl.model.Revision;
import dev.tally.edl.registry.Catalog;
import java.util.List;
import java.util.Optional;

/** A catalog that becomes another one. */
public final class ChangingCatalog implements Catalog {
  private volatile Catalog current;

  public ChangingCatalog(Catalog current) {
    this.current = current;
  }

  public void become(Catalog next) {
    current = next;
  }

  @Override
  public Optional<Revision> find(String eventType, long fingerprint) {
    return current.find(eventType, fingerprint);
  }

  @Override
  public Optional<Revision> find(int revisionId) {
    return current.find(revisionId);
  }

  @Override
  public List<Revision> latest() {
    return current.latest();
  }

  @Override
  public List<Revision> history(String eventType) {
    return current.history(eventType);
  }

  @Override
  public int watermark() {
    return current.watermark();
  }
}
