package dev.tally.app.bench;

import bench.ApiCall;
import bench.CartChange;
import bench.Click;
import bench.Device;
import bench.ErrorSeen;
import bench.Impression;
import bench.PageView;
import bench.Purchase;
import bench.Search;
import bench.SignIn;
import bench.VideoPlay;
import dev.tally.sdk.TallyClient;
import java.time.Instant;

/**
 * Ten event types in turn, through their generated senders. The same number gives the same event,
 * but for its time.
 */
final class BenchEvents {
  static final int TYPES = 10;

  private static final int USERS = 1 << 20;
  private static final int MS_MAX = 5_000;
  private static final int COUNTRIES = 60;
  private static final int PLACES = 200;
  private static final int TEXTS = 1 << 16;
  private static final long MIX = 0x9E37_79B9_7F4A_7C15L;

  private final Device[] devices = {Device.PHONE, Device.TABLET, Device.DESKTOP};
  private final String[] countries = texts("c", COUNTRIES);
  private final String[] places = texts("/place/", PLACES);
  private final String[] texts = texts("text of a value ", TEXTS);

  private static String[] texts(String begin, int count) {
    String[] texts = new String[count];
    for (int i = 0; i < count; i++) {
      texts[i] = begin + i;
    }
    return texts;
  }

  /** What an event's values follow from. */
  private record Draw(long bits) {
    static Draw of(long number) {
      long mixed = number * MIX;
      return new Draw(mixed ^ (mixed >>> 29));
    }

    int below(int limit, int shift) {
      return (int) ((bits >>> shift) & Integer.MAX_VALUE) % limit;
    }
  }

  void send(TallyClient client, long number) {
    Draw draw = Draw.of(number);
    String country = countries[draw.below(COUNTRIES, 3)];
    Device device = devices[draw.below(devices.length, 7)];
    boolean isSignedIn = draw.below(2, 11) == 0;
    String place = places[draw.below(PLACES, 13)];
    long user = draw.below(USERS, 17);
    int ms = draw.below(MS_MAX, 23);
    double share = draw.below(1_000, 29) / 8.0;
    String text = texts[draw.below(TEXTS, 31)];
    Instant now = Instant.now();
    switch ((int) (number % TYPES)) {
      case 0 ->
          PageView.create()
              .country(country)
              .device(device)
              .signedIn(isSignedIn)
              .page(place)
              .userId(user)
              .loadMs(ms)
              .scrollDepth(share)
              .referrer(text)
              .time(now)
              .send(client);
      case 1 ->
          Click.create()
              .country(country)
              .device(device)
              .signedIn(isSignedIn)
              .element(place)
              .userId(user)
              .sinceViewMs(ms)
              .pressure(share)
              .target(text)
              .time(now)
              .send(client);
      case 2 ->
          Search.create()
              .country(country)
              .device(device)
              .signedIn(isSignedIn)
              .section(place)
              .userId(user)
              .answerMs(ms)
              .relevance(share)
              .query(text)
              .time(now)
              .send(client);
      case 3 ->
          CartChange.create()
              .country(country)
              .device(device)
              .signedIn(isSignedIn)
              .productGroup(place)
              .userId(user)
              .quantity(ms)
              .price(share)
              .coupon(text)
              .time(now)
              .send(client);
      case 4 ->
          Purchase.create()
              .country(country)
              .device(device)
              .signedIn(isSignedIn)
              .paymentMethod(place)
              .userId(user)
              .items(ms)
              .total(share)
              .orderKey(text)
              .time(now)
              .send(client);
      case 5 ->
          SignIn.create()
              .country(country)
              .device(device)
              .signedIn(isSignedIn)
              .method(place)
              .userId(user)
              .attempts(ms)
              .risk(share)
              .userAgent(text)
              .time(now)
              .send(client);
      case 6 ->
          Impression.create()
              .country(country)
              .device(device)
              .signedIn(isSignedIn)
              .campaign(place)
              .userId(user)
              .visibleMs(ms)
              .bid(share)
              .creative(text)
              .time(now)
              .send(client);
      case 7 ->
          VideoPlay.create()
              .country(country)
              .device(device)
              .signedIn(isSignedIn)
              .quality(place)
              .userId(user)
              .watchedMs(ms)
              .bufferRatio(share)
              .title(text)
              .time(now)
              .send(client);
      case 8 ->
          ApiCall.create()
              .country(country)
              .device(device)
              .signedIn(isSignedIn)
              .endpoint(place)
              .userId(user)
              .durationMs(ms)
              .load(share)
              .requestKey(text)
              .time(now)
              .send(client);
      default ->
          ErrorSeen.create()
              .country(country)
              .device(device)
              .signedIn(isSignedIn)
              .module(place)
              .userId(user)
              .line(ms)
              .memoryMb(share)
              .message(text)
              .time(now)
              .send(client);
    }
  }
}
