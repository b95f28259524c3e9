package dev.tally.aggregator.impact;

import dev.tally.edl.review.NewRound;
import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code {"baseCommit", "files": [{"path", "source"}]}}; a source of null deletes the file. */
final class RoundBody {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private RoundBody() {}

  /**
   * @throws TallyException REQUEST_INVALID
   */
  static NewRound read(byte[] body) {
    JsonNode json = parse(body);
    JsonNode base = json.path("baseCommit");
    boolean hasBase = !base.isMissingNode() && !base.isNull();
    if (hasBase && !base.isInt()) {
      throw invalid("\"baseCommit\" must be a whole number", null);
    }
    return new NewRound(hasBase ? Optional.of(base.asInt()) : Optional.empty(), files(json));
  }

  private static JsonNode parse(byte[] body) {
    try {
      JsonNode json = JSON.readTree(body);
      if (json.path("files").isArray()) {
        return json;
      }
    } catch (JacksonException e) {
      throw invalid("the body is no JSON: " + e.getOriginalMessage(), e);
    }
    throw invalid("the body must be {\"files\": [{\"path\", \"source\"}, …]}", null);
  }

  private static SortedMap<String, Optional<String>> files(JsonNode json) {
    SortedMap<String, Optional<String>> files = new TreeMap<>();
    for (JsonNode file : json.path("files")) {
      JsonNode path = file.path("path");
      JsonNode source = file.path("source");
      if (!path.isString() || !(source.isString() || source.isNull())) {
        throw invalid("each of \"files\" must be {\"path\", \"source\"}", null);
      }
      if (files.put(
              path.asString(), source.isNull() ? Optional.empty() : Optional.of(source.asString()))
          != null) {
        throw invalid(path.asString() + " is twice in \"files\"", null);
      }
    }
    return files;
  }

  private static TallyException invalid(String message, @Nullable Throwable cause) {
    return cause == null
        ? new TallyException(ErrorCode.REQUEST_INVALID, message)
        : new TallyException(ErrorCode.REQUEST_INVALID, message, cause);
  }
}
