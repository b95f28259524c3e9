package dev.tally.app.config;

import static java.util.Objects.requireNonNull;

import dev.tally.aggregator.carbon.CarbonLimits;
import dev.tally.collector.admission.AdmissionSettings;
import dev.tally.collector.admission.Quota;
import dev.tally.collector.journal.JournalSettings;
import dev.tally.delivery.MailSettings;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Everything that an installation can be told. docs/configuration.md lists the keys.
 *
 * @param data folder of all that Tally writes
 * @param listen address that the services listen on
 */
public record Settings(
    Path data,
    String listen,
    Ingest ingest,
    Http http,
    Engine engine,
    Metadata metadata,
    Carbon carbon,
    List<SiteTarget> sites,
    Map<String, NotifierTarget> notifiers,
    Review review,
    Optional<MailSettings> mail) {

  public Settings {
    requireNonNull(data);
    requireNonNull(listen);
    requireNonNull(ingest);
    requireNonNull(http);
    requireNonNull(engine);
    requireNonNull(metadata);
    requireNonNull(carbon);
    sites = List.copyOf(sites);
    notifiers = Map.copyOf(notifiers);
    requireNonNull(review);
    requireNonNull(mail);
  }

  /** Without carbon's clients, other sites and mail, where everybody is trusted. */
  public Settings(
      Path data,
      String listen,
      Ingest ingest,
      Http http,
      Engine engine,
      Metadata metadata,
      Map<String, NotifierTarget> notifiers) {
    this(
        data,
        listen,
        ingest,
        http,
        engine,
        metadata,
        Carbon.OFF,
        List.of(),
        notifiers,
        Review.TRUSTED,
        Optional.empty());
  }

  /** The same with other settings of carbon. */
  public Settings withCarbon(Carbon newCarbon) {
    return new Settings(
        data, listen, ingest, http, engine, metadata, newCarbon, sites, notifiers, review, mail);
  }

  /** The same with other sites. */
  public Settings withSites(List<SiteTarget> newSites) {
    return new Settings(
        data, listen, ingest, http, engine, metadata, carbon, newSites, notifiers, review, mail);
  }

  /** The same with other rules of who reviews. */
  public Settings withReview(Review newReview) {
    return new Settings(
        data, listen, ingest, http, engine, metadata, carbon, sites, notifiers, newReview, mail);
  }

  /** The same with a mail server. */
  public Settings withMail(MailSettings newMail) {
    return new Settings(
        data,
        listen,
        ingest,
        http,
        engine,
        metadata,
        carbon,
        sites,
        notifiers,
        review,
        Optional.of(newMail));
  }

  /**
   * Review.
   *
   * @param access how people are known who propose, review and publish
   * @param webhook that is told what happens; its secret signs
   * @param mail whether those whom it concerns are told by mail
   */
  public record Review(Access access, Optional<NotifierTarget> webhook, boolean mail) {
    public static final Review TRUSTED = new Review(Access.TRUSTED, Optional.empty(), false);

    public Review {
      requireNonNull(access);
      requireNonNull(webhook);
    }

    public enum Access {
      /** Everybody is who he says. */
      TRUSTED,
      /** By tokens. */
      TOKENS
    }
  }

  /**
   * The collector's way in.
   *
   * @param port of the gRPC edge; 0 takes a free one
   * @param journalBytes most bytes of the journal
   * @param memoryBytes most bytes that came in and are not on disk
   * @param quota of each key that has none of its own
   */
  public record Ingest(int port, long journalBytes, long memoryBytes, Quota quota) {
    public Ingest {
      requireNonNull(quota);
    }

    /** With the default limits. */
    public static Ingest of(int port) {
      return new Ingest(
          port,
          JournalSettings.BYTES_MAX_DEFAULT,
          AdmissionSettings.BYTES_IN_FLIGHT_MAX_DEFAULT,
          Quota.UNLIMITED);
    }
  }

  /**
   * UI, API, Graphite.
   *
   * @param port 0 takes a free one
   * @param publicUrl where people's browsers find them, for links in mails
   */
  public record Http(int port, Optional<URI> publicUrl) {
    public Http {
      requireNonNull(publicUrl);
    }

    /** Without links from elsewhere. */
    public Http(int port) {
      this(port, Optional.empty());
    }
  }

  /** Where ClickHouse is. */
  public sealed interface Engine {
    /**
     * A child process of ours.
     *
     * @param memoryMaxBytes what the engine's own allocations may come to
     */
    record Embedded(int httpPort, int tcpPort, long memoryMaxBytes) implements Engine {}

    /** A server that somebody else runs. */
    record External(URI url, String user, Secret password, String database, String viewsDatabase)
        implements Engine {}
  }

  /** The metadata database; an H2 file in the data folder unless told otherwise. */
  public record Metadata(String url, String user, Secret password) {}

  /**
   * Points from carbon's clients.
   *
   * @param port of plain text; 0 takes a free one, absent: nobody listens
   * @param picklePort of pickles, likewise
   * @param prefix of all paths; empty for none
   * @param schemas the first that matches a new series' path counts
   * @param series that there may be
   * @param pointsPerSecond of all clients together; 0 is no limit
   * @param connections at one time
   */
  public record Carbon(
      OptionalInt port,
      OptionalInt picklePort,
      String prefix,
      List<Schema> schemas,
      int series,
      long pointsPerSecond,
      int connections) {
    public static final Carbon OFF =
        new Carbon(
            OptionalInt.empty(),
            OptionalInt.empty(),
            "",
            List.of(),
            CarbonLimits.SERIES_MAX_DEFAULT,
            CarbonLimits.POINTS_PER_SECOND_DEFAULT,
            CarbonLimits.CONNECTIONS_MAX_DEFAULT);

    public Carbon {
      requireNonNull(port);
      requireNonNull(picklePort);
      requireNonNull(prefix);
      schemas = List.copyOf(schemas);
    }

    /** On these ports, and else as ever. */
    public static Carbon on(int port, int picklePort) {
      return new Carbon(
          OptionalInt.of(port),
          OptionalInt.of(picklePort),
          OFF.prefix,
          OFF.schemas,
          OFF.series,
          OFF.pointsPerSecond,
          OFF.connections);
    }

    /**
     * The step of series.
     *
     * @param pattern a regular expression that is found in their paths
     */
    public record Schema(String pattern, Duration step) {
      public Schema {
        requireNonNull(pattern);
        requireNonNull(step);
      }
    }
  }

  /** One entry of {@code sites}: the ClickHouse of another Tally, whose states are pulled. */
  public record SiteTarget(
      String name, URI url, String user, Secret password, String database, int pullsPerBucket) {
    public SiteTarget {
      requireNonNull(name);
      requireNonNull(url);
      requireNonNull(user);
      requireNonNull(password);
      requireNonNull(database);
    }
  }

  /** One entry of {@code notifiers}: a webhook. */
  public record NotifierTarget(URI url, Optional<Secret> secret) {}

  /** A string that never prints itself. */
  public record Secret(String value) {
    @Override
    public String toString() {
      return "***";
    }
  }
}
