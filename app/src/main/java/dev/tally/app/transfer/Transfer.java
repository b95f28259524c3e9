package dev.tally.app.transfer;

import dev.tally.edl.registry.Catalog;
import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import dev.tally.storage.ClickHouse;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code tally import} and {@code tally export}, given where things are. */
public final class Transfer {
  /** Rows that a mapping is guessed from. */
  private static final int GUESS_ROWS_MAX = 100;

  private final Path folder;
  private final Supplier<ClickHouse> engine;

  /** Opened once each: what the engine writes for a guess is what is imported. */
  private final ConcurrentMap<String, SourceFile> opened = new ConcurrentHashMap<>();

  /**
   * @param folder of checkpoints, of approved mappings, and of what the engine writes for an import
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
   * A mapping for a source, to look at.
   *
   * @param yaml as a mapping file has it
   * @param isApproved whether it is the one that was approved for this source before
   */
  public record Guess(String source, String yaml, boolean isApproved) {}

  /**
   * Imports sources, several at once; each goes on where the last run of the same content and
   * mapping ended. One that fails does not hold up the others.
   *
   * @param sources paths, or SELECTs
   * @param mapping null for those that are approved
   * @param out for the progress
   * @param done told of each, in the order of the sources
   * @throws TallyException the first failure, when all have ended
   */
  public void importFrom(
      List<String> sources,
      @Nullable Path mapping,
      Catalog catalog,
      ImportOptions options,
      PrintStream out,
      Consumer<Report> done) {
    Optional<Mapping> named = Optional.ofNullable(mapping).map(Mapping::read);
    try (Workshop workshop = new Workshop(options, out)) {
      new Sources(
              source -> {
                SourceFile file = open(source);
                Mapping mapped = named.orElseGet(() -> Mapping.read(approved(file)));
                return new Importer(file, mapped, catalog, workshop, folder);
              },
              options.parallel())
          .run(sources, done);
    }
  }

  private SourceFile open(String source) {
    return opened.computeIfAbsent(source, name -> SourceFile.of(name, folder, engine::get));
  }

  private Path approved(SourceFile file) {
    return folder.resolve(file.sha256() + ".mapping.yaml");
  }

  /** The mapping that was approved for a source, or one from its first rows; empty if none fits. */
  public Optional<Guess> guess(String source, Catalog catalog) {
    SourceFile file = open(source);
    if (Files.exists(approved(file))) {
      return Optional.of(new Guess(source, Mapping.read(approved(file)).yaml(), true));
    }
    return GuessedMapping.of(firstRows(file), catalog)
        .map(guessed -> new Guess(source, guessed.yaml(), false));
  }

  private static List<JsonNode> firstRows(SourceFile file) {
    List<JsonNode> rows = new ArrayList<>();
    try (RangeReader reader = new RangeReader(file.plain(Files.newInputStream(file.path())))) {
      RowRange first = reader.next();
      List<byte[]> lines = first == null ? List.of() : first.rows();
      for (byte[] line : lines.subList(0, Math.min(lines.size(), GUESS_ROWS_MAX))) {
        rows.add(JsonMapper.shared().readTree(line));
      }
      return rows;
    } catch (IOException e) {
      throw new TallyException(ErrorCode.REQUEST_INVALID, file.name() + " can't be read: " + e, e);
    } catch (JacksonException e) {
      throw new TallyException(
          ErrorCode.REQUEST_INVALID,
          "%s has no JSON in row %d: %s"
              .formatted(file.name(), rows.size() + 1, e.getOriginalMessage()),
          e);
    }
  }

  /** From now on the mapping of this source's content, also for later runs. */
  public void approve(Guess guess) {
    Path file = approved(open(guess.source()));
    try {
      Files.createDirectories(folder);
      Files.writeString(file, guess.yaml());
    } catch (IOException e) {
      throw new TallyException(ErrorCode.DISK_FULL, file + " can't be written: " + e, e);
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
