package dev.tally.collector.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tally.collector.Collector;
import dev.tally.collector.CollectorSettings;
import dev.tally.collector.StoredEvents;
import dev.tally.edl.load.EdlLoader;
import dev.tally.edl.model.EventType;
import dev.tally.edl.model.Revision;
import dev.tally.edl.registry.Catalog;
import dev.tally.storage.ClickHouse;
import dev.tally.storage.testing.EngineExtension;
import dev.tally.storage.view.EventViews;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Repeated messages, durations and wrappers: from EDL and JSON to the columns of the view. */
@ExtendWith(EngineExtension.class)
class MessagesApiTest {
  private static final String EDL =
      """
      syntax = "proto3";
      package shop;
      import "buf/validate/validate.proto";
      import "google/protobuf/duration.proto";
      import "google/protobuf/struct.proto";
      import "google/protobuf/timestamp.proto";
      import "google/protobuf/wrappers.proto";
      import "tally/edl.proto";
      enum Kind { NONE = 0; FOOD = 1; }
      message Order {
        option (tally.event) = { owner: "checkout" };
        message Size { uint32 width = 1; sint32 depth = 2; }
        message Item {
          string sku = 1 [(tally.field).required = true];
          double price = 2 [(tally.field).scale = 2, (buf.validate.field).double.gte = 0];
          Size size = 3;
          google.protobuf.StringValue note = 4;
          Kind kind = 5;
          google.protobuf.Duration lead = 6;
          google.protobuf.Timestamp packed = 7;
        }
        message Cart { repeated Item items = 1 [(buf.validate.field).repeated.max_items = 3]; }
        Cart cart = 1;
        google.protobuf.Duration took = 2;
        repeated google.protobuf.Duration laps = 3;
        google.protobuf.StringValue coupon = 4;
        google.protobuf.Int64Value points = 5;
        repeated google.protobuf.StringValue aliases = 6;
        map<string, google.protobuf.Duration> waits = 7;
        repeated google.protobuf.Timestamp marks = 8;
        string test = 9;
        google.protobuf.Struct more = 10;
      }
      """;

  private final ClickHouse clickHouse;
  @TempDir private Path journal;
  @TempDir private Path edl;

  MessagesApiTest(ClickHouse clickHouse) {
    this.clickHouse = clickHouse;
  }

  private EventType load() throws IOException {
    Files.writeString(edl.resolve("order.proto"), EDL);
    EdlLoader.Result result = EdlLoader.bundled(Path.of("target", "protoc-cache")).load(edl);
    assertThat(result).isInstanceOf(EdlLoader.Result.Loaded.class);
    return ((EdlLoader.Result.Loaded) result).files().getFirst().eventTypes().getFirst();
  }

  private Collector start(EventType order) {
    return Collector.start(
        CollectorSettings.of(0, journal),
        Catalog.of(List.of(new Revision(1, 1, order, Instant.EPOCH))),
        clickHouse,
        new SimpleMeterRegistry(),
        Clock.systemUTC());
  }

  private static String event(String attributes) {
    return "{\"event\":\"shop.Order\",\"attributes\":{" + attributes + "}}";
  }

  private List<String> select(String columns, String test) {
    return clickHouse.query(
        "SELECT toString(tuple(%s)) AS line FROM %s.shop_Order WHERE test = {test:String} ORDER BY `row`"
            .formatted(columns, clickHouse.endpoint().viewsDatabase()),
        Map.of("test", test),
        row -> row.string("line"));
  }

  @Test
  void elementsAreParallelArrays() throws IOException {
    EventType order = load();
    String full =
        event(
            """
            "cart":{"items":[
              {"sku":"a","price":1.5,"size":{"width":7},"note":"n","kind":"FOOD","lead":"90.5s"},
              {"size.depth":-2,"sku":"b","note":"","packed":"1970-01-01T00:00:01Z","price":null},
              {"sku":""}]}, "test":"elements"
            """);
    try (Collector collector = start(order);
        EdgeServer server = new EdgeServer(collector.eventsApi(WriteKeys.none()))) {
      new EventViews(clickHouse).publish(order);
      EdgeServer.Answer answer =
          server.json("[" + full + "," + event("\"test\":\"elements\",\"cart.items\":[]") + "]");
      assertThat(answer.errors()).isEmpty();
      StoredEvents.awaitSettled(collector);
      assertThat(
              select(
                  "`cart.items.sku`, `cart.items.price`, `cart.items.size.width`,"
                      + " `cart.items.size.depth`, `cart.items.note`, `cart.items.kind`,"
                      + " `cart.items.lead`, `cart.items.packed`",
                  "elements"))
          .containsExactly(
              "(['a','b',''],[1.5,0,0],[7,0,0],[0,-2,0],['n','',''],['FOOD','NONE','NONE'],"
                  + "[90.5,0,0],['1970-01-01 00:00:00.000000','1970-01-01 00:00:01.000000',"
                  + "'1970-01-01 00:00:00.000000'])",
              "([],[],[],[],[],[],[],[])");
    }
  }

  @Test
  void durationsAndWrappers() throws IOException {
    EventType order = load();
    try (Collector collector = start(order);
        EdgeServer server = new EdgeServer(collector.eventsApi(WriteKeys.none()))) {
      new EventViews(clickHouse).publish(order);
      EdgeServer.Answer answer =
          server.json(
              event(
                      """
                      "took":"-0.0000015s","laps":["1s","315576000000s"],"coupon":"","points":0,
                      "aliases":["x",""],"waits":{"k":"2.000001s"},"marks":[1500],
                      "test":"durations"
                      """)
                  + event("\"test\":\"durations\""));
      assertThat(answer.errors()).isEmpty();
      StoredEvents.awaitSettled(collector);
      assertThat(select("took, laps, coupon, points, aliases, waits, marks", "durations"))
          .containsExactly(
              "(-0.000001,[1,315576000000],'',0,['x',''],{'k':2.000001},"
                  + "['1970-01-01 00:00:01.500000'])",
              "(NULL,[],NULL,NULL,[],{},[])");
    }
  }

  @Test
  void aStructIsJsonText() throws IOException {
    EventType order = load();
    try (Collector collector = start(order);
        EdgeServer server = new EdgeServer(collector.eventsApi(WriteKeys.none()))) {
      new EventViews(clickHouse).publish(order);
      EdgeServer.Answer answer =
          server.json(
              event(
                      """
                      "test":"struct","more":{"b": 1.0, "a":[null,true,"x\\n\\"ž",-0.5,1e20,{}],
                      "deep":{"":9007199254740992}}
                      """)
                  + event("\"test\":\"struct\",\"more\":{}")
                  + event("\"test\":\"struct\""));
      assertThat(answer.errors()).isEmpty();
      StoredEvents.awaitSettled(collector);
      assertThat(select("more, JSONExtractFloat(ifNull(more, ''), 'b')", "struct"))
          .containsExactly(
              "('{\"b\":1,\"a\":[null,true,\"x\\\\n\\\\\"ž\",-0.5,1.0E20,{}],"
                  + "\"deep\":{\"\":9007199254740992}}',1)",
              "('{}',0)",
              "(NULL,0)");
      assertThat(
              server
                  .json(
                      event("\"more\":[1]")
                          + event("\"more\":\"{}\"")
                          + event("\"more\":{\"a\":9007199254740993}"))
                  .errors())
          .containsExactly(
              "0 ATTRIBUTE_INVALID more", "1 ATTRIBUTE_INVALID more", "2 ATTRIBUTE_INVALID more");
    }
  }

  @Test
  void whatIsWrongIsSaidOfThePlace() throws IOException {
    List<String> bad =
        List.of(
            event("\"cart\":{\"items\":{\"sku\":\"a\"}}"),
            event("\"cart\":{\"items\":[\"a\"]}"),
            event("\"cart\":{\"items\":[null]}"),
            event("\"cart\":{\"items\":[{\"sku\":\"a\",\"serial\":1}]}"),
            event("\"cart\":{\"items\":[{\"sku\":\"a\",\"price\":\"x\"}]}"),
            event("\"cart\":{\"items\":[{\"sku\":\"a\",\"sku\":\"b\"}]}"),
            event("\"cart\":{\"items\":[{\"sku\":\"a\"}]},\"cart.items\":[{\"sku\":\"a\"}]"),
            event("\"cart\":{\"items\":[{\"sku\":\"a\"},{\"price\":1}]}"),
            event("\"cart\":{\"items\":[{\"sku\":\"a\",\"price\":-1}]}"),
            event("\"cart.items\":[{\"sku\":\"\"},{\"sku\":\"\"},{\"sku\":\"\"},{\"sku\":\"\"}]"),
            event("\"took\":1"),
            event("\"took\":\"1m\""),
            event("\"took\":\"315576000000.1s\""),
            event("\"coupon\":{\"value\":\"x\"}"),
            event("\"aliases\":[null]"),
            event("\"aliases\":\"x\""));
    try (Collector collector = start(load());
        EdgeServer server = new EdgeServer(collector.eventsApi(WriteKeys.none()))) {
      assertThat(server.json("[" + String.join(",", bad) + "]").errors())
          .containsExactly(
              "0 ATTRIBUTE_INVALID cart.items",
              "1 ATTRIBUTE_INVALID cart.items",
              "2 ATTRIBUTE_INVALID cart.items",
              "3 ATTRIBUTE_UNKNOWN cart.items.serial",
              "4 ATTRIBUTE_INVALID cart.items.price",
              "5 ATTRIBUTE_INVALID cart.items.sku",
              "6 ATTRIBUTE_INVALID cart.items",
              "7 ATTRIBUTE_MISSING cart.items.sku",
              "8 ATTRIBUTE_INVALID cart.items.price",
              "9 ATTRIBUTE_INVALID cart.items.sku",
              "10 ATTRIBUTE_INVALID took",
              "11 ATTRIBUTE_INVALID took",
              "12 ATTRIBUTE_INVALID took",
              "13 ATTRIBUTE_INVALID coupon",
              "14 ATTRIBUTE_INVALID aliases",
              "15 ATTRIBUTE_INVALID aliases");
    }
  }
}
