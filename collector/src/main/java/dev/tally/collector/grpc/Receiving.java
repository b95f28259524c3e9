package dev.tally.collector.grpc;

import dev.tally.collector.admission.InFlight;
import io.grpc.Context;
import io.grpc.Metadata;
import io.grpc.ServerStreamTracer;
import io.grpc.Status;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Counts what a stream holds of a batch that has not come whole: a producer may stop in the middle
 * of each, and a thousand of them take memory.
 */
final class Receiving extends ServerStreamTracer {
  static final Context.Key<Receiving> OF_STREAM = Context.key("tally-receiving");

  private static final ServerStreamTracer NOTHING = new ServerStreamTracer() {};

  private final InFlight inFlight;
  private final AtomicLong partial = new AtomicLong();
  private volatile @Nullable Runnable tooMuch;

  private Receiving(InFlight inFlight) {
    this.inFlight = inFlight;
  }

  static ServerStreamTracer.Factory factory(InFlight inFlight) {
    return new ServerStreamTracer.Factory() {
      @Override
      public ServerStreamTracer newServerStreamTracer(String method, Metadata headers) {
        return method.equals(IngestMethod.SEND.getFullMethodName())
            ? new Receiving(inFlight)
            : NOTHING;
      }
    };
  }

  @Override
  public Context filterContext(Context context) {
    return context.withValue(OF_STREAM, this);
  }

  /** What to do when there is no memory for what comes. */
  void onTooMuch(Runnable task) {
    tooMuch = task;
  }

  @Override
  public void inboundWireSize(long bytes) {
    partial.addAndGet(bytes);
    Runnable task = tooMuch;
    if (!inFlight.add(bytes) && task != null) {
      task.run();
    }
  }

  /**
   * The batch is there: from here on its receiver answers for its bytes.
   *
   * @return false when there is no memory for it
   */
  boolean handOver(long batchBytes) {
    return inFlight.add(batchBytes - partial.getAndSet(0));
  }

  @Override
  public void streamClosed(Status status) {
    inFlight.remove(partial.getAndSet(0));
  }
}
