package dev.tally.app.service;

import dev.tally.anomaly.AlertEvaluator;
import dev.tally.anomaly.AlertSettings;
import dev.tally.anomaly.AlertsApi;
import dev.tally.anomaly.BandReader;
import dev.tally.anomaly.CardinalityWatch;
import dev.tally.anomaly.Completeness;
import dev.tally.anomaly.notify.AlertPost;
import dev.tally.anomaly.notify.NoticeDelivery;
import dev.tally.anomaly.notify.NotifierSettings;
import dev.tally.anomaly.notify.Notifiers;
import dev.tally.anomaly.schedule.AlertSchedule;
import dev.tally.anomaly.store.AlertStore;
import dev.tally.app.config.Settings;
import dev.tally.delivery.Mailer;
import dev.tally.edl.registry.Catalog;
import dev.tally.metadata.MetadataDatabase;
import dev.tally.storage.ClickHouse;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.http.HttpClient;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.quartz.Scheduler;

/** Alerts wired together: judging, telling, the API. */
record Alerting(
    AlertEvaluator evaluator,
    AlertsApi api,
    AlertAnnotations annotations,
    AlertSchedule schedule,
    ExecutorService executor,
    HttpClient client,
    Optional<Mailer> mailer)
    implements AutoCloseable {

  /** The jobs run once {@code scheduler} is started. */
  static Alerting start(
      Settings settings,
      Catalog catalog,
      ClickHouse clickHouse,
      MetadataDatabase metadata,
      Scheduler scheduler,
      MeterRegistry meters,
      Clock clock) {
    HttpClient client = HttpClient.newHttpClient();
    ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
    Optional<Mailer> mailer = settings.mail().map(mail -> new Mailer(mail, clock));
    Notifiers notifiers = Notifiers.of(targets(settings), client, post(settings, mailer, clock));
    Completeness completeness = Completeness.after(Completeness.LATENESS_DEFAULT);
    AlertStore store = new AlertStore(metadata);
    AlertEvaluator evaluator =
        new AlertEvaluator(
            catalog,
            clickHouse,
            metadata,
            notifiers,
            completeness,
            AlertSettings.DEFAULT,
            meters,
            clock);
    CardinalityWatch dimensions =
        new CardinalityWatch(catalog, clickHouse, store, notifiers, completeness, meters, clock);
    NoticeDelivery delivery = new NoticeDelivery(metadata, notifiers, executor, meters);
    AlertSchedule schedule =
        AlertSchedule.start(
            scheduler,
            evaluator,
            dimensions,
            delivery,
            store,
            AlertSchedule.INTERVAL_DEFAULT,
            clock);
    AlertsApi api = new AlertsApi(store, new BandReader(catalog, clickHouse, completeness), clock);
    return new Alerting(
        evaluator, api, new AlertAnnotations(store), schedule, executor, client, mailer);
  }

  /** Alerts go by mail where there is a server, and an address for their links. */
  private static Optional<AlertPost> post(Settings settings, Optional<Mailer> mailer, Clock clock) {
    return mailer.flatMap(
        sender -> settings.http().publicUrl().map(url -> new AlertPost(sender, url, clock)));
  }

  private static List<NotifierSettings> targets(Settings settings) {
    return settings.notifiers().entrySet().stream()
        .map(entry -> target(entry.getKey(), entry.getValue()))
        .toList();
  }

  private static NotifierSettings target(String name, Settings.NotifierTarget target) {
    String url = target.url().toString();
    String secret = target.secret().map(Settings.Secret::value).orElse("");
    return NotifierSettings.isMail(url)
        ? NotifierSettings.mail(name, url, secret)
        : NotifierSettings.webhook(name, url, secret);
  }

  @Override
  public void close() {
    schedule.close();
    executor.shutdownNow();
    client.shutdownNow();
    mailer.ifPresent(Mailer::close);
  }
}
