package dev.tally.aggregator.carbon;

import dev.tally.storage.ClickHouse;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;

/** A server on free ports, at a time, and what its clients do. */
final class Carbon implements AutoCloseable {
  static final CarbonLimits LIMITS = CarbonLimits.DEFAULT.withFlushInterval(Duration.ofMillis(20));

  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final CarbonServer server;

  Carbon(ClickHouse clickHouse, Instant now) {
    this(clickHouse, now, "", LIMITS);
  }

  Carbon(
      ClickHouse clickHouse, Instant now, String prefix, CarbonLimits limits, StepRule... steps) {
    this.server =
        CarbonServer.start(
            new CarbonSettings(
                "127.0.0.1", OptionalInt.of(0), OptionalInt.of(0), prefix, List.of(steps), limits),
            clickHouse,
            meters,
            Clock.fixed(now, ZoneOffset.UTC));
  }

  int picklePort() {
    return server.picklePort().orElseThrow();
  }

  /** A connection; what is sent by it has no end of its own. */
  Socket lines() {
    return connected(server.linePort());
  }

  Socket pickles() {
    return connected(server.picklePort());
  }

  private static Socket connected(OptionalInt port) {
    try {
      return new Socket(InetAddress.getLoopbackAddress(), port.orElseThrow());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** By a connection of their own. */
  void send(String... lines) {
    send(List.of(lines));
  }

  void send(Collection<String> lines) {
    try (Socket socket = lines()) {
      send(socket, String.join("\n", lines) + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static void send(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
    socket.getOutputStream().flush();
  }

  /** Why things were refused, and how often; nothing that never was. */
  Map<String, Integer> refused() {
    Map<String, Integer> refused = new TreeMap<>();
    for (Counter counter : meters.find("tally.carbon.refused").counters()) {
      if (counter.count() > 0) {
        refused.put(String.valueOf(counter.getId().getTag("reason")), (int) counter.count());
      }
    }
    return refused;
  }

  /** Of all counters of the name together. */
  int count(String name) {
    return (int)
        meters.find("tally.carbon." + name).counters().stream().mapToDouble(Counter::count).sum();
  }

  int count(String name, String reason) {
    return (int) meters.counter("tally.carbon." + name, "reason", reason).count();
  }

  int gauge(String name) {
    Gauge gauge = meters.find("tally.carbon." + name).gauge();
    return gauge == null ? -1 : (int) gauge.value();
  }

  @Override
  public void close() {
    server.close();
  }
}
