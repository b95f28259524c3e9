package dev.tally.aggregator.carbon;

import dev.tally.aggregator.statement.SelectCarbonSeries;
import dev.tally.storage.ClickHouse;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes points by carbon's protocols and writes them to {@code series} and {@code series_index}.
 * What a client sends goes through:
 *
 * <ol>
 *   <li>its {@link Conversation}, which finds the points in what comes;
 *   <li>the {@link Intake}, which knows their series, and how fast they may come;
 *   <li>{@link WriteBehind}, which holds them for a second at most while the engine works.
 * </ol>
 *
 * Nothing is acknowledged, for neither protocol has a word for that: what the client has sent and
 * the engine has not taken is lost with the process.
 */
public final class CarbonServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(CarbonServer.class);

  private final WriteBehind writer;
  private final List<Listener> listeners = new ArrayList<>();
  private final OptionalInt linePort;
  private final OptionalInt picklePort;

  private CarbonServer(
      CarbonSettings settings, ClickHouse clickHouse, MeterRegistry registry, Clock clock) {
    CarbonLimits limits = settings.limits();
    CarbonMeters meters = new CarbonMeters(registry);
    KnownSeries series =
        new KnownSeries(
            new SelectCarbonSeries(clickHouse).run(limits.series()),
            settings.steps(),
            limits.series());
    meters.gauge("series", "Series that clients have sent, known here", series::count);
    this.writer = new WriteBehind(clickHouse, limits, meters, clock);
    Intake intake =
        new Intake(
            series,
            writer,
            new PointRate(limits.pointsPerSecond()),
            settings.prefix(),
            meters,
            clock);
    Semaphore room = new Semaphore(limits.connections());
    meters.gauge(
        "connections", "Clients now", () -> limits.connections() - room.availablePermits());
    try {
      this.linePort =
          listen(
              settings,
              settings.linePort(),
              "carbon.port",
              new LineConversation(intake, meters),
              room,
              meters);
      this.picklePort =
          listen(
              settings,
              settings.picklePort(),
              "carbon.pickle_port",
              new PickleConversation(intake, meters),
              room,
              meters);
    } catch (RuntimeException e) {
      listeners.forEach(Listener::close);
      throw e;
    }
  }

  private OptionalInt listen(
      CarbonSettings settings,
      OptionalInt port,
      String key,
      Conversation conversation,
      Semaphore room,
      CarbonMeters meters) {
    if (port.isEmpty()) {
      return port;
    }
    Listener listener =
        new Listener(settings.listen(), port.getAsInt(), key, conversation, room, meters);
    listeners.add(listener);
    return OptionalInt.of(listener.port());
  }

  /**
   * Listens from now on.
   *
   * @throws dev.tally.error.TallyException PORT_IN_USE, and the engine's
   */
  public static CarbonServer start(
      CarbonSettings settings, ClickHouse clickHouse, MeterRegistry meters, Clock clock) {
    CarbonServer server = new CarbonServer(settings, clickHouse, meters, clock);
    server.writer.start();
    server.listeners.forEach(Listener::start);
    server.linePort.ifPresent(port -> LOG.info("carbon: plain text on port {}", port));
    server.picklePort.ifPresent(port -> LOG.info("carbon: pickles on port {}", port));
    return server;
  }

  /** Of plain text; empty where nobody listens. */
  public OptionalInt linePort() {
    return linePort;
  }

  /** Of pickles; empty where nobody listens. */
  public OptionalInt picklePort() {
    return picklePort;
  }

  /** Hangs up, and writes what was taken, as far as the engine lets it in a few seconds. */
  @Override
  public void close() {
    listeners.forEach(Listener::close);
    writer.close();
  }
}
