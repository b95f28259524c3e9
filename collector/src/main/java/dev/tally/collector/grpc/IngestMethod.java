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
 * acknowledgement the batch's number. The same bytes on the wire.
 */
final class IngestMethod {
  private static final int ACK_NUMBER = 1;

  static final MethodDescriptor<byte[], Long> SEND =
      MethodDescriptor.<byte[], Long>newBuilder()
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

  private static final class AckMarshaller implements MethodDescriptor.Marshaller<Long> {
    @Override
    public InputStream stream(Long number) {
      byte[] bytes = new byte[CodedOutputStream.computeUInt64Size(ACK_NUMBER, number)];
      try {
        CodedOutputStream.newInstance(bytes).writeUInt64(ACK_NUMBER, number);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return new ByteArrayInputStream(bytes);
    }

    @Override
    public Long parse(InputStream stream) {
      throw new UnsupportedOperationException("a collector reads no acknowledgements");
    }
  }
}
