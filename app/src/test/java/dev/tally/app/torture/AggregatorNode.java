package dev.tally.app.torture;

import dev.tally.storage.Endpoint;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** {@code tally up --only aggregator}, and its way to the metadata database. */
final class AggregatorNode implements AutoCloseable {
  private final String name;
  private final FaultProxy proxy;
  private final TallyProcess process;
  private volatile boolean isCutOff;

  /**
   * Not started yet.
   *
   * @param name tells its connections from those of others
   * @param postgres port of the metadata database
   */
  AggregatorNode(String name, Path folder, Endpoint engine, int postgres) {
    this.name = name;
    this.proxy = new FaultProxy(() -> isCutOff ? List.of() : List.of(postgres));
    this.process = new TallyProcess(folder.resolve(name), "up", "--only", "aggregator");
    process.set(
        "engine.url=" + engine.url(),
        "engine.user=" + engine.user(),
        "engine.database=" + engine.database(),
        "engine.views_database=" + engine.viewsDatabase(),
        "metadata.url=jdbc:postgresql://%s/postgres?ApplicationName=%s"
            .formatted(proxy.target(), name),
        "metadata.user=postgres");
    process.environment(
        Map.of("TALLY_ENGINE_PASSWORD", engine.password(), "TALLY_METADATA_PASSWORD", "postgres"));
  }

  String name() {
    return name;
  }

  void start() {
    process.start();
  }

  void awaitReady() {
    process.awaitReady();
  }

  /** What the names of its runs' nodes end with, since its last start. */
  String suffix() {
    return ":" + process.running().pid();
  }

  /** SIGKILL. */
  void kill() {
    process.kill();
  }

  /** Its connections to the metadata database break, and there are no new ones until it is over. */
  void cutOff(boolean cut) {
    isCutOff = cut;
    if (cut) {
      proxy.reset();
    }
  }

  String log() {
    return process.log();
  }

  @Override
  public void close() {
    try (proxy;
        process) {
      // It ends in order, then its way.
    }
  }
}
