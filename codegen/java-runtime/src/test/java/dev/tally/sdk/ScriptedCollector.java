package dev.tally.sdk;

import dev.tally.ingest.v1.Batch;
import dev.tally.ingest.v1.BatchAck;
import dev.tally.ingest.v1.Event;
import dev.tally.ingest.v1.IngestGrpc;
import dev.tally.ingest.v1.Report;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A collector as the protocol describes it, on the generated classes, with a script for what it
 * does to each batch; reports are always acknowledged. Keeps every batch that it received and,
 * apart, what it accepted.
 */
final class ScriptedCollector {
  /** What to do with a batch. */
  interface Script {
    void received(Batch batch, Answer answer);
  }

  /** One stream, as a script sees it. */
  interface Answer {
    /** Accepts the batch and acknowledges it. */
    void acknowledge(Batch batch);

    /** Accepts the batch, and says what of it was shed and how long to keep best effort. */
    void shed(Batch batch, int events, int pauseMs);

    /** Accepts the batch and keeps silent: the acknowledgement is lost. */
    void accept(Batch batch);

    void fail(Status status, Metadata trailers);

    /** 1 for the first stream ever, 2 for the next. */
    int stream();
  }

  static final Script ACKNOWLEDGE = (batch, answer) -> answer.acknowledge(batch);

  private final Object lock = new Object();
  private final List<Batch> received = new ArrayList<>();
  private final List<Report> reports = new ArrayList<>();
  private final Map<Long, Batch> accepted = new LinkedHashMap<>();
  private Script script;
  private int streams;
  private int port;
  private @Nullable Server server;

  ScriptedCollector(Script script) {
    this.script = script;
    start();
  }

  String target() {
    return "127.0.0.1:" + port;
  }

  void script(Script next) {
    synchronized (lock) {
      script = next;
    }
  }

  /** On the same port as before, if there was one. */
  void start() {
    try {
      Server started =
          NettyServerBuilder.forAddress(
                  new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
              .addService(new Service())
              .build()
              .start();
      server = started;
      port = started.getPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** As a crash does: connections break. */
  void stop() throws InterruptedException {
    Server running = server;
    if (running != null) {
      running.shutdownNow();
      running.awaitTermination(10, TimeUnit.SECONDS);
      server = null;
    }
  }

  /** Every batch, repeats too, in order of arrival. */
  List<Batch> received() {
    synchronized (lock) {
      return List.copyOf(received);
    }
  }

  /** The accepted batches, each number once, in order of acceptance. */
  List<Batch> accepted() {
    synchronized (lock) {
      return List.copyOf(accepted.values());
    }
  }

  /** Payloads of the accepted events, in order. */
  List<String> texts() {
    return accepted().stream()
        .flatMap(batch -> batch.getEventsList().stream())
        .map(Event::getPayload)
        .map(payload -> payload.toStringUtf8())
        .toList();
  }

  /** What came of the producer's ledger; acknowledged, whatever the script says of batches. */
  List<Report> reports() {
    synchronized (lock) {
      return List.copyOf(reports);
    }
  }

  int streams() {
    synchronized (lock) {
      return streams;
    }
  }

  private final class Service extends IngestGrpc.IngestImplBase {
    @Override
    public StreamObserver<Batch> send(StreamObserver<BatchAck> acks) {
      int stream;
      synchronized (lock) {
        stream = ++streams;
      }
      return new Stream(stream, (ServerCallStreamObserver<BatchAck>) acks);
    }
  }

  private final class Stream implements StreamObserver<Batch>, Answer {
    private final int number;
    private final ServerCallStreamObserver<BatchAck> acks;
    private boolean over;

    Stream(int number, ServerCallStreamObserver<BatchAck> acks) {
      this.number = number;
      this.acks = acks;
    }

    @Override
    public void onNext(Batch batch) {
      synchronized (lock) {
        if (!over && batch.hasReport()) {
          reports.add(batch.getReport());
          acknowledge(batch);
        } else if (!over) {
          received.add(batch);
          script.received(batch, this);
        }
      }
    }

    @Override
    public void onError(Throwable failure) {
      over = true;
    }

    @Override
    public void onCompleted() {
      if (!over) {
        acks.onCompleted();
      }
    }

    @Override
    public void acknowledge(Batch batch) {
      synchronized (lock) {
        if (!batch.hasReport()) {
          accept(batch);
        }
        acks.onNext(BatchAck.newBuilder().setNumber(batch.getNumber()).build());
      }
    }

    @Override
    public void shed(Batch batch, int events, int pauseMs) {
      accept(batch);
      synchronized (lock) {
        acks.onNext(
            BatchAck.newBuilder()
                .setNumber(batch.getNumber())
                .setShed(events)
                .setBestEffortPauseMs(pauseMs)
                .build());
      }
    }

    @Override
    public void accept(Batch batch) {
      synchronized (lock) {
        accepted.putIfAbsent(batch.getNumber(), batch);
      }
    }

    @Override
    public void fail(Status status, Metadata trailers) {
      over = true;
      acks.onError(status.asRuntimeException(trailers));
    }

    @Override
    public int stream() {
      return number;
    }
  }
}
