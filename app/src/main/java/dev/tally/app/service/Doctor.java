package dev.tally.app.service;

import dev.tally.app.config.Settings;
import dev.tally.app.config.Settings.Engine;
import dev.tally.delivery.Delivery;
import dev.tally.delivery.MailSettings;
import dev.tally.delivery.Mailer;
import dev.tally.error.TallyException;
import dev.tally.metadata.MetadataDatabase;
import dev.tally.metadata.MetadataSettings;
import dev.tally.storage.ClickHouse;
import dev.tally.storage.Endpoint;
import dev.tally.storage.engine.EngineLibrary;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Looks at everything that an installation needs, without starting it. */
public final class Doctor {
  /** Less free disk than this is worth a word: a day of the demo's rate fits. */
  private static final long DISK_FREE_BYTES_MIN = 5L << 30;

  private static final Duration ANSWER_TIME_MAX = Duration.ofSeconds(2);

  private final Settings settings;

  public Doctor(Settings settings) {
    this.settings = settings;
  }

  /**
   * One thing that was looked at.
   *
   * @param detail what is there, or what to do
   */
  public record Finding(String check, boolean ok, String detail) {}

  public List<Finding> examine() {
    List<Finding> findings = new ArrayList<>();
    findings.add(java());
    findings.add(folder());
    findings.add(disk());
    boolean isUp = answers();
    findings.add(
        new Finding(
            "tally", true, isUp ? "answers on port " + settings.http().port() : "is not running"));
    if (!isUp) {
      findings.addAll(ports());
      findings.add(metadata());
    }
    findings.add(engine());
    settings.mail().map(Doctor::mail).ifPresent(findings::add);
    return findings;
  }

  private static Finding java() {
    return new Finding("java", Runtime.version().feature() == 25, Runtime.version().toString());
  }

  private Finding folder() {
    try {
      Files.createDirectories(settings.data());
      return new Finding(
          "data folder", Files.isWritable(settings.data()), settings.data().toString());
    } catch (IOException e) {
      return new Finding(
          "data folder", false, settings.data() + " can't be made: " + e.getMessage());
    }
  }

  private Finding disk() {
    try {
      long free = Files.getFileStore(settings.data()).getUsableSpace();
      return new Finding("disk", free >= DISK_FREE_BYTES_MIN, (free >> 30) + " GiB free");
    } catch (IOException e) {
      return new Finding("disk", false, "unknown: " + e.getMessage());
    }
  }

  private boolean answers() {
    HttpRequest request =
        HttpRequest.newBuilder(
                URI.create(
                    "http://%s:%d/healthz".formatted(settings.listen(), settings.http().port())))
            .timeout(ANSWER_TIME_MAX)
            .build();
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private List<Finding> ports() {
    List<Finding> findings = new ArrayList<>();
    findings.add(port("ingest.port", settings.listen(), settings.ingest().port()));
    findings.add(port("http.port", settings.listen(), settings.http().port()));
    if (settings.engine() instanceof Engine.Embedded embedded) {
      findings.add(port("engine.http_port", "127.0.0.1", embedded.httpPort()));
      findings.add(port("engine.tcp_port", "127.0.0.1", embedded.tcpPort()));
    }
    return findings;
  }

  private static Finding port(String key, String listen, int port) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.bind(new InetSocketAddress(listen, port));
      return new Finding(key, true, port + " is free");
    } catch (IOException e) {
      return new Finding(key, false, port + " is in use: stop the other process or set " + key);
    }
  }

  private Finding metadata() {
    Settings.Metadata metadata = settings.metadata();
    try (MetadataDatabase _ =
        MetadataDatabase.open(
            new MetadataSettings(metadata.url(), metadata.user(), metadata.password().value()))) {
      return new Finding("metadata", true, metadata.url());
    } catch (TallyException e) {
      return new Finding("metadata", false, String.valueOf(e.getMessage()));
    }
  }

  private Finding engine() {
    return switch (settings.engine()) {
      case Engine.Embedded _ -> library();
      case Engine.External external -> server(external);
    };
  }

  /** Nothing is sent. */
  private static Finding mail(MailSettings mail) {
    try (Mailer mailer = new Mailer(mail, Clock.systemUTC())) {
      return switch (mailer.check()) {
        case Delivery.Delivered() ->
            new Finding("mail", true, "%s:%d answers".formatted(mail.host(), mail.port()));
        case Delivery.Failed(String why) -> new Finding("mail", false, why);
        case Delivery.Refused(String why) -> new Finding("mail", false, why);
      };
    }
  }

  private static Finding library() {
    try {
      Path library = EngineLibrary.locate(EnginePlace.libraryOfEnvironment(), Folders.downloads());
      return new Finding("engine", true, library.toString());
    } catch (TallyException e) {
      return new Finding("engine", false, String.valueOf(e.getMessage()));
    }
  }

  private static Finding server(Engine.External external) {
    Endpoint endpoint = EnginePlace.endpoint(external);
    try (ClickHouse clickHouse = ClickHouse.connect(endpoint)) {
      return new Finding(
          "engine",
          clickHouse.isReady(),
          external.url()
              + (clickHouse.isReady()
                  ? " answers"
                  : " does not answer, or not as " + external.user()));
    }
  }
}
