package dev.tally.collector.http;

import dev.tally.collector.json.EventProblem;
import dev.tally.collector.json.EventReader;
import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import java.io.IOException;
import java.io.InputStream;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.json.JsonFactory;

/**
 * Reads a body event by event into a batch. NDJSON is taken line by line, and a line that is no
 * JSON is that event's error; of anything else, what is no JSON makes the whole request one that
 * can't be read.
 */
final class RequestReader {
  private final JsonFactory factory;
  private final EventReader events;
  private final RequestBatch batch;
  private final EventErrors errors;
  private int index;

  RequestReader(JsonFactory factory, EventReader events, RequestBatch batch, EventErrors errors) {
    this.factory = factory;
    this.events = events;
    this.batch = batch;
    this.errors = errors;
  }

  /**
   * @throws TallyException REQUEST_INVALID, REQUEST_TOO_LARGE
   */
  void read(RequestBody body) throws IOException {
    if (body.isLines()) {
      readLines(body.stream());
    } else {
      readValues(body.stream());
    }
  }

  private void readValues(InputStream body) {
    try (JsonParser parser = factory.createParser(ObjectReadContext.empty(), body)) {
      JsonToken first = parser.nextToken();
      if (first == null) {
        throw invalid("the body is empty: send an event, an array of events or NDJSON");
      }
      if (first == JsonToken.START_ARRAY) {
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          add(parser);
        }
        if (parser.nextToken() != null) {
          throw invalid("there is more after the array of events");
        }
      } else {
        for (JsonToken token = first; token != null; token = parser.nextToken()) {
          add(parser);
        }
      }
    } catch (JacksonException e) {
      throw invalid("the body can't be read" + place(e) + ": " + e.getOriginalMessage());
    }
  }

  private static String place(JacksonException e) {
    TokenStreamLocation location = e.getLocation();
    return location == null || location.getLineNr() < 1
        ? ""
        : " (line " + location.getLineNr() + ", column " + location.getColumnNr() + ")";
  }

  private static TallyException invalid(String message) {
    return new TallyException(ErrorCode.REQUEST_INVALID, message);
  }

  private void add(JsonParser parser) {
    int event = nextIndex();
    try {
      batch.add(events, parser);
    } catch (EventProblem problem) {
      errors.add(event, problem);
    }
  }

  private int nextIndex() {
    if (index == HttpLimits.REQUEST_EVENTS_MAX) {
      throw new TallyException(
          ErrorCode.REQUEST_TOO_LARGE,
          "more than " + HttpLimits.REQUEST_EVENTS_MAX + " events in one request: send less");
    }
    return index++;
  }

  private void readLines(InputStream body) throws IOException {
    Lines lines = new Lines(body, HttpLimits.LINE_BYTES_MAX);
    while (lines.next()) {
      if (!lines.isBlank()) {
        readLine(lines);
      }
    }
    if (index == 0) {
      throw invalid("the body is empty: send an event a line");
    }
  }

  private void readLine(Lines lines) {
    int event = nextIndex();
    int before = batch.count();
    try {
      addLine(lines);
    } catch (JacksonException e) {
      batch.truncate(before);
      errors.add(event, malformed("the line is no JSON: " + e.getOriginalMessage()));
    } catch (EventProblem problem) {
      batch.truncate(before);
      errors.add(event, problem);
    }
  }

  private void addLine(Lines lines) throws EventProblem {
    if (lines.isTooLong()) {
      throw new EventProblem(
          ErrorCode.EVENT_TOO_LARGE,
          "",
          "a line of more than " + HttpLimits.LINE_BYTES_MAX + " bytes");
    }
    try (JsonParser parser =
        factory.createParser(
            ObjectReadContext.empty(), lines.bytes(), lines.offset(), lines.length())) {
      parser.nextToken();
      batch.add(events, parser);
      if (parser.nextToken() != null) {
        throw malformed("more than one value on a line");
      }
    }
  }

  private static EventProblem malformed(String message) {
    return new EventProblem(ErrorCode.EVENT_MALFORMED, "", message);
  }
}
