package dev.tally.app.hostile;

import dev.tally.ingest.v1.IngestGrpc;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.netty.NettyChannelBuilder;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Random;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Each batch on a stream of its own, several at a time on one connection. */
final class GrpcAttacker implements Runnable {
  private static final int STREAMS = 32;
  private static final long ANSWER_SECONDS_MAX = 60;

  private static final MethodDescriptor<byte[], byte[]> SEND =
      MethodDescriptor.<byte[], byte[]>newBuilder()
          .setType(MethodDescriptor.MethodType.BIDI_STREAMING)
          .setFullMethodName(IngestGrpc.getSendMethod().getFullMethodName())
          .setRequestMarshaller(new Bytes())
          .setResponseMarshaller(new Bytes())
          .build();

  private final String target;
  private final long requests;
  private final HostileBatches batches;
  private final Answers answers;
  private final Semaphore streams = new Semaphore(STREAMS);

  GrpcAttacker(String target, long requests, long seed, Answers answers) {
    this.target = target;
    this.requests = requests;
    this.batches = new HostileBatches(new Random(seed));
    this.answers = answers;
  }

  private static final class Bytes implements MethodDescriptor.Marshaller<byte[]> {
    @Override
    public InputStream stream(byte[] value) {
      return new ByteArrayInputStream(value);
    }

    @Override
    public byte[] parse(InputStream stream) {
      try {
        return stream.readAllBytes();
      } catch (IOException e) {
        throw Status.INTERNAL.withCause(e).asRuntimeException();
      }
    }
  }

  private final class Listener extends ClientCall.Listener<byte[]> {
    @Override
    public void onClose(Status status, Metadata trailers) {
      answers.add("grpc " + status.getCode());
      streams.release();
    }
  }

  @Override
  public void run() {
    ManagedChannel channel =
        NettyChannelBuilder.forTarget(target).usePlaintext().directExecutor().build();
    try {
      for (long i = 0; i < requests; i++) {
        streams.acquire();
        send(channel);
      }
      streams.acquire(STREAMS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      channel.shutdownNow();
    }
  }

  private void send(ManagedChannel channel) {
    ClientCall<byte[], byte[]> call =
        channel.newCall(
            SEND, CallOptions.DEFAULT.withDeadlineAfter(ANSWER_SECONDS_MAX, TimeUnit.SECONDS));
    call.start(new Listener(), new Metadata());
    call.request(1);
    call.sendMessage(batches.next());
    call.halfClose();
  }
}
