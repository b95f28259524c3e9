package dev.tally.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Held against the generated class of ingest.proto. */
final class BatchAckTest {
  private static final long SEED = 20_261_121;

  private static dev.tally.ingest.v1.BatchAck ack(long number) {
    return dev.tally.ingest.v1.BatchAck.newBuilder().setNumber(number).build();
  }

  @Test
  void readsNumbers() {
    for (long number : new long[] {0, 1, 127, 128, 1L << 40, Long.MAX_VALUE, -1}) {
      assertThat(BatchAck.read(ack(number).toByteArray()).number()).isEqualTo(number);
    }
  }

  @Test
  void passesOverFieldsOfNewerCollectors() {
    UnknownFieldSet more =
        UnknownFieldSet.newBuilder()
            .addField(12, UnknownFieldSet.Field.newBuilder().addVarint(-1).build())
            .addField(13, UnknownFieldSet.Field.newBuilder().addFixed32(1).build())
            .addField(14, UnknownFieldSet.Field.newBuilder().addFixed64(1).build())
            .addField(
                500,
                UnknownFieldSet.Field.newBuilder()
                    .addLengthDelimited(ByteString.copyFromUtf8("\b\b"))
                    .build())
            .build();
    byte[] message = ack(7).toBuilder().setUnknownFields(more).build().toByteArray();
    assertThat(BatchAck.read(message).number()).isEqualTo(7);
    assertThat(BatchAck.read(message).shed()).isZero();
  }

  @Test
  void readsWhatWasShed() {
    byte[] message =
        ack(7).toBuilder().setShed(70_000).setBestEffortPauseMs(1_500).build().toByteArray();
    assertThat(BatchAck.read(message))
        .returns(7L, BatchAck::number)
        .returns(70_000L, BatchAck::shed)
        .returns(1_500L, BatchAck::bestEffortPauseMs);
  }

  @Test
  void refusesWhatIsCutOff() {
    byte[] message = ack(1L << 40).toByteArray();
    for (int length = 1; length < message.length; length++) {
      byte[] cut = Arrays.copyOf(message, length);
      assertThatThrownBy(() -> BatchAck.read(cut)).isInstanceOf(IllegalArgumentException.class);
    }
    byte[] tooLong = {0x12, 100, 1, 2, 3};
    assertThatThrownBy(() -> BatchAck.read(tooLong)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void endsOnAnyBytes() {
    Random random = new Random(SEED);
    int read = 0;
    for (int i = 0; i < 100_000; i++) {
      byte[] message = new byte[random.nextInt(20)];
      random.nextBytes(message);
      try {
        BatchAck.read(message);
        read++;
      } catch (IllegalArgumentException e) {
        assertThat(e).hasMessageMatching("cut off|wire type \\d|varint of more than ten bytes");
      }
    }
    assertThat(read).isPositive();
  }
}
