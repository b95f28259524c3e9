package dev.tally.collector.grpc;

import dev.tally.collector.journal.Journal;
import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import dev.tally.ingest.v1.IngestGrpc;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.ServiceDescriptor;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.services.HealthStatusManager;
import io.grpc.protobuf.services.ProtoReflectionServiceV1;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.util.concurrent.TimeUnit;

/** The gRPC server: {@code tally.ingest.v1.Ingest}, health and reflection. */
public final class IngestEdge implements AutoCloseable {
  /** Largest batch on the wire. */
  public static final int BATCH_BYTES_MAX = 8 << 20;

  private static final int HEADER_BYTES_MAX = 8 << 10;
  private static final long CLOSE_SECONDS_MAX = 2;

  private final Server server;
  private final HealthStatusManager health;

  private IngestEdge(Server server, HealthStatusManager health) {
    this.server = server;
    this.health = health;
  }

  /**
   * Starts to take batches.
   *
   * @param port 0 takes a free one
   * @throws TallyException PORT_IN_USE
   */
  public static IngestEdge start(
      String listen, int port, Journal journal, IngestCounters counters, Clock clock) {
    HealthStatusManager health = new HealthStatusManager();
    Server server =
        NettyServerBuilder.forAddress(new InetSocketAddress(listen, port))
            .maxInboundMessageSize(BATCH_BYTES_MAX)
            .maxInboundMetadataSize(HEADER_BYTES_MAX)
            .flowControlWindow(BATCH_BYTES_MAX)
            // What a stream does is short and never blocks.
            .directExecutor()
            .addService(service(journal, counters, clock))
            .addService(health.getHealthService())
            .addService(ProtoReflectionServiceV1.newInstance())
            .build();
    try {
      server.start();
    } catch (IOException e) {
      throw new TallyException(
          ErrorCode.PORT_IN_USE,
          "ingest port %d of %s is in use: stop the other process or set ingest.port"
              .formatted(port, listen),
          e);
    }
    health.setStatus("", ServingStatus.SERVING);
    health.setStatus(IngestGrpc.SERVICE_NAME, ServingStatus.SERVING);
    return new IngestEdge(server, health);
  }

  /** The generated service's name, method and schema, with our marshaller in place of its own. */
  private static ServerServiceDefinition service(
      Journal journal, IngestCounters counters, Clock clock) {
    MethodDescriptor<byte[], byte[]> send =
        IngestGrpc.getSendMethod().toBuilder(RawBytes.MARSHALLER, RawBytes.MARSHALLER).build();
    ServiceDescriptor descriptor =
        ServiceDescriptor.newBuilder(IngestGrpc.SERVICE_NAME)
            .setSchemaDescriptor(IngestGrpc.getServiceDescriptor().getSchemaDescriptor())
            .addMethod(send)
            .build();
    return ServerServiceDefinition.builder(descriptor)
        .addMethod(send, (call, headers) -> new IngestStream(call, journal, counters, clock))
        .build();
  }

  public int port() {
    return server.getPort();
  }

  /**
   * Takes no new streams and ends those that are open; producers come back with what is
   * unacknowledged.
   */
  @Override
  public void close() {
    health.enterTerminalState();
    server.shutdown();
    server.shutdownNow();
    try {
      server.awaitTermination(CLOSE_SECONDS_MAX, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
