package dev.tally.collector.encode;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.CodedOutputStream;
import dev.tally.collector.Samples;
import dev.tally.edl.model.Attribute;
import dev.tally.edl.model.AttributeType;
import dev.tally.edl.model.DimensionClass;
import dev.tally.edl.model.Presence;
import dev.tally.edl.model.Rule;
import dev.tally.edl.model.RuleKind;
import dev.tally.edl.model.Rules;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Numbers above the signed ones, of which protovalidate-java can't be asked. */
class UnsignedRulesTest {
  private static final long MAX = -1;

  private static boolean holds(AttributeType type, long value, Rule... rules) throws IOException {
    Attribute attribute =
        Samples.attribute("n", 1, type, DimensionClass.NONE, Presence.OPTIONAL)
            .withRules(new Rules(Rules.Subject.SET, List.of(rules)));
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    CodedOutputStream out = CodedOutputStream.newInstance(bytes);
    switch (type) {
      case FIXED64 -> out.writeFixed64(1, value);
      case FIXED32 -> out.writeFixed32(1, (int) value);
      case UINT32 -> out.writeUInt32(1, (int) value);
      default -> out.writeUInt64(1, value);
    }
    out.flush();
    byte[] payload = bytes.toByteArray();
    EventProbe probe = new EventProbe(Samples.revision(9, "sample.Numbered", List.of(attribute)));
    return probe.find(payload, 0, payload.length, 1, 1).isEmpty();
  }

  @Test
  void compareAsUnsigned() throws IOException {
    String signedMax = Long.toString(Long.MAX_VALUE);
    for (AttributeType type : List.of(AttributeType.UINT64, AttributeType.FIXED64)) {
      Rule above = new Rule(RuleKind.GT, signedMax);
      assertThat(holds(type, Long.MAX_VALUE, above)).isFalse();
      assertThat(holds(type, Long.MIN_VALUE, above)).isTrue();
      assertThat(holds(type, MAX, above)).isTrue();
      Rule below = new Rule(RuleKind.LT, "18446744073709551615");
      assertThat(holds(type, MAX, below)).isFalse();
      assertThat(holds(type, MAX - 1, below)).isTrue();
      Rule none = new Rule(RuleKind.NOT_IN, signedMax, "18446744073709551615");
      assertThat(holds(type, Long.MAX_VALUE, none)).isFalse();
      assertThat(holds(type, MAX, none)).isFalse();
      assertThat(holds(type, Long.MIN_VALUE, none)).isTrue();
    }
    for (AttributeType type : List.of(AttributeType.UINT32, AttributeType.FIXED32)) {
      Rule above = new Rule(RuleKind.GTE, "2147483648");
      assertThat(holds(type, Integer.MAX_VALUE, above)).isFalse();
      assertThat(holds(type, Integer.MIN_VALUE, above)).isTrue();
      Rule one = new Rule(RuleKind.IN, "4294967295");
      assertThat(holds(type, MAX, one)).isTrue();
      assertThat(holds(type, MAX - 1, one)).isFalse();
    }
  }
}
