package dev.tally.edl.review;

import dev.tally.edl.registry.Tree;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Changes brought from the tree that they were made on to the tree that there is now, file by file.
 *
 * @param merged the tree that there is now, with the changes
 * @param conflicts files that both sides changed, to something else each
 */
record ThreeWay(Tree merged, List<String> conflicts) {
  ThreeWay {
    conflicts = List.copyOf(conflicts);
  }

  static ThreeWay of(Tree base, Tree now, Map<String, Optional<String>> changes) {
    List<String> conflicts = new ArrayList<>();
    changes.forEach(
        (path, changed) -> {
          Optional<String> theirs = now.text(path);
          if (!theirs.equals(base.text(path)) && !theirs.equals(changed)) {
            conflicts.add(path);
          }
        });
    return new ThreeWay(now.with(changes), conflicts.stream().sorted().toList());
  }
}
