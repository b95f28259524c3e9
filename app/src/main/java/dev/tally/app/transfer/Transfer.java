package dev.tally.app.transfer;

import dev.tally.edl.registry.Catalog;
import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import dev.tally.storage.ClickHouse;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** {@code tally import} and {@code tally export}, given where things are. */
public final class Transfer {
  private final Path folder;
  private final Supplier<ClickHouse> engine;

  /**
   * @param folder of checkpoints and of what the engine writes for an import
   * @param engine connects to one that may read files
   */
  public Transfer(Path folder, Supplier<ClickHouse> engine) {
    this.folder = folder;
    this.engine = engine;
  }

  /**
   * How an import ended.
   *
   * @param wasComplete whether an earlier run had done it all, and this one did nothing
   */
  public record Report(String source, long events, long errors, boolean wasComplete) {}

  /**
   * Imports a source; goes on where the last run of the same source and mapping ended.
   *
   * @param source a path, or a SELECT
   * @param rowsPerSecondMax 0 for no limit
   */
  public Report importFrom(
      String source,
      Path mapping,
      Catalog catalog,
      String collector,
      long rowsPerSecondMax,
      Path errorFile,
      PrintStream out) {
    SourceFile file = SourceFile.of(source, folder, engine::get);
    try (BatchStream stream = new BatchStream(collector);
        ImportProgress progress = new ImportProgress(out, rowsPerSecondMax)) {
      Importer importer =
          new Importer(file, Mapping.read(mapping), catalog, stream, progress, folder, errorFile);
      boolean wasComplete = importer.isComplete();
      Checkpoint reached = importer.run();
      return new Report(source, reached.events(), reached.errors(), wasComplete);
    }
  }

  /** A mapping for the first row of a source, as YAML to look at; empty when nothing fits. */
  public Optional<String> guess(String source, Catalog catalog) {
    SourceFile file = SourceFile.of(source, folder, engine::get);
    try (BufferedReader lines = SourceFile.lines(file.path(), Files.newInputStream(file.path()))) {
      String first = lines.readLine();
      return first == null
          ? Optional.empty()
          : GuessedMapping.of(JsonMapper.shared().readTree(first), catalog).map(Mapping::yaml);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (JacksonException e) {
      throw new TallyException(
          ErrorCode.REQUEST_INVALID, source + " begins with no JSON: " + e.getOriginalMessage(), e);
    }
  }

  /** Writes what a query returns, whole or not at all. */
  public void export(String select, String format, Path to) {
    Path fresh = to.resolveSibling(to.getFileName() + ".new");
    try (ClickHouse clickHouse = engine.get()) {
      clickHouse.read(
          select,
          Map.of(),
          format,
          stream -> Files.copy(stream, fresh, StandardCopyOption.REPLACE_EXISTING));
      Files.move(fresh, to, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new TallyException(ErrorCode.DISK_FULL, to + " can't be written: " + e, e);
    }
  }
}
