package dev.tally.edl.load;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import dev.tally.edl.model.AlertRule;
import dev.tally.edl.model.Attribute;
import dev.tally.edl.model.EventType;
import dev.tally.edl.model.Metric;
import dev.tally.edl.proto.Edl;
import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** docs/edl.md is true and complete. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EdlReferenceTest {
  private static final Pattern EXAMPLE =
      Pattern.compile("<!-- file: (\\S+) -->\n```proto\n(.*?)```", Pattern.DOTALL);

  private String reference = "";

  @BeforeAll
  void read() throws IOException {
    reference = Files.readString(Path.of("..", "docs", "edl.md"));
  }

  @Test
  void theExampleLoads(@TempDir Path directory) {
    Matcher example = EXAMPLE.matcher(reference);
    assertThat(example.find()).isTrue();
    EventType type =
        new EdlFolder(directory)
            .write(example.group(1), example.group(2))
            .files()
            .getFirst()
            .eventTypes()
            .getFirst();

    assertThat(type.name()).isEqualTo("shop.OrderPlaced");
    assertThat(type.description()).isEqualTo("A customer placed an order.");
    assertThat(type.attributes())
        .extracting(Attribute::name)
        .containsExactly(
            "customer_id",
            "total",
            "country",
            "payment",
            "is_test",
            "device.os",
            "device.model",
            "coupons",
            "labels.key",
            "labels.value",
            "placed_at");
    assertThat(type.metrics())
        .extracting(Metric::name)
        .containsExactly("orders", "revenue", "basket", "customers");
    assertThat(type.alerts())
        .extracting(AlertRule::name)
        .containsExactly("orders_by_country", "basket");
  }

  @Test
  void everyOptionIsDescribed() {
    List<FieldDescriptor> options =
        Edl.getDescriptor().getMessageTypes().stream().flatMap(this::fields).toList();
    assertThat(options).hasSizeGreaterThan(30);
    assertThat(options)
        .allSatisfy(option -> assertThat(reference).contains("`" + option.getName() + "`"));
    assertThat(Edl.getDescriptor().getEnumTypes().stream().map(EnumDescriptor::getValues))
        .allSatisfy(
            values ->
                assertThat(values.stream().skip(1).map(EnumValueDescriptor::getName))
                    .allSatisfy(name -> assertThat(reference).contains("`" + name + "`")));
  }

  private java.util.stream.Stream<FieldDescriptor> fields(Descriptor message) {
    return java.util.stream.Stream.concat(
        message.getFields().stream(), message.getNestedTypes().stream().flatMap(this::fields));
  }

  @Test
  void everyLimitIsDescribed() throws IllegalAccessException {
    int seen = 0;
    for (Field limit : EdlLimits.class.getFields()) {
      if (limit.getType() == int.class && !limit.getName().equals("PROTOC_RUNS_MAX")) {
        assertThat(reference).as(limit.getName()).contains("%,d".formatted(limit.getInt(null)));
        seen++;
      }
    }
    assertThat(seen).isGreaterThan(10);
  }
}
