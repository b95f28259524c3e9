package dev.tally.delivery;

import static java.util.Objects.requireNonNull;

import jakarta.mail.Address;
import jakarta.mail.Authenticator;
import jakarta.mail.MessagingException;
import jakarta.mail.PasswordAuthentication;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLSocketFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands mail to an SMTP server, one connection a mail. The server's certificate must be one that
 * Java trusts, and of the server's name.
 */
public final class Mailer implements Sender<Mail>, AutoCloseable {
  /** For a connection, and for each of the server's answers. */
  public static final Duration ANSWER_TIME_MAX = Duration.ofSeconds(10);

  /** For all of it: a server that answers a little at a time keeps nobody waiting for longer. */
  public static final Duration ATTEMPT_TIME_MAX = Duration.ofSeconds(60);

  private static final Logger log = LoggerFactory.getLogger(Mailer.class);
  private static final Delivery DELIVERED = new Delivery.Delivered();

  private final MailSettings settings;
  private final InternetAddress from;
  private final Clock clock;
  private final Duration attemptTimeMax;
  private final Session session;

  /** A virtual thread that is interrupted gives up its connection; another one would not. */
  private final ExecutorService attempts = Executors.newVirtualThreadPerTaskExecutor();

  /**
   * @param clock of the mails' dates
   */
  public Mailer(MailSettings settings, Clock clock) {
    this(settings, clock, ANSWER_TIME_MAX, ATTEMPT_TIME_MAX, Optional.empty());
  }

  /**
   * @param trust instead of Java's own
   */
  Mailer(
      MailSettings settings,
      Clock clock,
      Duration answerTimeMax,
      Duration attemptTimeMax,
      Optional<SSLSocketFactory> trust) {
    this.settings = requireNonNull(settings);
    this.from = Mail.address(settings.from()).orElseThrow();
    this.clock = requireNonNull(clock);
    this.attemptTimeMax = requireNonNull(attemptTimeMax);
    Properties properties = properties(settings, from, answerTimeMax);
    trust.ifPresent(sockets -> properties.put("mail.smtp.ssl.socketFactory", sockets));
    session =
        Session.getInstance(
            properties,
            settings.user().map(user -> password(user, settings.password())).orElse(null));
  }

  private static Properties properties(
      MailSettings settings, InternetAddress from, Duration answerTimeMax) {
    String millis = Long.toString(answerTimeMax.toMillis());
    Properties properties = new Properties();
    properties.setProperty("mail.transport.protocol", "smtp");
    properties.setProperty("mail.smtp.host", settings.host());
    properties.setProperty("mail.smtp.port", Integer.toString(settings.port()));
    properties.setProperty("mail.smtp.from", from.getAddress());
    properties.setProperty("mail.smtp.auth", Boolean.toString(settings.user().isPresent()));
    properties.setProperty("mail.smtp.connectiontimeout", millis);
    properties.setProperty("mail.smtp.timeout", millis);
    properties.setProperty("mail.smtp.writetimeout", millis);
    properties.setProperty("mail.smtp.quitwait", "false");
    properties.setProperty("mail.smtp.ssl.checkserveridentity", "true");
    switch (settings.security()) {
      case NONE -> {}
      case STARTTLS -> {
        properties.setProperty("mail.smtp.starttls.enable", "true");
        properties.setProperty("mail.smtp.starttls.required", "true");
      }
      case TLS -> properties.setProperty("mail.smtp.ssl.enable", "true");
    }
    return properties;
  }

  private static Authenticator password(String user, String password) {
    return new Authenticator() {
      @Override
      protected PasswordAuthentication getPasswordAuthentication() {
        return new PasswordAuthentication(user, password);
      }
    };
  }

  @Override
  public Delivery send(Mail mail) {
    Optional<InternetAddress> to = Mail.address(mail.to());
    if (to.isEmpty()) {
      return new Delivery.Refused("'%s' is no e-mail address".formatted(mail.to()));
    }
    return attempt(
        transport -> {
          var message = new MailMessage(session, mail, from, to.get(), clock.instant());
          transport.sendMessage(message, new Address[] {to.get()});
        });
  }

  /** Connects, says who it is, and sends nothing. */
  public Delivery check() {
    return attempt(_ -> {});
  }

  private interface Work {
    void accept(Transport transport) throws MessagingException;
  }

  private Delivery attempt(Work work) {
    Callable<Delivery> whole = () -> onConnection(work);
    Future<Delivery> running = attempts.submit(whole);
    try {
      return running.get(attemptTimeMax.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      return new Delivery.Failed(
          "mail server %s is not done after %d s"
              .formatted(settings.server(), attemptTimeMax.toSeconds()));
    } catch (ExecutionException e) {
      return new Delivery.Failed(
          "mail server %s: %s".formatted(settings.server(), String.valueOf(e.getCause())));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Delivery.Failed("interrupted");
    } finally {
      running.cancel(true);
    }
  }

  private Delivery onConnection(Work work) throws MessagingException {
    Transport transport = session.getTransport();
    try {
      transport.connect();
      work.accept(transport);
      return DELIVERED;
    } catch (MessagingException e) {
      return SmtpFailure.of(settings, e);
    } finally {
      close(transport);
    }
  }

  /** What is taken is taken, whatever becomes of the connection. */
  private static void close(Transport transport) {
    try {
      transport.close();
    } catch (MessagingException e) {
      log.debug("mail server: {}", e.getMessage());
    }
  }

  @Override
  public void close() {
    attempts.shutdownNow();
  }
}
