package dev.tally.storage.engine;

import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import dev.tally.storage.Endpoint;
import java.net.URI;
import java.nio.file.Files;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * ClickHouse in a child process: started, watched, started again on the same ports when it dies,
 * and ended with {@link #close} or with this process, however that ends.
 *
 * <ol>
 *   <li>Write the configuration and, the first time, generate the passwords ({@link EngineFiles}).
 *   <li>Choose the ports ({@link Ports}).
 *   <li>Start the child ({@link EngineProcess}) and wait until it answers ({@link EngineRun}).
 *   <li>Watch it from a thread of its own.
 * </ol>
 */
public final class EmbeddedEngine implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(EmbeddedEngine.class);

  private static final Duration BACKOFF_MIN = Duration.ofMillis(100);
  private static final Duration BACKOFF_MAX = Duration.ofSeconds(10);

  /** An engine that lived so long starts the next backoff from its beginning. */
  private static final Duration LIFE_STABLE = Duration.ofSeconds(30);

  /** Free ports are chosen before the engine binds them; another process may be quicker. */
  private static final int FREE_PORT_ATTEMPTS_MAX = 3;

  private final EngineSettings settings;
  private final WatchSettings watchSettings;
  private final EngineFiles files;
  private final Ports ports;
  private final String password;
  private final String analystPassword;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread watch;
  private volatile EngineRun run;

  private EmbeddedEngine(
      EngineSettings settings,
      WatchSettings watchSettings,
      EngineFiles files,
      Ports ports,
      String password,
      String analystPassword,
      EngineRun run) {
    this.settings = settings;
    this.watchSettings = watchSettings;
    this.files = files;
    this.ports = ports;
    this.password = password;
    this.analystPassword = analystPassword;
    this.run = run;
    this.watch = Thread.ofPlatform().daemon().name("tally-engine-watch").unstarted(this::watch);
  }

  /**
   * Returns when the engine answers.
   *
   * @throws TallyException ENGINE_MISSING, PORT_IN_USE, DISK_FULL, ENGINE_UNAVAILABLE when another
   *     engine runs in the data directory or this one does not answer, ENGINE_FAILED when it ends
   */
  public static EmbeddedEngine start(EngineSettings settings) {
    return start(settings, WatchSettings.DEFAULT, new SecureRandom());
  }

  static EmbeddedEngine start(
      EngineSettings settings, WatchSettings watchSettings, SecureRandom random) {
    if (!Files.isRegularFile(settings.library())) {
      throw EngineLibrary.missing(settings.library().toString());
    }
    EngineFiles files = EngineFiles.open(settings.dataDirectory());
    String password = files.password("tally", random);
    String analystPassword = files.password("analyst", random);
    files.writeConfiguration(settings.memoryMaxBytes(), password, analystPassword);
    for (int attempt = 1; ; attempt++) {
      Ports ports = Ports.claim(settings.httpPort(), settings.tcpPort());
      try {
        EngineRun run = startRun(settings, files, ports, password);
        EmbeddedEngine engine =
            new EmbeddedEngine(
                settings, watchSettings, files, ports, password, analystPassword, run);
        engine.watch.start();
        return engine;
      } catch (TallyException e) {
        boolean chosen = settings.httpPort() == 0 || settings.tcpPort() == 0;
        if (e.code() != ErrorCode.PORT_IN_USE || !chosen || attempt == FREE_PORT_ATTEMPTS_MAX) {
          throw e;
        }
      }
    }
  }

  /** As user {@code tally}, who may do everything; the default databases. */
  public Endpoint endpoint() {
    return endpoint("tally", password);
  }

  /** As user {@code analyst}, who may read, within limits. */
  public Endpoint analystEndpoint() {
    return endpoint("analyst", analystPassword);
  }

  /** ClickHouse's native protocol, for its own client. */
  public int tcpPort() {
    return ports.tcp();
  }

  /** Of the child process; another one after a restart. */
  public long pid() {
    return run.process().pid();
  }

  /** Ends the engine in order. What was inserted is on disk. */
  @Override
  public void close() {
    closed.countDown();
    watch.interrupt();
    try {
      watch.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    run.stop();
  }

  private static EngineRun startRun(
      EngineSettings settings, EngineFiles files, Ports ports, String password) {
    EngineRun run = EngineRun.spawn(files, settings.library(), ports.http(), ports.tcp(), password);
    try {
      run.awaitReady(ports.http(), ports.tcp());
      run.said().ifPresent(said -> log.warn("engine {}: {}", run.process().pid(), said));
    } catch (InterruptedException e) {
      run.stop();
      Thread.currentThread().interrupt();
      throw new TallyException(
          ErrorCode.ENGINE_UNAVAILABLE, "interrupted while the engine was starting", e);
    }
    return run;
  }

  private void watch() {
    try {
      Duration backoff = BACKOFF_MIN;
      while (closed.getCount() > 0) {
        long started = System.nanoTime();
        awaitEnd();
        if (closed.getCount() == 0) {
          return;
        }
        log.error(
            "engine {} died (status {}), starting it again: {}",
            run.process().pid(),
            run.process().exitValue(),
            run.lastWords());
        if (System.nanoTime() - started > LIFE_STABLE.toNanos()) {
          backoff = BACKOFF_MIN;
        }
        backoff = restart(backoff);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Returns when the child has ended, killed when it no longer answers, or when we are closed. */
  private void awaitEnd() throws InterruptedException {
    int missed = 0;
    while (!closed.await(0, TimeUnit.MILLISECONDS)) {
      if (run.process().waitFor(watchSettings.interval().toMillis(), TimeUnit.MILLISECONDS)) {
        return;
      }
      missed = run.probe(watchSettings.probeTimeMax()) ? 0 : missed + 1;
      if (missed == watchSettings.missedMax() && run.process().isAlive()) {
        log.error("engine {} answers no query any more and is killed", run.process().pid());
        run.kill();
      }
    }
  }

  /** Tries until it succeeds or we are closed; returns the backoff of the next time. */
  private Duration restart(Duration first) throws InterruptedException {
    Duration backoff = first;
    String saidBefore = "";
    while (!closed.await(backoff.toMillis(), TimeUnit.MILLISECONDS)) {
      Duration doubled = backoff.multipliedBy(2);
      backoff = doubled.compareTo(BACKOFF_MAX) > 0 ? BACKOFF_MAX : doubled;
      try {
        run = startRun(settings, files, ports, password);
        log.info("engine {} runs again on port {}", run.process().pid(), ports.http());
        return backoff;
      } catch (TallyException e) {
        String says = String.valueOf(e.getMessage());
        if (!says.equals(saidBefore) && closed.getCount() > 0) {
          log.error("engine does not start, trying on: {}", says);
        }
        saidBefore = says;
      }
    }
    return backoff;
  }

  private Endpoint endpoint(String user, String userPassword) {
    return new Endpoint(
        URI.create("http://127.0.0.1:" + ports.http()),
        user,
        userPassword,
        Endpoint.DATABASE_DEFAULT,
        Endpoint.VIEWS_DATABASE_DEFAULT);
  }
}
