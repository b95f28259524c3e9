package dev.tally.aggregator.carbon;

import io.micrometer.core.instrument.Counter;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Plain text: a line per point. A line that is not taken costs its neighbours nothing. */
final class LineConversation implements Conversation {
  private static final int BUFFER_BYTES = 16 << 10;

  private final Intake intake;
  private final CarbonMeters meters;
  private final Counter taken;

  LineConversation(Intake intake, CarbonMeters meters) {
    this.intake = intake;
    this.meters = meters;
    this.taken = meters.taken("line");
  }

  @Override
  public void run(String client, Socket socket) throws IOException, InterruptedException {
    InputStream in = socket.getInputStream();
    Lines lines = new Lines(client);
    for (int count = lines.read(in); count >= 0; count = lines.read(in)) {
      intake.take(client, lines.points(count), taken);
    }
    lines.end();
  }

  /** What came of one connection and is not taken yet. */
  private final class Lines {
    private final String client;
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private int filled;
    private boolean isSkipping;

    Lines(String client) {
      this.client = client;
    }

    int read(InputStream in) throws IOException {
      return in.read(buffer, filled, buffer.length - filled);
    }

    /**
     * Of the lines that have ended.
     *
     * @param count bytes that were read
     */
    List<SentPoint> points(int count) {
      List<SentPoint> points = new ArrayList<>();
      int end = filled + count;
      int begin = 0;
      for (int i = filled; i < end; i++) {
        if (buffer[i] == '\n') {
          if (isSkipping) {
            isSkipping = false;
          } else {
            line(begin, i, points);
          }
          begin = i + 1;
        }
      }
      // One more may be a carriage return.
      if (!isSkipping && end - begin > CarbonLimits.LINE_BYTES_MAX + 1) {
        tooLong(begin, end);
        isSkipping = true;
      }
      filled = isSkipping ? 0 : end - begin;
      System.arraycopy(buffer, begin, buffer, 0, filled);
      return points;
    }

    private void line(int from, int lineEnd, List<SentPoint> points) {
      int to = lineEnd > from && buffer[lineEnd - 1] == '\r' ? lineEnd - 1 : lineEnd;
      if (to - from > CarbonLimits.LINE_BYTES_MAX) {
        tooLong(from, to);
        return;
      }
      if (LineParser.isBlank(buffer, from, to)) {
        return;
      }
      try {
        points.add(LineParser.parse(buffer, from, to));
      } catch (RefusedException e) {
        meters.refused(e.refusal(), client, text(from, to), e.what());
      }
    }

    private void tooLong(int from, int to) {
      meters.refused(
          Refusal.LINE_TOO_LONG,
          client,
          text(from, to),
          "a line of more than %d bytes".formatted(CarbonLimits.LINE_BYTES_MAX));
    }

    /** What has no end may be cut off anywhere, in the middle of a number, too. */
    void end() {
      if (!LineParser.isBlank(buffer, 0, filled)) {
        meters.refused(Refusal.UNFINISHED, client, text(0, filled), "a line without an end");
      }
    }

    private String text(int from, int to) {
      return new String(buffer, from, to - from, StandardCharsets.UTF_8);
    }
  }
}
