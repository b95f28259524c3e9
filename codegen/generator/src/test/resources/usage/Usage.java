package usage;

import com.example.shop.DeviceOs;
import com.example.shop.Gender;
import com.example.shop.OrderPlaced;
import com.example.shop.Registration;
import dev.tally.sdk.Event;
import flights.FlightDeparted;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import odd.AllTypes;
import odd.Bare;
import odd.Color;
import odd.OuterKind;
import odd.record_;

/** How an application uses generated senders. Compiled and run by GeneratedCodeTest. */
public final class Usage {
  private Usage() {}

  public static Event flight() {
    return FlightDeparted.create()
        .origin("LAS")
        .destination("PHL")
        .delayMinutes(33)
        .distanceMiles(2176)
        .time(Instant.parse("2001-01-14T21:55:00Z"));
  }

  public static Event incompleteFlight() {
    return FlightDeparted.create().origin("LAS").time(Instant.EPOCH);
  }

  /** Set to what protobuf takes for a default: still set. */
  public static Event zeros() {
    return FlightDeparted.create().origin("").destination("").delayMinutes(0).time(Instant.EPOCH);
  }

  public static Event lastValueWins() {
    return FlightDeparted.create()
        .origin("JFK")
        .origin("LAS")
        .destination("PHL")
        .delayMinutes(1)
        .delayMinutes(2)
        .time(Instant.EPOCH);
  }

  public static Event unsetAgain() {
    return FlightDeparted.create().origin("LAS").destination("PHL").time(Instant.EPOCH).origin(null);
  }

  @SuppressWarnings("deprecation")
  public static Event registration() {
    Map<String, Long> sensors = new LinkedHashMap<>();
    sensors.put("gyro", 1L);
    sensors.put("", 0L);
    sensors.put("baro", -1L);
    return Registration.create()
        .userId(100500)
        .gender(Gender.MALE)
        .country("NO")
        .time(Instant.parse("2026-11-21T10:00:00.123456789Z"))
        .deviceOs(DeviceOs.UNKNOWN)
        .deviceModel("Ærø 9")
        .deviceScreenHeight(-1)
        .deviceSensors(sensors)
        .price(12.345)
        .discount(new BigDecimal("0.12345"))
        .phone("brick")
        .tags("a", "", "ünï")
        .visits(3, 0, -3)
        .household(List.of(Gender.FEMALE, Gender.GENDER_UNSPECIFIED))
        .labels(Map.of("k", "v"))
        .sources(Map.of(-7, Registration.Source.FRIEND))
        .token(new byte[] {0, -1})
        .source(Registration.Source.SEARCH)
        .confirmed(false)
        .referralSource(Registration.ReferralSource.MAIL)
        .referralCodes(Set.of("x1"));
  }

  public static Event unscaledPrice() {
    return Registration.create().userId(1).priceUnscaled(-5).discountUnscaled(7);
  }

  /** An int is a whole number of dollars, not of cents. */
  public static Event wholePrice() {
    return Registration.create().userId(1).price(12);
  }

  public static Event impossiblePrice() {
    return Registration.create().userId(1).price(1e300);
  }

  public static Event impossibleDiscount() {
    return Registration.create().userId(1).discount(new BigDecimal("214748.3648"));
  }

  public static Event nullPrice() {
    return Registration.create().userId(1).price(1).price((BigDecimal) null);
  }

  public static Event emptyOrNullCollections() {
    return Registration.create()
        .userId(1)
        .tags()
        .visits((int[]) null)
        .household(Arrays.asList(Gender.MALE, null))
        .labels(null)
        .sources(Map.of());
  }

  @SuppressWarnings("deprecation")
  public static Event order() {
    Map<String, Object> more = new LinkedHashMap<>();
    more.put("n", -1.5);
    more.put(null, "left out");
    more.put(
        "l",
        Arrays.asList("", null, true, Map.of(1, 7L), Double.NaN, OrderPlaced.ItemsElement.SOME));
    return OrderPlaced.create()
        .items(
            OrderPlaced.ItemsElement_.create()
                .sku("A-1")
                .price(9.5)
                .sizeWidth(7)
                .note("fragile")
                .gender(Gender.MALE)
                .lead(Duration.ofHours(25)),
            null,
            OrderPlaced.ItemsElement_.create()
                .sku("")
                .sizeWidth(0)
                .sizeHeight(4)
                .note("")
                .gift(true))
        .cartId("c")
        .cartItems(List.of(OrderPlaced.CartItemsElement.create().sku("in cart")))
        .took(Duration.ofMillis(-1500))
        .laps(Duration.ofSeconds(1, 1), Duration.ZERO)
        .marks(Instant.ofEpochSecond(-1, 1))
        .coupon("")
        .points(0)
        .aliases("x", "")
        .codes(-1, 0)
        .waits(Map.of("k", Duration.ofNanos(-1)))
        .kind(OrderPlaced.ItemsElement.SOME)
        .more(more);
  }

  public static Event emptyOrder() {
    return OrderPlaced.create()
        .items(OrderPlaced.ItemsElement_.create().sku("only").price(null).note(null))
        .cartItems((List<OrderPlaced.CartItemsElement>) null)
        .aliases()
        .laps((Duration) null);
  }

  public static Event incompleteOrder() {
    return OrderPlaced.create()
        .cartItems(
            OrderPlaced.CartItemsElement.create().sku("there"),
            OrderPlaced.CartItemsElement.create().note("none"));
  }

  public static Event impossibleOrder() {
    return OrderPlaced.create()
        .items(OrderPlaced.ItemsElement_.create().sku("dear").price(1e300));
  }

  public static Event allTypes() {
    return AllTypes.create()
        .aInt32(Integer.MIN_VALUE)
        .aSint32(Integer.MIN_VALUE)
        .aSfixed32(Integer.MIN_VALUE)
        .aUint32(-1)
        .aFixed32(-1)
        .aInt64(Long.MIN_VALUE)
        .aSint64(Long.MIN_VALUE)
        .aSfixed64(Long.MIN_VALUE)
        .aUint64(-1)
        .aFixed64(-1)
        .aFloat(1.5f)
        .aDouble(Double.NEGATIVE_INFINITY)
        .aBool(true)
        .aString("s")
        .aBytes(new byte[0])
        .aColor(Color.DARK)
        .aTime(Instant.parse("1969-12-31T23:59:59.5Z"));
  }

  public static Event allTypesRepeated() {
    return AllTypes.create()
        .aInt32(0)
        .aString("")
        .int32s(1, -1)
        .sint32s(1, -1)
        .sfixed32s(1, -1)
        .uint32s(1, -1)
        .fixed32s(1, -1)
        .int64s(1, -1)
        .sint64s(1, -1)
        .sfixed64s(1, -1)
        .uint64s(1, -1)
        .fixed64s(1, -1)
        .floats(1, -1)
        .doubles(1, -1)
        .bools(true, false)
        .strings("x", "")
        .blobs(new byte[] {1}, new byte[] {})
        .colors(Color.RED, Color.class_);
  }

  public static Event odd() {
    return odd.Event.create()
        .class_("1")
        .create_("2")
        .send_("3")
        .getClass_("4")
        .hashCode_("5")
        .notify_(6)
        .wait_(7)
        .schema_("8")
        .out("9")
        .present0_(10)
        .value("11")
        .values(12, 12)
        .mark0("13")
        .each("14", "14")
        .userID("15")
        .leading("16")
        .is2nd("17")
        .amount(1.8)
        .amountUnscaled(19)
        .innerOut("20.1")
        .innerMark1(202)
        .toString_("21")
        .null_("22");
  }

  public static Event javaLang() {
    return odd.String.create()
        .text("t")
        .override(odd.String.Override.NOTHING)
        .optional(odd.String.Optional.SOMETHING);
  }

  public static Event restricted() {
    return record_.create()
        .same(record_.Same.EQUAL)
        .outerKind(OuterKind.ZERO)
        .itself(record_.record__.ITSELF);
  }

  public static Event bare() {
    return Bare.create();
  }
}
