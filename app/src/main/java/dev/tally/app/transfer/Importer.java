package dev.tally.app.transfer;

import com.google.protobuf.ByteString;
import dev.tally.collector.json.EventProblem;
import dev.tally.collector.json.EventReader;
import dev.tally.collector.json.JsonPlans;
import dev.tally.collector.json.WireBuffer;
import dev.tally.edl.model.Revision;
import dev.tally.edl.registry.Catalog;
import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import dev.tally.ingest.v1.Batch;
import dev.tally.ingest.v1.Event;
import dev.tally.ingest.v1.SchemaRef;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Imports one source. Batch n holds the events of its rows from (n - 1) × {@link #BATCH_ROWS} on,
 * and the producer's id follows from the source's content and the mapping: so a second import sends
 * what the collector has, and it says so.
 */
final class Importer {
  static final int BATCH_ROWS = 1_000;

  /** A checkpoint waits for its acknowledgements; this many batches keep that rare. */
  private static final int CHECKPOINT_BATCHES = 64;

  private static final int PRODUCER_BYTES = 16;
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final SourceFile source;
  private final Mapping mapping;
  private final EventReader reader;
  private final BatchStream stream;
  private final ImportProgress progress;
  private final Path checkpointFile;
  private final Path errorFile;
  private final byte[] producer;
  private final WireBuffer payload = new WireBuffer();

  /** 2 when batches may have been sent before. */
  private final int attempt;

  private Checkpoint checkpoint;
  private Batch.Builder batch = Batch.newBuilder();
  private final Map<Integer, Integer> schemas = new HashMap<>();
  private long row;
  private long events;
  private long errors;

  /**
   * @param folder of checkpoints
   */
  Importer(
      SourceFile source,
      Mapping mapping,
      Catalog catalog,
      BatchStream stream,
      ImportProgress progress,
      Path folder,
      Path errorFile) {
    this.source = source;
    this.mapping = mapping;
    this.reader = new EventReader(new JsonPlans(), catalog);
    this.stream = stream;
    this.progress = progress;
    this.errorFile = errorFile;
    this.producer = producer(source, mapping);
    this.checkpointFile = folder.resolve(HexFormat.of().formatHex(producer) + ".json");
    this.checkpoint = Checkpoint.read(checkpointFile, source.name());
    this.attempt = checkpoint.batches() > 0 ? 2 : 1;
  }

  private static byte[] producer(SourceFile source, Mapping mapping) {
    MessageDigest digest = SourceFile.digest();
    digest.update(source.sha256().getBytes(StandardCharsets.US_ASCII));
    digest.update(mapping.canonical().getBytes(StandardCharsets.UTF_8));
    return Arrays.copyOf(digest.digest(), PRODUCER_BYTES);
  }

  boolean isComplete() {
    return checkpoint.isComplete();
  }

  /** Goes on where the last run ended; does nothing when that was the end. */
  Checkpoint run() {
    if (checkpoint.isComplete()) {
      return checkpoint;
    }
    events = checkpoint.events();
    errors = checkpoint.errors();
    try (BufferedReader lines = SourceFile.lines(source.path(), progress.open(source.path()))) {
      skip(lines, checkpoint.batches() * BATCH_ROWS);
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        add(line);
        if (++row % BATCH_ROWS == 0) {
          send();
        }
      }
      boolean isWhole = row % BATCH_ROWS == 0;
      if (!isWhole) {
        send();
      }
    } catch (IOException e) {
      throw new TallyException(
          ErrorCode.REQUEST_INVALID, source.name() + " can't be read: " + e, e);
    }
    stream.flush();
    return note(new Checkpoint(source.name(), batchesOf(row), events, errors, true));
  }

  private static long batchesOf(long rows) {
    return (rows + BATCH_ROWS - 1) / BATCH_ROWS;
  }

  private void skip(BufferedReader lines, long rows) throws IOException {
    while (row < rows && lines.readLine() != null) {
      row++;
    }
  }

  private void add(String line) {
    if (line.isBlank()) {
      return;
    }
    try {
      JsonNode node = JSON.readTree(line);
      ObjectNode event = mapping.apply(node);
      if (event == null) {
        throw new EventProblem(
            ErrorCode.EVENT_TYPE_UNKNOWN, "", "no event of the mapping takes this row");
      }
      add(event);
    } catch (JacksonException e) {
      failed(line, new EventProblem(ErrorCode.EVENT_MALFORMED, "", e.getOriginalMessage()));
    } catch (EventProblem problem) {
      failed(line, problem);
    }
  }

  private void add(ObjectNode event) throws EventProblem {
    payload.truncate(0);
    EventReader.Read read;
    try (JsonParser parser = JSON.treeAsTokens(event)) {
      parser.nextToken();
      read = reader.read(parser, payload);
    }
    Revision revision = read.revision();
    Integer schema = schemas.get(revision.id());
    if (schema == null) {
      schema = schemas.size();
      schemas.put(revision.id(), schema);
      batch.addSchemas(
          SchemaRef.newBuilder()
              .setEventType(revision.eventType().name())
              .setFingerprint(revision.fingerprint()));
    }
    Event.Builder built =
        Event.newBuilder()
            .setSchema(schema)
            .setPayload(ByteString.copyFrom(payload.bytes(), 0, payload.size()));
    if (read.time() != null) {
      built.setSentMs(read.time().toEpochMilli());
    }
    batch.addEvents(built);
  }

  private void failed(String line, EventProblem problem) {
    errors++;
    String text =
        JSON.writeValueAsString(
            Map.of(
                "row",
                row + 1,
                "code",
                problem.code().name(),
                "attribute",
                problem.attribute(),
                "message",
                problem.text(),
                "source",
                line));
    ErrorFile.append(errorFile, text);
  }

  /** Sends the batch of the rows up to here; one without events has nothing to send. */
  private void send() {
    long number = batchesOf(row);
    if (batch.getEventsCount() > 0) {
      events += batch.getEventsCount();
      stream.send(
          batch
              .setProducer(ByteString.copyFrom(producer))
              .setNumber(number)
              .setAttempt(attempt)
              .build());
    }
    batch = Batch.newBuilder();
    schemas.clear();
    progress.rows(row, errors);
    if (number % CHECKPOINT_BATCHES == 0) {
      // Everything up to here, so that the counts are those of the batches.
      stream.flush();
      note(new Checkpoint(source.name(), number, events, errors, false));
    }
  }

  private Checkpoint note(Checkpoint reached) {
    reached.write(checkpointFile);
    checkpoint = reached;
    return reached;
  }
}
