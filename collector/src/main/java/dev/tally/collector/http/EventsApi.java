package dev.tally.collector.http;

import dev.tally.collector.admission.Admission;
import dev.tally.collector.admission.Caller;
import dev.tally.collector.journal.Journal;
import dev.tally.collector.json.EventReader;
import dev.tally.collector.json.JsonLimits;
import dev.tally.collector.json.JsonPlans;
import dev.tally.edl.registry.Catalog;
import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.time.Clock;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.json.JsonFactory;

/**
 * {@code POST /v1/events}. A request's way:
 *
 * <ol>
 *   <li>who sends it is known, and there is room for it ({@link Sender}, {@link RequestRoom},
 *       {@link Admission});
 *   <li>its body is decompressed and read within limits ({@link RequestBody}, {@link
 *       RequestReader});
 *   <li>each event becomes its type's protobuf bytes, or an error of its own ({@link EventReader});
 *   <li>the good ones are one batch, which goes into the journal ({@link HttpProducer});
 *   <li>the answer is sent when the batch is on disk.
 * </ol>
 */
public final class EventsApi implements Consumer<JavalinConfig> {
  private static final Logger log = LoggerFactory.getLogger(EventsApi.class);
  private static final String PATH = "/v1/events";

  private final Catalog catalog;
  private final Clock clock;
  private final Sender sender;
  private final HttpProducer producer;
  private final HttpMeters meters;
  private final JsonFactory factory = JsonLimits.factory();
  private final JsonPlans plans = new JsonPlans();
  private final Admission admission;
  private final RequestRoom room;

  public EventsApi(
      WriteKeys keys,
      Catalog catalog,
      Journal journal,
      Admission admission,
      MeterRegistry registry,
      Clock clock) {
    this.admission = admission;
    this.room = new RequestRoom(admission.inFlight());
    this.catalog = catalog;
    this.clock = clock;
    this.sender = new Sender(keys);
    this.producer = new HttpProducer(journal, clock);
    this.meters = new HttpMeters(registry);
  }

  @Override
  public void accept(JavalinConfig config) {
    config.routes.options(PATH, Cors::preflight);
    config.routes.post(PATH, this::post);
  }

  private void post(Context context) {
    Cors.allow(context);
    try {
      take(context);
    } catch (MediaException e) {
      Answers.unsupported(context, e);
    } catch (TallyException e) {
      Answers.problem(context, e);
    } catch (IOException e) {
      Answers.problem(
          context,
          new TallyException(
              ErrorCode.REQUEST_INVALID, "the body can't be read: " + e.getMessage(), e));
    }
    meters.answered(context.statusCode());
  }

  private void take(Context context) throws IOException, MediaException {
    // Who, and is there room
    Caller caller = sender.of(context);
    admission.requireNoDebt(caller);
    try (RequestRoom.Share share = room.enter();
        // The body
        RequestBody body =
            RequestBody.open(
                context.req().getInputStream(),
                context.header("Content-Type"),
                context.header("Content-Encoding"),
                count -> {
                  share.take(count);
                  meters.read(count);
                })) {
      // Its events
      RequestBatch batch = new RequestBatch(producer.id(), caller.name(), clock.millis());
      EventErrors errors = new EventErrors(meters);
      new RequestReader(factory, new EventReader(plans, catalog, clock), batch, errors).read(body);
      // The journal
      if (batch.count() > 0) {
        admission.charge(caller, batch.count(), share.taken());
        if (admission.sheds()) {
          batch.shedBestEffort();
        }
        awaitDurable(producer.append(batch));
        batch.shedCounts().forEach(admission::shed);
      }
      // The answer
      meters.accepted(batch.count() - batch.shed(), batch.repeats());
      Answers.ok(context, batch, errors);
    }
  }

  private static void awaitDurable(CompletableFuture<Void> durable) {
    try {
      durable.get(HttpLimits.JOURNAL_TIME_MAX.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof TallyException failure) {
        throw failure;
      }
      throw new TallyException(ErrorCode.INTERNAL, "the journal failed: " + e.getCause(), e);
    } catch (TimeoutException e) {
      log.warn("the journal has not answered for {}", HttpLimits.JOURNAL_TIME_MAX);
      throw new TallyException(
          ErrorCode.JOURNAL_FAILED,
          "it is not known whether the events were written: send them again with the same ids",
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new TallyException(ErrorCode.COLLECTOR_STOPPING, "the collector is stopping", e);
    }
  }
}
