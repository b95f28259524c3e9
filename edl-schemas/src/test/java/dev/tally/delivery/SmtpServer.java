package dev.tally.delivery;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/** A small SMTP server (RFC 5321, STARTTLS of RFC 3207) that does as it is told. */
public final class SmtpServer implements AutoCloseable {
  private static final long DRIP_NANOS = 20_000_000;

  /** How it is today. */
  public enum Mood {
    FINE,
    /** Hangs up at once. */
    DOWN,
    /** Says nothing. */
    SILENT,
    /** Says something each moment, and never all of it. */
    DRIPPING
  }

  /** One mail that it took. */
  public record Taken(String to, boolean encrypted, String data) {}

  private final ServerSocket server;
  private final @Nullable SSLContext tls;
  private final boolean tlsAtOnce;
  private final Map<String, String> refusals = new ConcurrentHashMap<>();
  private final Map<String, String> answers = new ConcurrentHashMap<>();
  private final List<Taken> taken = new CopyOnWriteArrayList<>();
  private final List<Socket> connections = new CopyOnWriteArrayList<>();
  private final AtomicInteger serving = new AtomicInteger();
  private volatile Mood mood = Mood.FINE;

  private SmtpServer(@Nullable SSLContext tls, boolean tlsAtOnce) {
    this.tls = tls;
    this.tlsAtOnce = tlsAtOnce;
    try {
      server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread.ofVirtual().start(this::accept);
  }

  public static SmtpServer plain() {
    return new SmtpServer(null, false);
  }

  static SmtpServer withStartTls(SSLContext tls) {
    return new SmtpServer(tls, false);
  }

  static SmtpServer withTls(SSLContext tls) {
    return new SmtpServer(tls, true);
  }

  public int port() {
    return server.getLocalPort();
  }

  public void setMood(Mood newMood) {
    mood = newMood;
  }

  /**
   * Answers so to a command.
   *
   * @param step {@code MAIL}, {@code RCPT}, {@code DATA}, or a dot for the end of the mail
   * @param answer empty: it hangs up
   */
  void answer(String step, String answer) {
    answers.put(step, answer);
  }

  void answerWell(String step) {
    answers.remove(step);
  }

  /** Answers so to RCPT of that address. */
  public void refuse(String address, String answer) {
    refusals.put(address, answer);
  }

  public void takeAgain(String address) {
    refusals.remove(address);
  }

  public List<Taken> taken() {
    return List.copyOf(taken);
  }

  /** Whether somebody is still connected. */
  boolean isBusy() {
    return serving.get() > 0;
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket socket = server.accept();
        connections.add(socket);
        Thread.ofVirtual().start(() -> serve(socket));
      } catch (IOException e) {
        return; // it is closed
      }
    }
  }

  private void serve(Socket plain) {
    serving.incrementAndGet();
    try (plain) {
      switch (mood) {
        case DOWN -> {}
        case SILENT -> plain.getInputStream().readAllBytes();
        case DRIPPING -> drip(plain.getOutputStream());
        case FINE -> {
          Conversation conversation = new Conversation(tlsAtOnce ? encrypted(plain) : plain);
          conversation.say("220 test");
          conversation.run();
        }
      }
    } catch (IOException e) {
      // the other side has gone
    } finally {
      serving.decrementAndGet();
    }
  }

  private static void drip(OutputStream out) throws IOException {
    while (true) {
      out.write("220-wait\r\n".getBytes(StandardCharsets.US_ASCII));
      out.flush();
      LockSupport.parkNanos(DRIP_NANOS);
    }
  }

  private SSLSocket encrypted(Socket plain) throws IOException {
    SSLContext context = tls;
    if (context == null) {
      throw new IllegalStateException("no TLS");
    }
    SSLSocket socket =
        (SSLSocket) context.getSocketFactory().createSocket(plain, null, plain.getPort(), true);
    socket.setUseClientMode(false);
    socket.startHandshake();
    return socket;
  }

  private final class Conversation {
    private Socket socket;
    private BufferedReader in;
    private String to = "";

    Conversation(Socket socket) throws IOException {
      this.socket = socket;
      this.in = reader(socket);
    }

    private static BufferedReader reader(Socket socket) throws IOException {
      return new BufferedReader(
          new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
    }

    void say(String line) throws IOException {
      socket.getOutputStream().write((line + "\r\n").getBytes(StandardCharsets.US_ASCII));
      socket.getOutputStream().flush();
    }

    void run() throws IOException {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        String command = line.split("[ :]", 2)[0];
        String answer = answers.get(command);
        if (answer == null) {
          answer(command, line);
        } else if (!isSaid(answer)) {
          return;
        }
      }
    }

    private void answer(String command, String line) throws IOException {
      switch (command) {
        case "EHLO" -> say(isPlain() && tls != null ? "250-test\r\n250 STARTTLS" : "250 test");
        case "STARTTLS" -> {
          say("220 go");
          socket = encrypted(socket);
          in = reader(socket);
        }
        case "RCPT" -> {
          to = line.replaceAll("[^<]*<([^>]*)>.*", "$1");
          say(refusals.getOrDefault(to, "250 fine"));
        }
        case "DATA" -> take();
        case "QUIT" -> say("221 bye");
        default -> say("250 fine");
      }
    }

    private void take() throws IOException {
      say("354 go");
      Taken mail = new Taken(to, !isPlain(), data());
      String answer = answers.get(".");
      if (answer == null) {
        taken.add(mail);
        say("250 taken");
      } else if (!isSaid(answer)) {
        socket.close();
      }
    }

    private boolean isSaid(String answer) throws IOException {
      if (!answer.isEmpty()) {
        say(answer);
      }
      return !answer.isEmpty();
    }

    private boolean isPlain() {
      return !(socket instanceof SSLSocket);
    }

    private String data() throws IOException {
      StringBuilder data = new StringBuilder();
      for (String line = in.readLine(); line != null && !line.equals("."); line = in.readLine()) {
        data.append(line).append('\n');
      }
      return data.toString();
    }
  }

  @Override
  public void close() {
    try {
      server.close();
      for (Socket socket : connections) {
        socket.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
