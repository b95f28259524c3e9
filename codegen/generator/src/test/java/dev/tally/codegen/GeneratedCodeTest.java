package dev.tally.codegen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.TextFormat;
import com.google.protobuf.UnknownFieldSet;
import dev.tally.edl.model.EdlFile;
import dev.tally.edl.model.EventType;
import dev.tally.edl.registry.Fingerprint;
import dev.tally.sdk.Counters;
import dev.tally.sdk.DropReason;
import dev.tally.sdk.Event;
import dev.tally.sdk.EventSchema;
import dev.tally.sdk.TallyClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Generated senders compiled and run. What they encode is read by protobuf-java with protoc's
 * descriptors and held against protobuf's text format.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class GeneratedCodeTest {
  private List<EdlFile> edl = List.of();
  private Map<String, Descriptor> descriptors = Map.of();
  private @Nullable GeneratedCode compiled;

  @BeforeAll
  void compile(@TempDir Path scratch) {
    edl = TestEdl.load(scratch);
    descriptors = TestEdl.descriptors(scratch);
    compiled = new GeneratedCode(new JavaGenerator().generate(edl), scratch);
  }

  private GeneratedCode code() {
    return Objects.requireNonNull(compiled);
  }

  private static byte[] bytes(Event event) {
    return GeneratedCode.encoded(event);
  }

  private void assertEncodes(String method, String expected)
      throws InvalidProtocolBufferException, TextFormat.ParseException {
    Event event = code().event(method);
    Descriptor descriptor =
        Objects.requireNonNull(descriptors.get(GeneratedCode.schema(event).eventType()));
    DynamicMessage.Builder builder = DynamicMessage.newBuilder(descriptor);
    TextFormat.merge(expected, builder);
    DynamicMessage actual = DynamicMessage.parseFrom(descriptor, bytes(event));
    assertThat(actual).isEqualTo(builder.build());
    assertThat(actual.getUnknownFields().asMap()).isEmpty();
  }

  @Test
  void encodesTheFlightOfTheDemo() throws Exception {
    assertEncodes(
        "flight",
        """
        origin: "LAS" destination: "PHL" delay_minutes: 33 distance_miles: 2176
        time { seconds: 979509300 }
        """);
  }

  @Test
  void encodesNestedRepeatedAndMappedAttributes() throws Exception {
    assertEncodes(
        "registration",
        """
        user_id: 100500 gender: MALE country: "NO"
        time { seconds: 1795255200 nanos: 123456789 }
        device {
          os: UNKNOWN model: "Ærø 9" screen { height: 4294967295 }
          sensors { key: "gyro" value: 1 } sensors { key: "" value: 0 }
          sensors { key: "baro" value: -1 }
        }
        price: 1234 discount: 1234 phone: "brick"
        tags: "a" tags: "" tags: "ünï"
        visits: 3 visits: 0 visits: -3
        household: FEMALE household: GENDER_UNSPECIFIED
        labels { key: "k" value: "v" }
        sources { key: -7 value: FRIEND }
        token: "\\000\\377" source: SEARCH confirmed: false
        referral { source: MAIL codes: "x1" }
        """);
  }

  @Test
  void encodesRepeatedMessagesDurationsAndWrappers() throws Exception {
    assertEncodes(
        "order",
        """
        items {
          sku: "A-1" price: 950 size { width: 7 } note { value: "fragile" } gender: MALE
          lead { seconds: 90000 }
        }
        items { sku: "" size { width: 0 height: 4 } note {} gift: true }
        cart { id: "c" items { sku: "in cart" } }
        took { seconds: -1 nanos: -500000000 }
        laps { seconds: 1 nanos: 1 } laps {}
        marks { seconds: -1 nanos: 1 }
        coupon {} points { value: 0 }
        aliases { value: "x" } aliases {}
        codes { value: -1 } codes { value: 0 }
        waits { key: "k" value { nanos: -1 } }
        kind: SOME
        more {
          fields { key: "n" value { number_value: -1.5 } }
          fields {
            key: "l"
            value {
              list_value {
                values { string_value: "" } values { null_value: NULL_VALUE }
                values { bool_value: true }
                values { struct_value { fields { key: "1" value { number_value: 7 } } } }
                values { null_value: NULL_VALUE } values { string_value: "SOME" }
              }
            }
          }
        }
        """);
    assertEncodes("emptyOrder", "items { sku: \"only\" }");
  }

  @Test
  void elementsAreAsManyAsWereGiven() throws Exception {
    UnknownFieldSet fields = UnknownFieldSet.parseFrom(bytes(code().event("order")));
    assertThat(fields.getField(1).getLengthDelimitedList()).hasSize(2);
    assertThat(fields.getField(8).getLengthDelimitedList()).hasSize(2);
    assertThat(GeneratedCode.missing(code().event("order"))).isEmpty();
    assertThat(GeneratedCode.missing(code().event("incompleteOrder")))
        .isEqualTo(Optional.of("cart.items.sku"));
  }

  @Test
  void encodesEveryType() throws Exception {
    assertEncodes(
        "allTypes",
        """
        a_int32: -2147483648 a_sint32: -2147483648 a_sfixed32: -2147483648
        a_uint32: 4294967295 a_fixed32: 4294967295
        a_int64: -9223372036854775808 a_sint64: -9223372036854775808
        a_sfixed64: -9223372036854775808
        a_uint64: 18446744073709551615 a_fixed64: 18446744073709551615
        a_float: 1.5 a_double: -inf a_bool: true a_string: "s" a_bytes: "" a_color: DARK
        a_time { seconds: -1 nanos: 500000000 }
        """);
  }

  @Test
  void encodesEveryTypeRepeated() throws Exception {
    assertEncodes(
        "allTypesRepeated",
        """
        a_int32: 0 a_string: ""
        int32s: [1, -1] sint32s: [1, -1] sfixed32s: [1, -1]
        uint32s: [1, 4294967295] fixed32s: [1, 4294967295]
        int64s: [1, -1] sint64s: [1, -1] sfixed64s: [1, -1]
        uint64s: [1, 18446744073709551615] fixed64s: [1, 18446744073709551615]
        floats: [1, -1] doubles: [1, -1] bools: [true, false] strings: ["x", ""]
        blobs: ["\\001", ""] colors: [RED, class]
        """);
  }

  @Test
  void escapesNamesThatJavaOrTheSdkHas() throws Exception {
    assertEncodes(
        "odd",
        """
        class: "1" create: "2" send: "3" get_class: "4" hash_code: "5" notify: 6 wait: 7
        schema: "8" out: "9" present0: 10 value: "11" values: [12, 12] mark0: "13"
        each: ["14", "14"] userID: "15" _leading: "16" is_2nd: "17" amount: 180
        amount_unscaled: 19 inner { out: "20.1" mark1: 202 } to_string: "21" null: "22"
        """);
    assertEncodes("javaLang", "text: \"t\" override: NOTHING optional: SOMETHING");
    assertEncodes("restricted", "same: EQUAL outer { kind: ZERO } itself: ITSELF");
    assertEncodes("bare", "");
  }

  @Test
  void writesDefaultsThatAreSet() throws Exception {
    UnknownFieldSet fields = UnknownFieldSet.parseFrom(bytes(code().event("zeros")));
    assertThat(fields.asMap()).containsOnlyKeys(1, 2, 3, 5);
    assertThat(fields.getField(1).getLengthDelimitedList()).containsExactly(ByteString.EMPTY);
    assertThat(fields.getField(3).getVarintList()).containsExactly(0L);
    assertThat(fields.getField(5).getLengthDelimitedList()).containsExactly(ByteString.EMPTY);
  }

  @Test
  void groupsAnEmbeddedMessageOnce() throws Exception {
    UnknownFieldSet fields = UnknownFieldSet.parseFrom(bytes(code().event("registration")));
    assertThat(fields.getField(5).getLengthDelimitedList()).hasSize(1);
    UnknownFieldSet bare = UnknownFieldSet.parseFrom(bytes(code().event("unscaledPrice")));
    assertThat(bare.hasField(5)).isFalse();
  }

  @Test
  void takesTheLastValue() throws Exception {
    assertEncodes("lastValueWins", "origin: \"LAS\" destination: \"PHL\" delay_minutes: 2 time {}");
    assertEncodes("nullPrice", "user_id: 1");
    assertThat(GeneratedCode.missing(code().event("unsetAgain"))).isEqualTo(Optional.of("origin"));
  }

  @Test
  void leavesOutNullsAndEmptyCollections() throws Exception {
    assertEncodes("emptyOrNullCollections", "user_id: 1 household: MALE");
  }

  @Test
  void scalesFixedPointNumbers() throws Exception {
    assertEncodes("unscaledPrice", "user_id: 1 price: -5 discount: 7");
    assertEncodes("wholePrice", "user_id: 1 price: 1200");
  }

  @Test
  void namesTheRevision() {
    EventType eventType =
        edl.stream()
            .flatMap(file -> file.eventTypes().stream())
            .filter(type -> type.name().equals("shop.Registration"))
            .findFirst()
            .orElseThrow();
    assertThat(GeneratedCode.schema(code().event("registration")))
        .isEqualTo(new EventSchema("shop.Registration", Fingerprint.of(eventType), true));
    assertThat(GeneratedCode.schema(code().event("flight")).bestEffort()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "incompleteFlight, INCOMPLETE, destination",
    "impossiblePrice, INVALID, price",
    "impossibleDiscount, INVALID, discount",
    "incompleteOrder, INCOMPLETE, cart.items.sku",
    "impossibleOrder, INVALID, items: price"
  })
  void unusableEventsAreCountedAndThrownWhenStrict(
      String method, DropReason reason, String attribute) {
    Event event = code().event(method);
    // Nobody listens there; nothing of this gets that far.
    TallyClient.Builder builder =
        TallyClient.builder().target("127.0.0.1:1").closeLimit(Duration.ofMillis(1));
    try (TallyClient client = builder.build()) {
      event.send(client);
      assertThat(client.counters())
          .returns(1L, Counters::created)
          .returns(1L, counters -> counters.drops().get(reason));
    }
    try (TallyClient strict = builder.strict(true).build()) {
      assertThatThrownBy(() -> event.send(strict))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining(attribute);
      assertThat(strict.counters().dropped()).isOne();
    }
  }
}
