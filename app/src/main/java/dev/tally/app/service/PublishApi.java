package dev.tally.app.service;

import dev.tally.edl.gate.PolicyFiles;
import dev.tally.edl.load.EdlLoader;
import dev.tally.edl.load.EdlProblem;
import dev.tally.edl.model.EdlFile;
import dev.tally.edl.model.Revision;
import dev.tally.edl.registry.Catalog;
import dev.tally.edl.registry.EventTypeJson;
import dev.tally.edl.registry.Published;
import dev.tally.edl.registry.SourceTree;
import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import dev.tally.web.Callers;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import java.time.Clock;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * {@code /api/v1/revisions} and {@code /api/v1/tree}: publishes EDL files to a Tally that runs, and
 * shows what is published: the revisions, for senders that encode by them, and the files.
 */
final class PublishApi implements Consumer<JavalinConfig> {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final EdlLoader loader;
  private final BiFunction<List<EdlFile>, String, List<Published>> publish;
  private final SourceTree tree;
  private final Catalog catalog;
  private final Callers callers;

  /**
   * @param publish files, by whom
   */
  PublishApi(
      EdlLoader loader,
      BiFunction<List<EdlFile>, String, List<Published>> publish,
      SourceTree tree,
      Catalog catalog,
      Callers callers) {
    this.loader = loader;
    this.publish = publish;
    this.tree = tree;
    this.catalog = catalog;
    this.callers = callers;
  }

  /** All EDL files of a folder, an import must be among them, and its policies. */
  public record Request(List<Source> files) {}

  /**
   * One file.
   *
   * @param path relative, with forward slashes
   */
  public record Source(@Nullable String path, @Nullable String source) {}

  private record Answer(List<Item> items, int total) {}

  private record Item(String eventType, int revisionId, boolean isNew) {}

  private record Files(int commit, List<Source> items, int total) {}

  private record Latest(List<Content> items, int total) {}

  private record Content(int revisionId, String fingerprint, String publishedAt, String content) {
    static Content of(Revision revision) {
      return new Content(
          revision.id(),
          HexFormat.of().toHexDigits(revision.fingerprint()),
          revision.publishedAt().toString(),
          EventTypeJson.write(revision.eventType()));
    }
  }

  @Override
  public void accept(JavalinConfig config) {
    config.routes.post("/api/v1/revisions", this::publish);
    config.routes.get("/api/v1/revisions", this::latest);
    config.routes.get("/api/v1/tree", this::tree);
  }

  private void tree(Context context) {
    int commit = tree.head();
    List<Source> files =
        tree.tree(commit).texts().entrySet().stream()
            .map(file -> new Source(file.getKey(), file.getValue()))
            .toList();
    context
        .contentType("application/json")
        .result(JSON.writeValueAsBytes(new Files(commit, files, files.size())));
  }

  private void publish(Context context) {
    String actor = callers.publisher(context);
    List<Item> items =
        publish.apply(load(read(context)), actor).stream()
            .map(
                one ->
                    new Item(one.revision().eventType().name(), one.revision().id(), one.isNew()))
            .toList();
    context
        .contentType("application/json")
        .result(JSON.writeValueAsBytes(new Answer(items, items.size())));
  }

  private void latest(Context context) {
    List<Content> items = catalog.latest().stream().map(Content::of).toList();
    context
        .contentType("application/json")
        .result(JSON.writeValueAsBytes(new Latest(items, items.size())));
  }

  private static Request read(Context context) {
    try {
      Request request = JSON.readValue(context.bodyAsBytes(), Request.class);
      if (request == null || request.files() == null || request.files().isEmpty()) {
        throw invalid("the body must be {\"files\": [{\"path\", \"source\"}, …]}");
      }
      return request;
    } catch (JacksonException e) {
      throw invalid("the body is not the JSON that is expected: " + e.getOriginalMessage());
    }
  }

  private List<EdlFile> load(Request request) {
    Map<String, String> texts = new HashMap<>();
    for (Source source : request.files()) {
      if (source.path() == null || source.source() == null) {
        throw invalid("a file has no path or no source");
      }
      texts.put(source.path(), source.source());
    }
    return switch (loader.load(texts)) {
      case EdlLoader.Result.Loaded loaded ->
          Stream.concat(loaded.files().stream(), PolicyFiles.of(texts, Clock.systemUTC()).stream())
              .toList();
      case EdlLoader.Result.Refused(List<EdlProblem> problems) -> throw refused(problems);
    };
  }

  private static TallyException refused(List<EdlProblem> problems) {
    return new TallyException(
        ErrorCode.EDL_INVALID,
        problems.stream().map(EdlProblem::toString).collect(Collectors.joining("\n")));
  }

  private static TallyException invalid(String message) {
    return new TallyException(ErrorCode.REQUEST_INVALID, message);
  }
}
