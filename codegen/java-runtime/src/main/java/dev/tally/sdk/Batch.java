package dev.tally.sdk;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;

/**
 * A closed batch: number and events are fixed, only the attempt grows. It stays in memory until the
 * collector acknowledges it. Used by the sender's thread only.
 */
final class Batch {
  private final byte[] producer;
  private final long number;
  private final long from;
  private final long until;
  private final byte[] body;
  private final CountPage.Share[] shares;
  private final long report;
  private int attempt;
  private long sentNanos;

  /**
   * @param from queue position of the first event
   * @param until queue position after the last event
   * @param body the encoded message without producer, number and attempt
   * @param shares what it holds of each page of the ledger
   * @param report the number of the report that it brings; 0 for none
   */
  Batch(
      byte[] producer,
      long number,
      long from,
      long until,
      byte[] body,
      CountPage.Share[] shares,
      long report) {
    this.producer = producer;
    this.number = number;
    this.from = from;
    this.until = until;
    this.body = body;
    this.shares = shares;
    this.report = report;
  }

  long number() {
    return number;
  }

  long from() {
    return from;
  }

  long until() {
    return until;
  }

  long events() {
    return until - from;
  }

  CountPage.Share[] shares() {
    return shares;
  }

  long report() {
    return report;
  }

  int attempt() {
    return attempt;
  }

  /** When it was last sent, by the sender's nanosecond clock. */
  long sentNanos() {
    return sentNanos;
  }

  /** Counts one more attempt and returns the message to send. */
  Message nextAttempt(long nowNanos) {
    attempt++;
    sentNanos = nowNanos;
    WireWriter head = new WireWriter();
    head.tag(0x0A).bytes(producer);
    head.tag(0x10).uint64(number);
    head.tag(0x18).uint32(attempt);
    return new Message(head.toByteArray(), body);
  }

  /** A Batch of ingest.proto in two parts, of which the second is shared by all attempts. */
  static final class Message {
    private final byte[] head;
    private final byte[] body;

    private Message(byte[] head, byte[] body) {
      this.head = head;
      this.body = body;
    }

    InputStream stream() {
      return new Stream(this);
    }
  }

  /** Hands gRPC the length at once and writes without an intermediate copy. */
  private static final class Stream extends SequenceInputStream
      implements io.grpc.Drainable, io.grpc.KnownLength {
    private final Message message;

    Stream(Message message) {
      super(new ByteArrayInputStream(message.head), new ByteArrayInputStream(message.body));
      this.message = message;
    }

    @Override
    public int available() {
      return message.head.length + message.body.length;
    }

    @Override
    public int drainTo(OutputStream target) throws IOException {
      target.write(message.head);
      target.write(message.body);
      return available();
    }
  }
}
