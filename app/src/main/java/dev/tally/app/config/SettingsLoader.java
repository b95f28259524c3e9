package dev.tally.app.config;

import dev.tally.anomaly.notify.NotifierSettings;
import dev.tally.app.config.Settings.Engine;
import dev.tally.app.config.Settings.NotifierTarget;
import dev.tally.app.config.Settings.Secret;
import dev.tally.collector.admission.Quota;
import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Reads {@link Settings}: defaults, then {@code tally.yaml}, then {@code TALLY_*}, then flags. */
public final class SettingsLoader {
  /** Read from the working folder when no file is named. */
  public static final String FILE = "tally.yaml";

  public static final int INGEST_PORT = 7077;
  public static final int HTTP_PORT = 8080;
  public static final int ENGINE_HTTP_PORT = 18123;
  public static final int ENGINE_TCP_PORT = 19000;

  /**
   * The engine's memory unless told otherwise: a sixth of the machine class that Tally is measured
   * on.
   */
  public static final long ENGINE_MEMORY_BYTES = 4L << 30;

  private static final Set<String> KEYS =
      Set.of(
          "data",
          "listen",
          "ingest.port",
          "ingest.journal",
          "ingest.memory",
          "ingest.quota.events_per_second",
          "ingest.quota.bytes_per_second",
          "ingest.quota.burst_seconds",
          "http.port",
          "http.public_url",
          "engine.http_port",
          "engine.tcp_port",
          "engine.memory",
          "engine.url",
          "engine.user",
          "engine.password",
          "engine.database",
          "engine.views_database",
          "carbon.port",
          "carbon.pickle_port",
          "carbon.prefix",
          "carbon.series",
          "carbon.points_per_second",
          "carbon.connections",
          "metadata.url",
          "metadata.user",
          "metadata.password",
          "review.access",
          "mail.host",
          "mail.port",
          "mail.security",
          "mail.username",
          "mail.password",
          "mail.from",
          "review.mail",
          "review.webhook.url",
          "review.webhook.secret");

  /** Environment that is not settings: where things are on a developer's machine. */
  private static final Set<String> NOT_SETTINGS =
      Set.of(
          "TALLY_JAVA_HOME",
          "TALLY_JAVA_FOLDERS",
          "TALLY_JAVA_OPTIONS",
          "TALLY_ENGINE_LIBRARY",
          "TALLY_SHARED_DATA",
          "TALLY_TOKEN",
          "TALLY_URL");

  private SettingsLoader() {}

  /**
   * Reads the settings.
   *
   * @param file the file to read; {@code tally.yaml} of the working folder, if it is there, when
   *     absent
   * @throws TallyException CONFIG_INVALID, all problems in one message, a line each
   */
  public static Settings load(
      Optional<Path> file,
      Map<String, String> environment,
      Map<String, String> flags,
      Path workingFolder,
      Path dataByDefault) {
    SettingsSource source = new SettingsSource();
    file.or(() -> Optional.of(workingFolder.resolve(FILE)).filter(Files::exists))
        .ifPresent(source::yaml);
    source.environment(withoutForeign(environment), environmentNames()).flags(flags);
    SettingsReader reader = new SettingsReader(source.values());
    Settings settings = read(reader, dataByDefault);
    List<String> problems = reader.problems();
    if (!problems.isEmpty()) {
      throw new TallyException(
          ErrorCode.CONFIG_INVALID,
          "the settings are not valid\n  " + String.join("\n  ", problems));
    }
    return settings;
  }

  private static Map<String, String> withoutForeign(Map<String, String> environment) {
    Map<String, String> own = new HashMap<>(environment);
    own.keySet().removeAll(NOT_SETTINGS);
    return own;
  }

  private static Map<String, String> environmentNames() {
    return KEYS.stream()
        .collect(
            Collectors.toMap(key -> key.toUpperCase(Locale.ROOT).replace('.', '_'), key -> key));
  }

  private static Settings read(SettingsReader reader, Path dataByDefault) {
    Path data = reader.path("data", dataByDefault);
    return new Settings(
        data,
        reader.text("listen", "127.0.0.1"),
        ingest(reader),
        new Settings.Http(reader.port("http.port", HTTP_PORT), reader.uri("http.public_url")),
        engine(reader),
        metadata(reader, data),
        CarbonReader.read(reader),
        SitesReader.read(reader),
        notifiers(reader),
        review(reader),
        MailReader.read(reader));
  }

  private static Settings.Ingest ingest(SettingsReader reader) {
    Settings.Ingest byDefault = Settings.Ingest.of(INGEST_PORT);
    return new Settings.Ingest(
        reader.port("ingest.port", byDefault.port()),
        reader.bytes("ingest.journal", byDefault.journalBytes()),
        reader.bytes("ingest.memory", byDefault.memoryBytes()),
        new Quota(
            reader.number("ingest.quota.events_per_second", 0, 0, Long.MAX_VALUE),
            reader.bytes("ingest.quota.bytes_per_second", 0),
            (int)
                reader.number(
                    "ingest.quota.burst_seconds",
                    Quota.BURST_SECONDS_DEFAULT,
                    1,
                    Quota.BURST_SECONDS_MAX)));
  }

  private static Engine engine(SettingsReader reader) {
    Engine.Embedded embedded =
        new Engine.Embedded(
            reader.port("engine.http_port", ENGINE_HTTP_PORT),
            reader.port("engine.tcp_port", ENGINE_TCP_PORT),
            reader.bytes("engine.memory", ENGINE_MEMORY_BYTES));
    String user = reader.text("engine.user", "default");
    Secret password = new Secret(reader.text("engine.password", ""));
    String database = reader.text("engine.database", "tally");
    String viewsDatabase = reader.text("engine.views_database", "events");
    return reader
        .uri("engine.url")
        .<Engine>map(url -> new Engine.External(url, user, password, database, viewsDatabase))
        .orElse(embedded);
  }

  private static Settings.Metadata metadata(SettingsReader reader, Path data) {
    return new Settings.Metadata(
        reader.text("metadata.url", "jdbc:h2:file:" + data.resolve("metadata").resolve("tally")),
        reader.text("metadata.user", "tally"),
        new Secret(reader.text("metadata.password", "")));
  }

  private static Settings.Review review(SettingsReader reader) {
    Optional<Secret> secret = reader.text("review.webhook.secret").map(Secret::new);
    Optional<NotifierTarget> webhook =
        reader.uri("review.webhook.url").map(url -> new NotifierTarget(url, secret));
    if (webhook.isPresent() && secret.isEmpty()) {
      reader.problem("review.webhook.secret", "must be there: what is posted is signed by it");
    }
    return new Settings.Review(
        reader.constant("review.access", Settings.Review.Access.TRUSTED),
        webhook,
        MailReader.ofReview(reader));
  }

  private static Map<String, NotifierTarget> notifiers(SettingsReader reader) {
    Map<String, NotifierTarget> notifiers = new HashMap<>();
    for (String name : reader.names("notifiers")) {
      String prefix = "notifiers." + name;
      Optional<Secret> secret = reader.text(prefix + ".secret").map(Secret::new);
      String key = prefix + ".url";
      Optional<URI> url =
          NotifierSettings.isMail(reader.text(key, ""))
              ? MailReader.mailto(reader, name, key, secret)
              : reader.uri(key);
      url.ifPresentOrElse(
          address -> notifiers.put(name, new NotifierTarget(address, secret)),
          () -> reader.problem(key, "must be the address that alerts are posted or mailed to"));
    }
    return notifiers;
  }
}
