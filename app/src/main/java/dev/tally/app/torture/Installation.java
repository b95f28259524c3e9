package dev.tally.app.torture;

import dev.tally.app.service.Folders;
import dev.tally.edl.model.EdlFile;
import dev.tally.edl.model.EventType;
import dev.tally.edl.model.Revision;
import dev.tally.sdk.EventSchema;
import dev.tally.storage.ClickHouse;
import dev.tally.storage.Endpoint;
import dev.tally.storage.engine.EngineAccess;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What is tortured: a process with everything, and a second collector on its engine. Each has a
 * registry of its own, with the same revisions under the same ids.
 */
final class Installation implements AutoCloseable {
  private static final Duration RESTART_PAUSE = Duration.ofMillis(200);

  /** Of the rollup's log. */
  private static final String INTERRUPTED = "was interrupted; going on";

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final Path mainData;
  private final List<JournalDisk> disks = new ArrayList<>();
  private final TallyProcess main;
  private final TallyProcess second;
  private final ReentrantLock mainLock = new ReentrantLock();
  private final ReentrantLock secondLock = new ReentrantLock();
  private final EventType eventType;
  private final EventSchema schema;
  private final Thread atExit = Thread.ofPlatform().unstarted(this::killAll);
  private Optional<Endpoint> engine = Optional.empty();

  /**
   * @param smallDisks whether the journals are on disks that can be filled
   */
  Installation(Path folder, boolean smallDisks) {
    mainData = folder.resolve("main");
    Path secondData = folder.resolve("second");
    if (smallDisks) {
      disks.add(JournalDisk.mount(Folders.journal(mainData)));
      disks.add(JournalDisk.mount(Folders.journal(secondData)));
    }
    List<EdlFile> edl = TortureEdl.load(folder.resolve("edl"));
    FreshRegistry.publish(secondData, edl);
    Revision revision = FreshRegistry.publish(mainData, edl).getFirst();
    eventType = revision.eventType();
    schema = new EventSchema(eventType.name(), revision.fingerprint(), false);
    main = new TallyProcess(mainData, "up");
    second = new TallyProcess(secondData, "up", "--only", "collector");
  }

  void start() {
    Runtime.getRuntime().addShutdownHook(atExit);
    main.start();
    main.awaitReady();
    Endpoint endpoint =
        EngineAccess.endpoint(
            Folders.engine(mainData), main.engineHttpPort(), EngineAccess.User.TALLY);
    engine = Optional.of(endpoint);
    second.set("engine.url=" + endpoint.url(), "engine.user=" + endpoint.user());
    second.environment(Map.of("TALLY_ENGINE_PASSWORD", endpoint.password()));
    second.start();
    second.awaitHealthy();
  }

  EventSchema schema() {
    return schema;
  }

  EventType eventType() {
    return eventType;
  }

  /** The main collector's, for events as JSON. */
  URI postAddress() {
    return main.address("/v1/events");
  }

  /** How often the aggregator says that it has found a run begun. */
  long interruptedRuns() {
    return main.log().lines().filter(line -> line.contains(INTERRUPTED)).count();
  }

  /** Of the collectors' doors, the main one first. */
  List<Integer> ingestPorts() {
    return List.of(main.ingestPort(), second.ingestPort());
  }

  /**
   * SIGKILL, a pause, and a start with another time, tried again while the disk is full, as
   * whatever supervises it would; returns when it takes events again.
   */
  void killMain(Duration down, Duration clockOffset) {
    restart(main, mainLock, down, clockOffset);
  }

  void killSecond(Duration down, Duration clockOffset) {
    restart(second, secondLock, down, clockOffset);
  }

  private static void restart(
      TallyProcess process, ReentrantLock lock, Duration down, Duration clockOffset) {
    lock.lock();
    try {
      process.kill();
      Patience.pause(down);
      process.arguments("--clock-offset", clockOffset.toString());
      process.start();
      while (!process.comesUp()) {
        Patience.pause(RESTART_PAUSE);
        process.start();
      }
    } finally {
      lock.unlock();
    }
  }

  void killEngine() {
    mainLock.lock();
    try {
      main.awaitReady();
      main.killEngine();
    } finally {
      mainLock.unlock();
    }
  }

  void fillDisk(int target, Duration lasts) {
    JournalDisk disk = disks.get(target % disks.size());
    disk.fill();
    Patience.pause(lasts);
    disk.free();
  }

  /** Everything runs and answers. */
  void awaitReady() {
    main.awaitReady();
    second.awaitReady();
  }

  /** What both collectors have accepted, and what became of it. */
  record Counts(long accepted, long stored, long rejected, long pending) {
    Counts plus(Counts other) {
      return new Counts(
          accepted + other.accepted,
          stored + other.stored,
          rejected + other.rejected,
          pending + other.pending);
    }
  }

  Counts counts() throws IOException {
    return counts(main).plus(counts(second));
  }

  private static Counts counts(TallyProcess process) throws IOException {
    JsonNode status = JSON.readTree(process.get("/api/v1/status").body());
    return new Counts(
        status.path("accepted").asLong(),
        status.path("stored").asLong(),
        status.path("rejected").asLong(),
        status.path("pending").asLong());
  }

  ClickHouse connect() {
    return ClickHouse.connect(engine.orElseThrow());
  }

  /** When the test itself is ended, nothing of it is left running or mounted. */
  private void killAll() {
    second.killIfStarted();
    main.killIfStarted();
    disks.forEach(JournalDisk::close);
  }

  @Override
  public void close() {
    try (main;
        second) {
      // Both end, the second first.
    } finally {
      disks.forEach(JournalDisk::close);
      unhook();
    }
  }

  private void unhook() {
    try {
      Runtime.getRuntime().removeShutdownHook(atExit);
    } catch (IllegalStateException e) {
      // It is the hook's turn already.
    }
  }
}
