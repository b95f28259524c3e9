package dev.tally.app.bench;

import bench.CorrectedReading;
import bench.Reading;
import dev.tally.sdk.TallyClient;
import java.time.Instant;

/** Sends readings of one of two event types; number and version say what they are. */
final class ReadingSender {
  /** The readings are spread over that long. */
  static final long SPAN_S = 6 * 3_600;

  private static final int SENSORS = 1_000;
  private static final int PLACES = 40;

  private final TallyClient client;
  private final Instant start;
  private final double spacingMs;
  private final String[] places = new String[PLACES];
  private final String[] firmwares = new String[SENSORS];

  /**
   * @param events how many different ones there are
   */
  ReadingSender(TallyClient client, Instant start, long events) {
    this.client = client;
    this.start = start;
    this.spacingMs = SPAN_S * 1_000.0 / events;
    for (int i = 0; i < PLACES; i++) {
      places[i] = "place" + i;
    }
    for (int i = 0; i < SENSORS; i++) {
      firmwares[i] = "firmware build " + i * 7;
    }
  }

  /**
   * @param version changes value and place, and neither sensor nor time
   */
  void send(long number, int version, boolean isUpsert) {
    int sensor = (int) (number % SENSORS);
    String place = places[(sensor + version) % PLACES];
    String unit = sensor % 2 == 0 ? "C" : "hPa";
    boolean isTest = sensor % 50 == 0;
    double value = (number * 31 % 10_000) / 8.0 + version;
    int battery = (int) (number % 100);
    Instant time = start.plusMillis((long) (number * spacingMs));
    if (isUpsert) {
      CorrectedReading.create()
          .sensor(sensor)
          .place(place)
          .unit(unit)
          .isTest(isTest)
          .value(value)
          .battery(battery)
          .firmware(firmwares[sensor])
          .time(time)
          .send(client);
    } else {
      Reading.create()
          .sensor(sensor)
          .place(place)
          .unit(unit)
          .isTest(isTest)
          .value(value)
          .battery(battery)
          .firmware(firmwares[sensor])
          .time(time)
          .send(client);
    }
  }
}
