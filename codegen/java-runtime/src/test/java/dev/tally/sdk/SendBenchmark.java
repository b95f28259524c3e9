package dev.tally.sdk;

import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/**
 * What {@code send()} costs, and how many events one client brings over. Client and collector share
 * the machine and the process; the collector does no more than read the number of a batch and
 * acknowledge it.
 *
 * <p>Runs when it is named only, {@code -Dtest=SendBenchmark}; its figures are in {@code
 * target/surefire-reports}.
 */
final class SendBenchmark {
  private static final int BLOCK = 1_000;
  private static final int ROUNDS = 5;
  private static final String[] COUNTRIES = {"NO", "DE", "FR", "US", "JP"};
  private static final String[] PAGES = {"/home", "/cart/checkout", "/search?q=tally"};
  private static final Duration LIMIT = Duration.ofMinutes(1);

  @Test
  void measure() throws Exception {
    int events = Integer.getInteger("tally.bench.events", 3_000_000);
    Server collector = collector();
    String target = "127.0.0.1:" + collector.getPort();
    WireWriter out = new WireWriter();
    event(1).encode(out);
    int processors = Runtime.getRuntime().availableProcessors();
    print("One event: %d bytes; processors: %d".formatted(out.size(), processors));
    try (TallyClient client = TallyClient.builder().target(target).build()) {
      for (int round = 1; round <= ROUNDS; round++) {
        for (int threads : new int[] {1, 2}) {
          run(client, threads, events / threads, round);
        }
      }
      print(client.counters().toString());
    }
    try (TallyClient idle = TallyClient.builder().target("127.0.0.1:1").build()) {
      for (int round = 1; round <= ROUNDS; round++) {
        full(idle, round);
      }
    }
    collector.shutdownNow();
  }

  private static void run(TallyClient client, int threads, int perThread, int round)
      throws InterruptedException {
    List<long[]> blocks = new ArrayList<>();
    CountDownLatch done = new CountDownLatch(threads);
    long begin = System.nanoTime();
    for (int t = 0; t < threads; t++) {
      long[] nanos = new long[perThread / BLOCK];
      blocks.add(nanos);
      Thread thread =
          new Thread(
              () -> {
                send(client, nanos);
                done.countDown();
              });
      thread.start();
    }
    done.await();
    boolean flushed = client.flush(LIMIT);
    double seconds = (System.nanoTime() - begin) / 1e9;
    long[] all = blocks.stream().flatMapToLong(Arrays::stream).sorted().toArray();
    print(
        "round %d, %d thread(s): send() p50 %d ns, p90 %d ns, p99 %d ns; %,.0f events/s%s"
            .formatted(
                round,
                threads,
                all[all.length / 2] / BLOCK,
                all[all.length * 9 / 10] / BLOCK,
                all[all.length * 99 / 100] / BLOCK,
                all.length * (double) BLOCK / seconds,
                flushed ? "" : " NOT FLUSHED"));
  }

  private static void send(TallyClient client, long[] nanos) {
    for (int block = 0; block < nanos.length; block++) {
      if (!client.awaitRoom(LIMIT)) {
        throw new IllegalStateException("no room");
      }
      long begin = System.nanoTime();
      for (int i = 0; i < BLOCK; i++) {
        event(block * BLOCK + i).send(client);
      }
      nanos[block] = System.nanoTime() - begin;
    }
  }

  /** The collector is away: every event is a counted drop. */
  private static void full(TallyClient client, int round) {
    int events = 1_000_000;
    long begin = System.nanoTime();
    for (int i = 0; i < events; i++) {
      event(i).send(client);
    }
    print("round %d, queue full: %d ns".formatted(round, (System.nanoTime() - begin) / events));
  }

  private static SampleEvent event(int i) {
    return new SampleEvent()
        .country(COUNTRIES[i % COUNTRIES.length])
        .page(PAGES[i % PAGES.length])
        .userId(100_500L + i)
        .durationMs(i & 0xFFF)
        .signedIn((i & 1) == 0)
        .score(i * 0.5)
        .deviceOs("ios")
        .time(Instant.ofEpochSecond(1_795_255_200L + i));
  }

  private static Server collector() throws IOException {
    MethodDescriptor<Long, Long> send =
        MethodDescriptor.<Long, Long>newBuilder()
            .setType(MethodDescriptor.MethodType.BIDI_STREAMING)
            .setFullMethodName("tally.ingest.v1.Ingest/Send")
            .setRequestMarshaller(new BatchNumber())
            .setResponseMarshaller(new Acknowledgement())
            .build();
    return NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
        .directExecutor()
        .addService(
            ServerServiceDefinition.builder("tally.ingest.v1.Ingest")
                .addMethod(send, ServerCalls.asyncBidiStreamingCall(SendBenchmark::acknowledge))
                .build())
        .build()
        .start();
  }

  private static StreamObserver<Long> acknowledge(StreamObserver<Long> acks) {
    AtomicLong last = new AtomicLong();
    return new StreamObserver<>() {
      @Override
      public void onNext(Long number) {
        last.set(number);
        acks.onNext(number);
      }

      @Override
      public void onError(Throwable failure) {
        print("stream ended after batch %d: %s".formatted(last.get(), failure));
      }

      @Override
      public void onCompleted() {
        acks.onCompleted();
      }
    };
  }

  private static void print(String line) {
    System.out.println(line);
  }

  /** Takes a batch off the stream and keeps its number. */
  private static final class BatchNumber implements MethodDescriptor.Marshaller<Long> {
    @Override
    public Long parse(InputStream stream) {
      try {
        byte[] batch = stream.readAllBytes();
        // Producer is the first field, 18 bytes; then come tag and number.
        byte[] number = Arrays.copyOfRange(batch, 19, 29);
        number[9] = 0;
        return BatchAck.read(concat((byte) 8, number)).number();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private static byte[] concat(byte tag, byte[] varint) {
      int length = 1;
      while (varint[length - 1] < 0) {
        length++;
      }
      byte[] message = new byte[length + 1];
      message[0] = tag;
      System.arraycopy(varint, 0, message, 1, length);
      return message;
    }

    @Override
    public InputStream stream(Long number) {
      throw new UnsupportedOperationException();
    }
  }

  private static final class Acknowledgement implements MethodDescriptor.Marshaller<Long> {
    @Override
    public InputStream stream(Long number) {
      WireWriter out = new WireWriter();
      out.tag(8).uint64(number);
      return new ByteArrayInputStream(out.toByteArray());
    }

    @Override
    public Long parse(InputStream stream) {
      throw new UnsupportedOperationException();
    }
  }
}
