package dev.tally.storage.engine;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Takes back tokens of inserts that an engine noted but did not get to store.
 *
 * <p>ClickHouse writes an insert's token to the table's {@code deduplication_logs} first and
 * renames the new part into place second (MergeTreeSink::commitPart, as of 26.7). Killed in
 * between, it would drop the repeat of an insert that is not there. So before the engine starts,
 * each of the latest tokens whose part does not exist, whole or within a merged one, gets a record
 * that takes it back, as the engine itself writes when a part is dropped. A last line without its
 * end is cut off.
 *
 * <p>A record: {@code <1 added | 2 dropped> TAB <part> TAB <block id> LF}; a part's name: {@code
 * <partition>_<first block>_<last block>_<level>[_<mutation>]}.
 */
final class DeduplicationRepair {
  /** More than the parts that can be on their way in at one moment. */
  private static final int RECORDS_MAX = 20_000;

  private static final String ADDED = "1";
  private static final String DROPPED = "2";

  private DeduplicationRepair() {}

  /**
   * @param store the engine's path; nothing happens when it is new
   * @return how many tokens were taken back
   */
  static int run(Path store) throws IOException {
    Path tables = store.resolve("store");
    if (!Files.isDirectory(tables)) {
      return 0;
    }
    int repaired = 0;
    try (Stream<Path> logs =
        Files.find(tables, 3, (path, attributes) -> path.endsWith("deduplication_logs"))) {
      for (Path folder : logs.toList()) {
        Optional<Path> newest = newest(folder);
        if (newest.isPresent()) {
          repaired += repair(newest.get(), parts(folder.resolveSibling("")));
        }
      }
    }
    return repaired;
  }

  private static int repair(Path log, List<Part> parts) throws IOException {
    String text = Files.readString(log, StandardCharsets.ISO_8859_1);
    int whole = text.lastIndexOf('\n') + 1;
    Map<String, String> added = new LinkedHashMap<>();
    List<String> lines = text.substring(0, whole).lines().toList();
    for (String line : lines.subList(Math.max(0, lines.size() - RECORDS_MAX), lines.size())) {
      String[] fields = line.split("\t", -1);
      if (fields.length == 3 && fields[0].equals(ADDED)) {
        added.put(fields[2], fields[1]);
      } else if (fields.length == 3) {
        added.remove(fields[2]);
      }
    }
    StringBuilder records = new StringBuilder();
    int missing = 0;
    for (Map.Entry<String, String> token : added.entrySet()) {
      Optional<Part> part = Part.parse(token.getValue());
      if (part.isPresent() && parts.stream().noneMatch(there -> there.covers(part.get()))) {
        records.append(String.join("\t", DROPPED, token.getValue(), token.getKey())).append('\n');
        missing++;
      }
    }
    if (missing > 0 || whole < text.length()) {
      try (var file = Files.newByteChannel(log, StandardOpenOption.WRITE)) {
        file.truncate(whole);
      }
      Files.writeString(log, records, StandardCharsets.ISO_8859_1, StandardOpenOption.APPEND);
    }
    return missing;
  }

  private static Optional<Path> newest(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.max(Comparator.comparingLong(DeduplicationRepair::number));
    }
  }

  /** Of {@code deduplication_log_<number>.txt}. */
  private static long number(Path log) {
    String digits = log.getFileName().toString().replaceAll("\\D", "");
    return digits.isEmpty() ? -1 : Long.parseLong(digits);
  }

  private static List<Part> parts(Path table) throws IOException {
    List<Part> parts = new ArrayList<>();
    try (Stream<Path> folders = Files.list(table)) {
      folders.forEach(folder -> Part.parse(folder.getFileName().toString()).ifPresent(parts::add));
    }
    return parts;
  }

  private record Part(String partition, long first, long last) {
    static Optional<Part> parse(String name) {
      String[] fields = name.split("_", -1);
      if (fields.length < 4 || name.startsWith("tmp_")) {
        return Optional.empty();
      }
      try {
        return Optional.of(
            new Part(fields[0], Long.parseLong(fields[1]), Long.parseLong(fields[2])));
      } catch (NumberFormatException e) {
        return Optional.empty();
      }
    }

    boolean covers(Part other) {
      return partition.equals(other.partition) && first <= other.first && last >= other.last;
    }
  }
}
