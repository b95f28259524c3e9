package dev.tally.app.service;

import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import io.javalin.Javalin;
import io.javalin.compression.CompressionStrategy;
import io.javalin.compression.Gzip;
import io.javalin.config.JavalinConfig;
import io.javalin.util.JavalinBindException;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.LoggerFactory;

/** The one HTTP server: every module adds its routes to it. */
final class HttpEdge implements AutoCloseable {
  /** Of a body that is read whole: all files of a folder of EDL are the largest. */
  private static final long BODY_BYTES_MAX = 64L << 20;

  /** Of 1 to 9. The default, 6, takes five times as long for a third less. */
  private static final int GZIP_LEVEL = 1;

  private final Javalin javalin;

  private HttpEdge(Javalin javalin) {
    this.javalin = javalin;
  }

  /**
   * Starts the server.
   *
   * @param port 0 takes a free one
   * @throws TallyException PORT_IN_USE
   */
  static HttpEdge start(String listen, int port, List<Consumer<JavalinConfig>> modules) {
    Javalin javalin =
        Javalin.create(
            config -> {
              config.startup.showJavalinBanner = false;
              config.startup.showOldJavalinVersionWarning = false;
              config.concurrency.useVirtualThreads = true;
              config.http.maxRequestSize = BODY_BYTES_MAX;
              config.http.compressionStrategy = new CompressionStrategy(null, new Gzip(GZIP_LEVEL));
              EntityTags.add(config);
              modules.forEach(module -> module.accept(config));
            });
    try {
      return new HttpEdge(javalin.start(listen, port));
    } catch (JavalinBindException e) {
      LoggerFactory.getLogger(HttpEdge.class).debug("not bound", e);
      throw new TallyException(
          ErrorCode.PORT_IN_USE,
          "HTTP port %d of %s is in use: stop the other process or set http.port"
              .formatted(port, listen),
          e);
    }
  }

  int port() {
    return javalin.port();
  }

  /** "GET /api/v1/status" and so on. */
  List<String> routes() {
    return javalin.unsafe.internalRouter.allHttpHandlers().stream()
        .filter(handler -> handler.endpoint.method.isHttpMethod())
        .map(handler -> handler.endpoint.method + " " + handler.endpoint.path)
        .toList();
  }

  @Override
  public void close() {
    javalin.stop();
  }
}
