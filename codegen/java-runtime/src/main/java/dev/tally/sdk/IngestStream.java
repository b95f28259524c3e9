package dev.tally.sdk;

import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.io.IOException;
import java.io.InputStream;

/**
 * One connection with one stream of {@code tally.ingest.v1.Ingest/Send}. Driven by the sender's
 * thread; its events come on a transport thread.
 */
final class IngestStream {
  private static final Metadata.Key<String> AUTHORIZATION =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

  /** An acknowledgement is a few tags and varints. */
  private static final int ACK_BYTES_MAX = 4096;

  /** What the transport thread reports; must not block. */
  interface Events {
    /** {@link #isReady} may have become true. */
    void ready();

    void acknowledged(BatchAck ack);

    /** The stream is over; nothing follows. */
    void ended(IngestStream stream, Status status, Metadata trailers);
  }

  private static final MethodDescriptor<Batch.Message, BatchAck> SEND =
      MethodDescriptor.<Batch.Message, BatchAck>newBuilder()
          .setType(MethodDescriptor.MethodType.BIDI_STREAMING)
          .setFullMethodName("tally.ingest.v1.Ingest/Send")
          .setRequestMarshaller(new BatchMarshaller())
          .setResponseMarshaller(new AckMarshaller())
          .build();

  private final ManagedChannel channel;
  private final ClientCall<Batch.Message, BatchAck> call;

  private IngestStream(ManagedChannel channel, ClientCall<Batch.Message, BatchAck> call) {
    this.channel = channel;
    this.call = call;
  }

  /** Begins to connect. Whether that works shows in {@code events}. */
  static IngestStream open(ClientSettings settings, Events events) throws IOException {
    NettyChannelBuilder builder =
        NettyChannelBuilder.forTarget(settings.target())
            .directExecutor()
            .disableRetry()
            .maxInboundMessageSize(ACK_BYTES_MAX)
            .userAgent("tally-sdk-java");
    if (!settings.tls()) {
      builder.usePlaintext();
    } else if (settings.certificates().isPresent()) {
      builder.sslContext(
          GrpcSslContexts.forClient().trustManager(settings.certificates().get().toFile()).build());
    }
    ManagedChannel channel = builder.build();
    // Two batches on their way to the socket keep it busy while the next one is built.
    CallOptions options = CallOptions.DEFAULT.withOnReadyThreshold(2 * settings.batchBytesMax());
    IngestStream stream = new IngestStream(channel, channel.newCall(SEND, options));
    stream.start(events, headers(settings));
    return stream;
  }

  private static Metadata headers(ClientSettings settings) {
    Metadata headers = new Metadata();
    settings.key().ifPresent(key -> headers.put(AUTHORIZATION, "Bearer " + key));
    return headers;
  }

  private void start(Events events, Metadata headers) {
    IngestStream self = this;
    call.start(
        new ClientCall.Listener<BatchAck>() {
          @Override
          public void onReady() {
            events.ready();
          }

          @Override
          public void onMessage(BatchAck ack) {
            events.acknowledged(ack);
          }

          @Override
          public void onClose(Status status, Metadata trailers) {
            events.ended(self, status, trailers);
          }
        },
        headers);
    // There are never more acknowledgements than batches in the window.
    call.request(Integer.MAX_VALUE);
  }

  /** Connected, and with room for a batch. */
  boolean isReady() {
    return call.isReady();
  }

  void send(Batch.Message message) {
    call.sendMessage(message);
  }

  /** Nothing more will be sent: the collector ends the stream, and with it the connection goes. */
  void finish() {
    call.halfClose();
    channel.shutdown();
  }

  /** Ends stream and connection now. */
  void abandon(String why) {
    call.cancel(why, null);
    channel.shutdownNow();
  }

  private static final class BatchMarshaller implements MethodDescriptor.Marshaller<Batch.Message> {
    @Override
    public InputStream stream(Batch.Message message) {
      return message.stream();
    }

    @Override
    public Batch.Message parse(InputStream stream) {
      throw new UnsupportedOperationException("a producer receives no batches");
    }
  }

  private static final class AckMarshaller implements MethodDescriptor.Marshaller<BatchAck> {
    @Override
    public InputStream stream(BatchAck ack) {
      throw new UnsupportedOperationException("a producer sends no acknowledgements");
    }

    @Override
    public BatchAck parse(InputStream stream) {
      try {
        return BatchAck.read(stream.readAllBytes());
      } catch (IOException | IllegalArgumentException e) {
        throw Status.INTERNAL
            .withDescription("unreadable acknowledgement")
            .withCause(e)
            .asRuntimeException();
      }
    }
  }
}
