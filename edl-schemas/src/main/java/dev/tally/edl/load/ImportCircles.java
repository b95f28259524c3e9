package dev.tally.edl.load;

import static java.util.Objects.requireNonNull;

import dev.tally.edl.load.ImportStatements.Import;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Files that import themselves, by way of others. protoc finds them too, but reads all of them anew
 * for each complaint, and names each file of a circle.
 *
 * <ol>
 *   <li>take away, again and again, the files that import none that is left, by a look that finds
 *       too many imports rather than too few: mostly nothing is left;
 *   <li>the same with the statements of what is left;
 *   <li>walk what is left depth first: an import of a file that the walk is in closes a circle.
 * </ol>
 *
 * No method calls itself; the time is that of the texts and of the imports.
 *
 * @param closing imports without which there is no circle, by file
 * @param behind paths of all files that import a file of a circle, by way of others or not
 */
record ImportCircles(List<Closing> closing, Set<String> behind) {
  private static final ImportCircles NONE = new ImportCircles(List.of(), Set.of());

  /** Names at the start and at the end of a circle that is too long to be told. */
  private static final int FIRST_NAMES = 4;

  private static final int LAST_NAMES = 3;

  /**
   * @param start offset of the import, in the text of the file
   * @param words empty where enough circles are told
   */
  record Closing(String path, int start, Optional<String> words) {}

  static ImportCircles of(List<EdlSource> sources) {
    Map<String, EdlSource> byPath =
        sources.stream().collect(Collectors.toMap(EdlSource::path, Function.identity()));

    // by a look
    Map<String, Set<String>> rough = new HashMap<>();
    byPath.forEach(
        (path, source) -> rough.put(path, ImportStatements.roughly(source.text().text())));
    Set<String> left = knotted(rough);
    if (left.isEmpty()) {
      return NONE;
    }

    // by the statements
    Map<String, List<Import>> imports = new HashMap<>();
    Map<String, Set<String>> targets = new HashMap<>();
    for (String path : left) {
      List<Import> found = ImportStatements.of(requireNonNull(byPath.get(path)).text().text());
      imports.put(path, found);
      targets.put(path, found.stream().map(Import::target).collect(Collectors.toSet()));
    }
    Set<String> behind = knotted(targets);

    // the walk
    List<Closing> closing = new ArrayList<>();
    Walk walk = new Walk(imports, behind, closing);
    sources.stream().map(EdlSource::path).filter(behind::contains).forEach(walk::from);
    return new ImportCircles(List.copyOf(closing), behind);
  }

  /** Those that are in a circle, or import one that is, by way of others or not. */
  private static Set<String> knotted(Map<String, Set<String>> targets) {
    Map<String, Integer> open = new HashMap<>();
    Map<String, List<String>> importers = new HashMap<>();
    Deque<String> loose = new ArrayDeque<>();
    targets.forEach(
        (path, all) -> {
          List<String> within = all.stream().filter(targets::containsKey).toList();
          within.forEach(to -> importers.computeIfAbsent(to, t -> new ArrayList<>()).add(path));
          open.put(path, within.size());
          if (within.isEmpty()) {
            loose.add(path);
          }
        });
    Set<String> knotted = new HashSet<>(targets.keySet());
    while (!loose.isEmpty()) {
      String path = loose.pop();
      knotted.remove(path);
      for (String importer : importers.getOrDefault(path, List.of())) {
        if (open.merge(importer, -1, Integer::sum) == 0) {
          loose.push(importer);
        }
      }
    }
    return knotted;
  }

  /** Depth first, each import once. */
  private static final class Walk {
    private final Map<String, List<Import>> imports;
    private final Set<String> files;
    private final List<Closing> closing;
    private final Set<String> seen = new HashSet<>();

    /** Files that the walk is in, the place of each among them, and how far it is in each. */
    private final List<String> path = new ArrayList<>();

    private final Map<String, Integer> places = new HashMap<>();
    private final List<Integer> next = new ArrayList<>();

    Walk(Map<String, List<Import>> imports, Set<String> files, List<Closing> closing) {
      this.imports = imports;
      this.files = files;
      this.closing = closing;
    }

    void from(String start) {
      if (seen.contains(start)) {
        return;
      }
      enter(start);
      while (!path.isEmpty()) {
        String file = path.getLast();
        List<Import> all = imports.getOrDefault(file, List.of());
        int i = next.getLast();
        if (i == all.size()) {
          leave();
        } else {
          next.set(next.size() - 1, i + 1);
          follow(file, all.get(i));
        }
      }
    }

    private void follow(String file, Import statement) {
      String target = statement.target();
      Integer place = places.get(target);
      if (place != null) {
        boolean isTold = closing.size() < EdlLimits.IMPORT_CIRCLES_MAX;
        closing.add(
            new Closing(
                file,
                statement.start(),
                isTold
                    ? Optional.of(words(file, path.subList(place, path.size())))
                    : Optional.empty()));
      } else if (files.contains(target) && !seen.contains(target)) {
        enter(target);
      }
    }

    private void enter(String file) {
      seen.add(file);
      places.put(file, path.size());
      path.add(file);
      next.add(0);
    }

    private void leave() {
      places.remove(path.removeLast());
      next.removeLast();
    }
  }

  /**
   * As protoc says it, and shorter.
   *
   * @param circle ends with the file
   */
  private static String words(String file, List<String> circle) {
    List<String> names = new ArrayList<>(List.of(file));
    int left = circle.size() - FIRST_NAMES - LAST_NAMES;
    if (left <= 0) {
      names.addAll(circle);
    } else {
      names.addAll(circle.subList(0, FIRST_NAMES));
      names.add("… (%,d more)".formatted(left));
      names.addAll(circle.subList(circle.size() - LAST_NAMES, circle.size()));
    }
    String words = "File recursively imports itself: " + String.join(" -> ", names);
    return words.length() <= EdlLimits.PROBLEM_CHARS_MAX
        ? words
        : words.substring(0, EdlLimits.PROBLEM_CHARS_MAX) + "…";
  }
}
