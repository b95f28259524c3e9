package dev.tally.edl.load;

import dev.tally.error.ErrorCode;
import java.util.List;
import java.util.TreeSet;

/** Collects problems: they come out together, by place, none twice. */
final class Problems {
  private final TreeSet<EdlProblem> found = new TreeSet<>();

  void add(String path, Position position, ErrorCode code, String message) {
    found.add(new EdlProblem(path, position.line(), position.column(), code, message));
  }

  boolean isEmpty() {
    return found.isEmpty();
  }

  List<EdlProblem> list() {
    return List.copyOf(found);
  }
}
