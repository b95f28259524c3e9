package dev.tally.collector.grpc;

import dev.tally.collector.admission.Admission;
import dev.tally.collector.admission.Caller;
import dev.tally.collector.http.WriteKeys;
import dev.tally.collector.journal.Journal;
import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import dev.tally.ingest.v1.IngestGrpc;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerServiceDefinition;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.services.HealthStatusManager;
import io.grpc.protobuf.services.ProtoReflectionServiceV1;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** Listens for producers; serves health and reflection besides. */
public final class IngestServer {
  /** Most streams of one connection at a time. */
  private static final int CONNECTION_STREAMS_MAX = 64;

  /** Most bytes of a request's headers. */
  private static final int HEADERS_BYTES_MAX = 8 << 10;

  /**
   * What a connection may send before it is read: two batches of an SDK. All of them together are
   * bounded by the number of streams.
   */
  private static final int WINDOW_BYTES = 512 << 10;

  /** A connection that is silent so long is probed, and dropped if the probe stays unanswered. */
  private static final Duration KEEP_ALIVE = Duration.ofSeconds(30);

  private static final Duration KEEP_ALIVE_ANSWER_MAX = Duration.ofSeconds(10);

  /** Producers may probe this often. */
  private static final Duration PROBES_MIN = Duration.ofSeconds(5);

  /** A connection without a stream is closed after this time. */
  private static final Duration IDLE_MAX = Duration.ofMinutes(5);

  private final WriteKeys keys;
  private final IngestCall.Edge edge;
  private final HealthStatusManager health = new HealthStatusManager();
  private final Set<IngestCall> calls = ConcurrentHashMap.newKeySet();
  private final Server server;
  private volatile boolean stopping;

  private IngestServer(
      InetSocketAddress address,
      int batchBytesMax,
      Journal journal,
      Admission admission,
      WriteKeys keys,
      MeterRegistry registry,
      Clock clock) {
    this.keys = keys;
    this.edge =
        new IngestCall.Edge(
            journal,
            admission,
            keys,
            clock,
            batchBytesMax,
            new IngestMeters(registry),
            calls::remove);
    // What is over our own limit, but not far, is still read, and then answered INVALID_ARGUMENT;
    // what is over gRPC's ends the stream before we hear of it.
    this.server =
        NettyServerBuilder.forAddress(address)
            .directExecutor()
            .maxInboundMessageSize(2 * batchBytesMax)
            .maxInboundMetadataSize(HEADERS_BYTES_MAX)
            .flowControlWindow(WINDOW_BYTES)
            .addStreamTracerFactory(Receiving.factory(admission.inFlight()))
            .maxConcurrentCallsPerConnection(CONNECTION_STREAMS_MAX)
            .keepAliveTime(KEEP_ALIVE.toSeconds(), TimeUnit.SECONDS)
            .keepAliveTimeout(KEEP_ALIVE_ANSWER_MAX.toSeconds(), TimeUnit.SECONDS)
            .permitKeepAliveTime(PROBES_MIN.toSeconds(), TimeUnit.SECONDS)
            .permitKeepAliveWithoutCalls(true)
            .maxConnectionIdle(IDLE_MAX.toSeconds(), TimeUnit.SECONDS)
            .addService(
                ServerServiceDefinition.builder(IngestMethod.SERVICE)
                    .addMethod(IngestMethod.SEND, this::accept)
                    .build())
            .addService(health.getHealthService())
            .addService(ProtoReflectionServiceV1.newInstance())
            .build();
  }

  /**
   * @param address port 0 for a free one
   * @throws TallyException PORT_IN_USE
   */
  public static IngestServer start(
      InetSocketAddress address,
      int batchBytesMax,
      Journal journal,
      Admission admission,
      WriteKeys keys,
      MeterRegistry registry,
      Clock clock) {
    IngestServer ingest =
        new IngestServer(address, batchBytesMax, journal, admission, keys, registry, clock);
    try {
      ingest.server.start();
    } catch (IOException e) {
      Throwable reason = e.getCause() == null ? e : e.getCause();
      throw new TallyException(
          ErrorCode.PORT_IN_USE,
          "can't listen on port %d for events: %s; stop what uses it, or set ingest.port"
              .formatted(address.getPort(), reason.getMessage()),
          e);
    }
    ingest.health.setStatus(IngestGrpc.SERVICE_NAME, ServingStatus.SERVING);
    return ingest;
  }

  private ServerCall.Listener<byte[]> accept(ServerCall<byte[], Ack> call, Metadata headers) {
    Caller caller;
    try {
      caller = BearerKey.caller(headers, keys);
      if (calls.size() >= edge.admission().settings().streamsMax()) {
        throw Admission.busy("too many streams of producers are open");
      }
    } catch (TallyException e) {
      edge.meters().refused(e.code());
      call.close(Refusal.status(e), Refusal.trailers(e));
      return new ServerCall.Listener<>() {};
    }
    IngestCall ingest = new IngestCall(call, caller, Receiving.OF_STREAM.get(), edge);
    calls.add(ingest);
    ingest.begin();
    if (stopping) {
      ingest.fail(stopped());
    }
    return ingest;
  }

  private static TallyException stopped() {
    return new TallyException(
        ErrorCode.COLLECTOR_STOPPING, "the collector is stopping; send again to the next one");
  }

  public int port() {
    return server.getPort();
  }

  /**
   * Takes no more batches; returns when those that were taken are answered, which needs the
   * journal, or when the time is over.
   */
  public void stop(Duration timeout) {
    stopping = true;
    health.enterTerminalState();
    server.shutdown();
    calls.forEach(call -> call.fail(stopped()));
    try {
      server.awaitTermination(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    server.shutdownNow();
  }
}
