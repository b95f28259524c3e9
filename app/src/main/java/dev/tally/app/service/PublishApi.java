package dev.tally.app.service;

import dev.tally.edl.load.EdlLoader;
import dev.tally.edl.load.EdlProblem;
import dev.tally.edl.model.EdlFile;
import dev.tally.edl.model.Revision;
import dev.tally.edl.registry.Catalog;
import dev.tally.edl.registry.EventTypeJson;
import dev.tally.edl.registry.Published;
import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * {@code /api/v1/revisions}: publishes EDL files to a Tally that runs, and shows what is published,
 * for senders that encode by it.
 */
final class PublishApi implements Consumer<JavalinConfig> {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final EdlLoader loader;
  private final Function<List<EdlFile>, List<Published>> publish;
  private final Catalog catalog;

  PublishApi(EdlLoader loader, Function<List<EdlFile>, List<Published>> publish, Catalog catalog) {
    this.loader = loader;
    this.publish = publish;
    this.catalog = catalog;
  }

  /** All EDL files of a folder: an import must be among them. */
  public record Request(List<Source> files) {}

  /**
   * One file.
   *
   * @param path relative, with forward slashes
   */
  public record Source(String path, String source) {}

  private record Answer(List<Item> items, int total) {}

  private record Item(String eventType, int revisionId, boolean isNew) {}

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
  }

  private void publish(Context context) {
    List<Item> items =
        publish.apply(load(read(context))).stream()
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
    try {
      Path folder = Files.createTempDirectory("tally-publish");
      try {
        for (Source source : request.files()) {
          Path file = within(folder, source.path());
          Files.createDirectories(file.getParent());
          Files.writeString(file, source.source());
        }
        return switch (loader.load(folder)) {
          case EdlLoader.Result.Loaded loaded -> loaded.files();
          case EdlLoader.Result.Refused(List<EdlProblem> problems) -> throw refused(problems);
        };
      } finally {
        delete(folder);
      }
    } catch (IOException e) {
      throw new TallyException(ErrorCode.INTERNAL, "the files can't be kept for protoc: " + e, e);
    }
  }

  private static Path within(Path folder, @Nullable String path) {
    if (path == null) {
      throw invalid("a file has no path");
    }
    Path file = folder.resolve(path).normalize();
    if (!file.startsWith(folder) || file.equals(folder)) {
      throw invalid("path \"" + path + "\" leads out of the folder");
    }
    return file;
  }

  private static TallyException refused(List<EdlProblem> problems) {
    return new TallyException(
        ErrorCode.EDL_INVALID,
        problems.stream().map(EdlProblem::toString).collect(Collectors.joining("\n")));
  }

  private static TallyException invalid(String message) {
    return new TallyException(ErrorCode.REQUEST_INVALID, message);
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
