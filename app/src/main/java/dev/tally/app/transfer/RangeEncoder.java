package dev.tally.app.transfer;

import com.google.protobuf.ByteString;
import dev.tally.collector.json.EventProblem;
import dev.tally.collector.json.EventReader;
import dev.tally.collector.json.JsonPlans;
import dev.tally.collector.json.WireBuffer;
import dev.tally.edl.model.Revision;
import dev.tally.edl.registry.Catalog;
import dev.tally.error.ErrorCode;
import dev.tally.ingest.v1.Batch;
import dev.tally.ingest.v1.Event;
import dev.tally.ingest.v1.SchemaRef;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Makes a range's batch. Ranges are made by several threads at once, each by its own encoder. */
final class RangeEncoder {
  /** Of a row that is too long, this much is in the error file. */
  private static final int CUT_CHARS = 1_024;

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final String source;
  private final Mapping mapping;
  private final EventReader reader;
  private final WireBuffer payload = new WireBuffer();
  private final Batch.Builder batch;
  private final Map<Integer, Integer> schemas = new HashMap<>();
  private final List<String> errors = new ArrayList<>();

  /**
   * @param head what all batches of the import have
   */
  RangeEncoder(String source, Mapping mapping, JsonPlans plans, Catalog catalog, Batch head) {
    this.source = source;
    this.mapping = mapping;
    this.reader = new EventReader(plans, catalog);
    this.batch = head.toBuilder();
  }

  /**
   * A range that is ready to be sent.
   *
   * @param batch without events there is nothing to send
   * @param errors lines for the error file
   */
  record Encoded(Batch batch, List<String> errors) {}

  /** Once. */
  Encoded encode(RowRange range) {
    long row = range.firstRow();
    for (byte[] line : range.rows()) {
      add(row++, line);
    }
    return new Encoded(batch.setNumber(range.lastRow()).build(), errors);
  }

  private void add(long row, byte[] line) {
    if (isBlank(line)) {
      return;
    }
    try {
      if (line.length > RangeReader.LINE_BYTES_MAX) {
        throw new EventProblem(
            ErrorCode.EVENT_TOO_LARGE,
            "",
            "a row of more than " + RangeReader.LINE_BYTES_MAX + " bytes");
      }
      ObjectNode event = mapping.apply(JSON.readTree(line));
      if (event == null) {
        throw new EventProblem(
            ErrorCode.EVENT_TYPE_UNKNOWN, "", "no event of the mapping takes this row");
      }
      add(event);
    } catch (JacksonException e) {
      failed(row, line, new EventProblem(ErrorCode.EVENT_MALFORMED, "", e.getOriginalMessage()));
    } catch (EventProblem problem) {
      failed(row, line, problem);
    }
  }

  private static boolean isBlank(byte[] line) {
    for (byte letter : line) {
      if (letter != ' ' && letter != '\t' && letter != '\r') {
        return false;
      }
    }
    return true;
  }

  private void add(ObjectNode event) throws EventProblem {
    payload.truncate(0);
    EventReader.Read read;
    try (JsonParser parser = JSON.treeAsTokens(event)) {
      parser.nextToken();
      read = reader.read(parser, payload);
    }
    Event.Builder built =
        Event.newBuilder()
            .setSchema(schema(read.revision()))
            .setPayload(ByteString.copyFrom(payload.bytes(), 0, payload.size()));
    if (read.time() != null) {
      built.setSentMs(read.time().toEpochMilli());
    }
    batch.addEvents(built);
  }

  private int schema(Revision revision) {
    return schemas.computeIfAbsent(
        revision.id(),
        id -> {
          batch.addSchemas(
              SchemaRef.newBuilder()
                  .setEventType(revision.eventType().name())
                  .setFingerprint(revision.fingerprint()));
          return batch.getSchemasCount() - 1;
        });
  }

  private void failed(long row, byte[] line, EventProblem problem) {
    String text = new String(line, StandardCharsets.UTF_8);
    errors.add(
        JSON.createObjectNode()
            .put("source", source)
            .put("row", row)
            .put("code", problem.code().name())
            .put("attribute", problem.attribute())
            .put("message", problem.text())
            .put(
                "line",
                line.length > RangeReader.LINE_BYTES_MAX ? text.substring(0, CUT_CHARS) : text)
            .toString());
  }
}
