package dev.tally.collector.journal;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;

/** A disk with so much room: a write beyond it stores what still fits and fails. */
public final class FullDisk implements Disk {
  private final AtomicLong room;
  private volatile boolean syncFails;
  private volatile boolean syncIsSkipped;
  private volatile CountDownLatch gate = new CountDownLatch(0);

  public FullDisk(long roomBytes) {
    room = new AtomicLong(roomBytes);
  }

  public void setRoom(long bytes) {
    room.set(bytes);
  }

  /** Syncs wait until the gate is opened. */
  public void syncWaitsFor(CountDownLatch opened) {
    gate = opened;
  }

  /** For tests of many small files: nothing here outlives the machine. */
  public static FullDisk withoutSync() {
    FullDisk disk = new FullDisk(Long.MAX_VALUE);
    disk.syncIsSkipped = true;
    return disk;
  }

  public void failSync(boolean fails) {
    syncFails = fails;
  }

  @Override
  public FileChannel open(Path path, OpenOption... options) throws IOException {
    return new Channel(FileChannel.open(path, options));
  }

  private final class Channel extends FileChannel {
    private final FileChannel inner;

    Channel(FileChannel inner) {
      this.inner = inner;
    }

    @Override
    public int write(ByteBuffer source, long position) throws IOException {
      long left = room.get();
      if (left <= 0) {
        throw new IOException("No space left on device");
      }
      int limit = source.limit();
      source.limit((int) Math.min(limit, source.position() + left));
      int written = inner.write(source, position);
      source.limit(limit);
      room.addAndGet(-written);
      return written;
    }

    @Override
    public void force(boolean metadata) throws IOException {
      try {
        gate.await();
      } catch (InterruptedException e) {
        throw new InterruptedIOException();
      }
      if (syncFails) {
        throw new IOException("Input/output error");
      }
      if (!syncIsSkipped) {
        inner.force(metadata);
      }
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
      return inner.read(target);
    }

    @Override
    public long read(ByteBuffer[] targets, int offset, int length) throws IOException {
      return inner.read(targets, offset, length);
    }

    @Override
    public int write(ByteBuffer source) throws IOException {
      throw new UnsupportedOperationException("the journal writes by position");
    }

    @Override
    public long write(ByteBuffer[] sources, int offset, int length) throws IOException {
      throw new UnsupportedOperationException("the journal writes by position");
    }

    @Override
    public long position() throws IOException {
      return inner.position();
    }

    @Override
    public FileChannel position(long position) throws IOException {
      return inner.position(position);
    }

    @Override
    public long size() throws IOException {
      return inner.size();
    }

    @Override
    public FileChannel truncate(long size) throws IOException {
      return inner.truncate(size);
    }

    @Override
    public long transferTo(long position, long count, WritableByteChannel target)
        throws IOException {
      return inner.transferTo(position, count, target);
    }

    @Override
    public long transferFrom(ReadableByteChannel source, long position, long count)
        throws IOException {
      return inner.transferFrom(source, position, count);
    }

    @Override
    public int read(ByteBuffer target, long position) throws IOException {
      return inner.read(target, position);
    }

    @Override
    public MappedByteBuffer map(MapMode mode, long position, long size) throws IOException {
      return inner.map(mode, position, size);
    }

    @Override
    public FileLock lock(long position, long size, boolean shared) throws IOException {
      return inner.lock(position, size, shared);
    }

    @Override
    public FileLock tryLock(long position, long size, boolean shared) throws IOException {
      return inner.tryLock(position, size, shared);
    }

    @Override
    protected void implCloseChannel() throws IOException {
      inner.close();
    }
  }
}
