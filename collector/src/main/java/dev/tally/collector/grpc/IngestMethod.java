package dev.tally.collector.grpc;

import com.google.protobuf.CodedOutputStream;
import dev.tally.ingest.v1.IngestGrpc;
import io.grpc.MethodDescriptor;
import io.grpc.ServiceDescriptor;
import io.grpc.Status;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/**
 * {@code tally.ingest.v1.Ingest/Send} without the generated messages: a batch is its bytes, an
 * acknowledgement a few numbers. The same bytes on the wire.
 */
final class IngestMethod {
  private static final int ACK_NUMBER = 1;
  private static final int ACK_SHED = 2;
  private static final int ACK_BEST_EFFORT_PAUSE_MS = 3;

  /** Three tags with varints. */
  private static final int ACK_BYTES_MAX = 3 + 3 * 10;

  static final MethodDescriptor<byte[], Ack> SEND =
      MethodDescriptor.<byte[], Ack>newBuilder()
          .setType(MethodDescriptor.MethodType.BIDI_STREAMING)
          .setFullMethodName(IngestGrpc.getSendMethod().getFullMethodName())
          .setRequestMarshaller(new BatchMarshaller())
          .setResponseMarshaller(new AckMarshaller())
          .setSchemaDescriptor(IngestGrpc.getSendMethod().getSchemaDescriptor())
          .build();

  /** With the description that reflection serves. */
  static final ServiceDescriptor SERVICE =
      ServiceDescriptor.newBuilder(IngestGrpc.SERVICE_NAME)
          .setSchemaDescriptor(IngestGrpc.getServiceDescriptor().getSchemaDescriptor())
          .addMethod(SEND)
          .build();

  private IngestMethod() {}

  private static final class BatchMarshaller implements MethodDescriptor.Marshaller<byte[]> {
    @Override
    public InputStream stream(byte[] batch) {
      return new ByteArrayInputStream(batch);
    }

    @Override
    public byte[] parse(InputStream stream) {
      try {
        return stream.readAllBytes();
      } catch (IOException e) {
        throw Status.INTERNAL
            .withDescription("can't read the batch")
            .withCause(e)
            .asRuntimeException();
      }
    }
  }

  private static final class AckMarshaller implements MethodDescriptor.Marshaller<Ack> {
    @Override
    public InputStream stream(Ack ack) {
      byte[] bytes = new byte[ACK_BYTES_MAX];
      CodedOutputStream out = CodedOutputStream.newInstance(bytes);
      try {
        out.writeUInt64(ACK_NUMBER, ack.number());
        if (ack.shed() != 0) {
          out.writeUInt32(ACK_SHED, ack.shed());
        }
        if (ack.bestEffortPauseMs() != 0) {
          out.writeUInt32(ACK_BEST_EFFORT_PAUSE_MS, ack.bestEffortPauseMs());
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return new ByteArrayInputStream(bytes, 0, out.getTotalBytesWritten());
    }

    @Override
    public Ack parse(InputStream stream) {
      throw new UnsupportedOperationException("a collector reads no acknowledgements");
    }
  }
}
