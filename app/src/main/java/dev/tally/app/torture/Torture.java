package dev.tally.app.torture;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Rounds one after the other, until one fails. */
public final class Torture {
  private final TortureSettings settings;
  private final Path folder;

  /**
   * @param folder of everything that the rounds write; what a failed round wrote stays there
   */
  public Torture(TortureSettings settings, Path folder) {
    this.settings = settings;
    this.folder = folder;
  }

  /** Whether all rounds held. */
  public boolean run(Consumer<RoundReport> listener) {
    for (int i = 0; i < settings.rounds(); i++) {
      long seed = settings.seed() + i;
      Path place = folder.resolve("round-" + seed);
      delete(place);
      RoundReport report = new Round(settings, i + 1, seed, create(place)).run();
      listener.accept(report);
      if (!report.holds()) {
        return false;
      }
      delete(place);
    }
    return true;
  }

  private static Path create(Path place) {
    try {
      return Files.createDirectories(place);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void delete(Path place) {
    if (!Files.exists(place)) {
      return;
    }
    try (Stream<Path> walk = Files.walk(place)) {
      List<Path> all = walk.sorted(Comparator.reverseOrder()).toList();
      for (Path path : all) {
        Files.delete(path);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
