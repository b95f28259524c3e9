package dev.tally.sdk;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.ExtensionRegistryLite;
import com.google.protobuf.Struct;
import com.google.protobuf.Timestamp;
import com.google.protobuf.Value;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Held against protobuf-java's CodedOutputStream. */
final class WireWriterTest {
  private static final long SEED = 20_261_121;

  private final ByteArrayOutputStream expected = new ByteArrayOutputStream();
  private final CodedOutputStream oracle = CodedOutputStream.newInstance(expected);
  private final WireWriter writer = new WireWriter();

  @Test
  void writesNumbersAsProtobufDoes() throws IOException {
    Random random = new Random(SEED);
    for (int i = 0; i < 20_000; i++) {
      int narrow = random.nextInt() >>> random.nextInt(32);
      long wide = random.nextLong() >> random.nextInt(64);
      oracle.writeInt32NoTag(narrow);
      oracle.writeInt32NoTag(-narrow);
      oracle.writeInt64NoTag(wide);
      oracle.writeUInt32NoTag(narrow);
      oracle.writeUInt64NoTag(wide);
      oracle.writeSInt32NoTag(-narrow);
      oracle.writeSInt64NoTag(wide);
      oracle.writeFixed32NoTag(narrow);
      oracle.writeFixed64NoTag(wide);
      oracle.writeFloatNoTag(Float.intBitsToFloat(narrow));
      oracle.writeDoubleNoTag(Double.longBitsToDouble(wide));
      oracle.writeBoolNoTag(wide > 0);
      writer.int32(narrow).int32(-narrow).int64(wide).uint32(narrow).uint64(wide);
      writer.sint32(-narrow).sint64(wide).fixed32(narrow).fixed64(wide);
      writer.float32(Float.intBitsToFloat(narrow)).float64(Double.longBitsToDouble(wide));
      writer.bool(wide > 0);
      sameSoFar();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "LAS",
        "Zürich",
        "日本",
        "\u0000",
        "a\uD83D\uDE00b",
        "plain then é",
        "\u007f\u0080"
      })
  void writesStringsAsProtobufDoes(String text) throws IOException {
    oracle.writeStringNoTag(text);
    writer.string(text);
    sameSoFar();
  }

  @Test
  void writesAnUnpairedSurrogateAsQuestionMark() throws IOException {
    oracle.writeStringNoTag("a?b");
    writer.string("a\uD83Db");
    sameSoFar();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 126, 127, 128, 129, 16_383, 16_384, 100_000})
  void closesEmbeddedMessagesOfEveryLength(int length) throws IOException {
    byte[] content = new byte[length];
    new Random(SEED).nextBytes(content);
    oracle.writeByteArray(3, content);
    oracle.writeByteArray(4, content);
    writer.tag(3 << 3 | 2);
    int mark = writer.open();
    writer.raw(content, length);
    writer.close(mark);
    writer.tag(4 << 3 | 2).bytes(content);
    sameSoFar();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1970-01-01T00:00:00Z",
        "2001-01-01T08:30:00Z",
        "1969-12-31T23:59:59.999999999Z",
        "9999-12-31T23:59:59.000000001Z",
        "1970-01-01T00:00:00.5Z"
      })
  void writesTimestampsAsProtobufDoes(String text) throws IOException {
    Instant instant = Instant.parse(text);
    oracle.writeMessageNoTag(
        Timestamp.newBuilder()
            .setSeconds(instant.getEpochSecond())
            .setNanos(instant.getNano())
            .build());
    writer.timestamp(instant);
    sameSoFar();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"PT0S", "PT90M", "PT-0.5S", "PT-1.5S", "PT0.000000001S", "PT-87660000H", "PT-1S"})
  void writesDurationsAsProtobufDoes(String text) throws IOException {
    Duration duration = Duration.parse(text);
    BigDecimal seconds =
        BigDecimal.valueOf(duration.getSeconds()).add(BigDecimal.valueOf(duration.getNano(), 9));
    oracle.writeMessageNoTag(
        com.google.protobuf.Duration.newBuilder()
            .setSeconds(seconds.longValue())
            .setNanos(seconds.remainder(BigDecimal.ONE).movePointRight(9).intValueExact())
            .build());
    writer.duration(duration);
    sameSoFar();
  }

  @Test
  void aStructThatHoldsItselfEnds() throws IOException {
    Map<String, Object> cycle = new HashMap<>();
    cycle.put("self", cycle);
    writer.struct(cycle);
    CodedInputStream in = CodedInputStream.newInstance(writer.toByteArray());
    Struct.Builder struct = Struct.newBuilder();
    in.readMessage(struct, ExtensionRegistryLite.getEmptyRegistry());
    int depth = 0;
    Value at = struct.getFieldsOrThrow("self");
    while (at.hasStructValue()) {
      at = at.getStructValue().getFieldsOrThrow("self");
      depth++;
    }
    assertThat(at.hasNullValue()).isTrue();
    assertThat(depth).isEqualTo(WireWriter.STRUCT_DEPTH_MAX);
  }

  @Test
  void countsBytesOfVarintsAsProtobufDoes() {
    for (int shift = 0; shift < 64; shift++) {
      for (long value : new long[] {1L << shift, (1L << shift) - 1, -(1L << shift)}) {
        assertThat(WireWriter.varintBytes(value))
            .isEqualTo(CodedOutputStream.computeUInt64SizeNoTag(value));
      }
    }
  }

  @Test
  void failsBeyondItsLimitOnly() {
    WireWriter small = new WireWriter(1000);
    small.string("x".repeat(998));
    assertThat(small.size()).isEqualTo(1000);
    assertThatThrownBy(() -> small.raw("x".repeat(17).getBytes(UTF_8), 17))
        .isInstanceOf(WireWriter.TooLarge.class);
  }

  @Test
  void startsAnewWhenCleared() throws IOException {
    writer.string("before");
    writer.clear();
    writer.string("after");
    oracle.writeStringNoTag("after");
    sameSoFar();
  }

  private void sameSoFar() throws IOException {
    oracle.flush();
    assertThat(writer.toByteArray()).isEqualTo(expected.toByteArray());
    writer.clear();
    expected.reset();
  }
}
