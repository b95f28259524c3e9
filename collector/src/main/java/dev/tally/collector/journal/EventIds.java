package dev.tally.collector.journal;

import dev.tally.collector.batch.WireCursor;
import dev.tally.collector.batch.WireException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.HashSet;
import java.util.Set;

/**
 * The ids of the last events that had one: such an event counts once, however often it is sent.
 *
 * <p>A batch's ids are in its own record, under the same checksum and the same sync: there is no
 * moment at which one is on disk without the other. Before a batch is noted as stored, its ids go
 * to {@link IdLog}; after a restart that is read, and what is not stored. The syncer asks and adds,
 * the thread that stores persists.
 */
public final class EventIds {
  /** Most ids that are remembered; of more, those that came first are forgotten. */
  public static final int IDS_MAX = 1 << 20;

  static final int ID_BYTES = 2 * Long.BYTES;

  /** Field of a Batch message that ingest.proto leaves to the collector: the ids, 16 bytes each. */
  private static final int FIELD = 15;

  private static final int TAG = (FIELD << 3) | WireCursor.BYTES;

  private final IdWindow window;
  private final IdLog log;
  private long persistedThrough;

  record Id(long high, long low) {
    boolean isNone() {
      return high == 0 && low == 0;
    }
  }

  private EventIds(IdWindow window, IdLog log) {
    this.window = window;
    this.log = log;
    this.persistedThrough = window.added();
  }

  static EventIds open(Path directory, Disk disk) throws IOException {
    return open(directory, disk, IDS_MAX);
  }

  static EventIds open(Path directory, Disk disk, int idsMax) throws IOException {
    IdWindow window = new IdWindow(idsMax);
    return new EventIds(window, IdLog.open(directory, disk, window));
  }

  /** The field that a batch's bytes must begin with. */
  public static byte[] encode(long[] ids, BitSet without) {
    ByteBuffer packed = ByteBuffer.allocate(ids.length / 2 * ID_BYTES);
    packed.order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < ids.length / 2; i++) {
      Id id = id(ids, i);
      if (!id.isNone() && !without.get(i)) {
        packed.putLong(id.high()).putLong(id.low());
      }
    }
    ByteBuffer field = ByteBuffer.allocate(1 + Integer.BYTES + 1 + packed.position());
    field.put((byte) TAG);
    int rest = packed.position();
    while (rest > 0x7F) {
      field.put((byte) (rest | 0x80));
      rest >>>= 7;
    }
    field.put((byte) rest).put(packed.array(), 0, packed.position());
    byte[] bytes = new byte[field.position()];
    field.flip().get(bytes);
    return bytes;
  }

  private static Id id(long[] ids, int event) {
    return new Id(ids[2 * event], ids[2 * event + 1]);
  }

  /** What of a batch has not been there: in the window, in this run, or earlier in the batch. */
  synchronized Submission withoutRepeats(Submission batch, Set<Id> run) {
    Submission.Identified identified = batch.identified();
    if (identified == null) {
      return batch;
    }
    long[] ids = identified.ids();
    Set<Id> own = new HashSet<>();
    BitSet repeats = new BitSet();
    for (int i = 0; i < ids.length / 2; i++) {
      Id id = id(ids, i);
      boolean isRepeat =
          !id.isNone()
              && (window.contains(id.high(), id.low()) || run.contains(id) || !own.add(id));
      repeats.set(i, isRepeat);
    }
    return repeats.isEmpty() ? batch : batch.without(identified, repeats);
  }

  /** Adds a batch's ids, repeats among them or not, to those of a run. */
  static void collect(Submission batch, Set<Id> run) {
    Submission.Identified identified = batch.identified();
    if (identified != null) {
      long[] ids = identified.ids();
      for (int i = 0; i < ids.length / 2; i++) {
        Id id = id(ids, i);
        if (!id.isNone()) {
          run.add(id);
        }
      }
    }
  }

  /** They are on disk, with their events. */
  synchronized void addAll(Set<Id> ids) {
    ids.forEach(id -> window.add(id.high(), id.low()));
  }

  /** What a record of kind {@link JournalRecord#KIND_IDENTIFIED} begins with. */
  synchronized void addAllOf(JournalRecord record) {
    WireCursor cursor = new WireCursor();
    cursor.reset(record.bytes(), record.payloadOffset(), record.payloadLength());
    try {
      if (!cursor.atEnd() && cursor.readTag() == TAG) {
        int length = cursor.readLength();
        ByteBuffer ids = ByteBuffer.wrap(cursor.bytes(), cursor.position(), length);
        ids.order(ByteOrder.LITTLE_ENDIAN);
        while (ids.remaining() >= ID_BYTES) {
          window.add(ids.getLong(), ids.getLong());
        }
      }
    } catch (WireException e) {
      throw new IllegalStateException("an intact record that nobody wrote: " + e.getMessage(), e);
    }
  }

  /** Puts on disk what is known; afterwards batches may be noted as stored. */
  void persist() throws IOException {
    long[] fresh;
    long through;
    synchronized (this) {
      through = window.added();
      fresh = window.since(persistedThrough);
    }
    log.append(fresh);
    synchronized (this) {
      persistedThrough = through;
    }
  }
}
