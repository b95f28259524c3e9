package dev.tally.collector.admission;

import dev.tally.collector.batch.BatchReader;
import dev.tally.collector.batch.WireCursor;
import dev.tally.collector.batch.WireException;
import dev.tally.collector.json.WireBuffer;
import dev.tally.edl.model.Delivery;
import dev.tally.edl.registry.Catalog;
import java.util.Optional;

/**
 * Leaves best-effort events out of a batch. Of each, the batch keeps type and time and that it was
 * shed: its number is remembered, the events behind it keep their positions, by which copies are
 * known, and whoever reads the journal can count what was shed.
 */
public final class Shedding {
  // What ingest.proto declares.
  private static final int EVENTS = (5 << 3) | WireCursor.BYTES;
  private static final int EVENT_SCHEMA = 1;
  private static final int EVENT_SENT_MS = 3;
  private static final int EVENT_SHED = 4;

  private final Catalog catalog;

  Shedding(Catalog catalog) {
    this.catalog = catalog;
  }

  /**
   * A batch without its best-effort events.
   *
   * @param bytes of the batch
   * @param eventTypes of its schemas, by position
   * @param counts of events that were shed, by schema
   */
  @SuppressWarnings("ArrayRecordComponent")
  public record Shed(byte[] bytes, String[] eventTypes, int[] counts) {
    /** Events that were shed. */
    public int events() {
      int sum = 0;
      for (int count : counts) {
        sum += count;
      }
      return sum;
    }

    /** Counts them. */
    public void countIn(Admission admission) {
      for (int schema = 0; schema < counts.length; schema++) {
        if (counts[schema] > 0) {
          admission.shed(eventTypes[schema], counts[schema]);
        }
      }
    }
  }

  /** The open batch without its best-effort events; empty when it has none. */
  public Optional<Shed> shed(BatchReader batch) {
    boolean[] bestEffort = bestEffort(batch);
    int[] counts = new int[batch.schemaCount()];
    boolean any = false;
    for (int event = 0; event < batch.eventCount(); event++) {
      if (isShed(batch, event, bestEffort)) {
        counts[batch.eventSchema(event)]++;
        any = true;
      }
    }
    if (!any) {
      return Optional.empty();
    }
    String[] eventTypes = new String[counts.length];
    for (int schema = 0; schema < counts.length; schema++) {
      eventTypes[schema] = batch.schemaName(schema);
    }
    return Optional.of(new Shed(without(batch, bestEffort), eventTypes, counts));
  }

  private boolean[] bestEffort(BatchReader batch) {
    boolean[] bestEffort = new boolean[batch.schemaCount()];
    for (int schema = 0; schema < bestEffort.length; schema++) {
      // What is not published is rejected later, with its payload, for somebody to see.
      bestEffort[schema] =
          catalog
              .find(batch.schemaName(schema), batch.schemaFingerprint(schema))
              .filter(revision -> revision.eventType().delivery() == Delivery.BEST_EFFORT)
              .isPresent();
    }
    return bestEffort;
  }

  private static boolean isShed(BatchReader batch, int event, boolean[] bestEffort) {
    int schema = batch.eventSchema(event);
    return schema >= 0 && schema < bestEffort.length && bestEffort[schema] && !batch.isShed(event);
  }

  /** Everything but the shed events as it came. */
  private static byte[] without(BatchReader batch, boolean[] bestEffort) {
    WireBuffer out = new WireBuffer();
    WireBuffer marker = new WireBuffer();
    WireCursor cursor = new WireCursor();
    cursor.reset(batch.bytes(), 0, batch.bytes().length);
    int event = 0;
    try {
      while (!cursor.atEnd()) {
        int start = cursor.position();
        int tag = cursor.readTag();
        cursor.skip(tag);
        if (tag == EVENTS && isShed(batch, event++, bestEffort)) {
          marker.truncate(0);
          varint(marker, EVENT_SCHEMA, Integer.toUnsignedLong(batch.eventSchema(event - 1)));
          varint(marker, EVENT_SENT_MS, batch.sentMs(event - 1));
          varint(marker, EVENT_SHED, 1);
          out.field(WireCursor.fieldNumber(EVENTS), marker.bytes(), 0, marker.size());
        } else {
          out.raw(batch.bytes(), start, cursor.position() - start);
        }
      }
    } catch (WireException e) {
      throw new IllegalStateException("a batch that was read can't be read again", e);
    }
    return out.toByteArray();
  }

  private static void varint(WireBuffer out, int field, long value) {
    out.tag(field, WireCursor.VARINT);
    out.varint(value);
  }
}
