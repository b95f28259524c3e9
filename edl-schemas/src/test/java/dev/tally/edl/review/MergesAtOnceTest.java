package dev.tally.edl.review;

import static dev.tally.edl.review.Office.event;
import static dev.tally.edl.review.Office.file;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tally.edl.model.EdlFile;
import dev.tally.edl.model.Revision;
import dev.tally.edl.registry.CachedCatalog;
import dev.tally.edl.registry.Commit;
import dev.tally.edl.registry.Stage;
import dev.tally.edl.registry.Tree;
import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import dev.tally.metadata.Databases;
import dev.tally.metadata.MetadataSettings;
import dev.tally.metadata.PostgresExtension;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Several processes at one PostgreSQL: each has an office of its own. */
@ExtendWith(PostgresExtension.class)
class MergesAtOnceTest {
  private static final int PROCESSES = 6;

  private final MetadataSettings settings;

  MergesAtOnceTest(Databases databases) {
    settings = databases.next();
  }

  private interface Work<R> {
    R of(Office office, int process) throws Exception;
  }

  private <R> List<R> atOnce(Work<R> work) throws Exception {
    CyclicBarrier start = new CyclicBarrier(PROCESSES);
    List<R> results = new ArrayList<>();
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<R>> futures = new ArrayList<>();
      for (int process = 0; process < PROCESSES; process++) {
        int own = process;
        futures.add(
            executor.submit(
                () -> {
                  try (Office office = new Office(settings)) {
                    start.await();
                    return work.of(office, own);
                  }
                }));
      }
      for (Future<R> future : futures) {
        results.add(future.get());
      }
    }
    return results;
  }

  @Test
  void noneIsLostAndAllAreInOrder() throws Exception {
    try (Office office = new Office(settings)) {
      office.fill();
      office.registry.publish(
          office
              .check
              .check(
                  Tree.EMPTY,
                  Tree.of(Map.of("shop/shared.proto", event("Shared", "string x = %d"))))
              .files());

      // Each proposes a type of its own, merges and publishes; and two others publish directly.
      List<Integer> ids =
          atOnce(
              (own, process) -> {
                Proposal proposal =
                    own.propose(
                        "ann",
                        "type " + process,
                        file(
                            "shop/p%d.proto".formatted(process),
                            event("P" + process, "string x = %d")));
                if (process < 2) {
                  List<EdlFile> direct =
                      own.check
                          .check(
                              Tree.EMPTY,
                              Tree.of(
                                  Map.of(
                                      "direct/d%d.proto".formatted(process),
                                      event("Direct" + process, "string x = %d"))))
                          .files();
                  own.registry.publish(direct);
                }
                own.merges.merge(proposal.id(), Stage.PRODUCTION, "ann");
                own.merges.publish(proposal.id(), "ann");
                return proposal.id();
              });

      assertThat(ids)
          .containsExactlyInAnyOrderElementsOf(
              IntStream.rangeClosed(1, PROCESSES).boxed().toList());
      int commits = 1 + 2 + PROCESSES;
      List<Commit> chain = new ArrayList<>(office.tree.history(Integer.MAX_VALUE, 100));
      Collections.reverse(chain);
      assertThat(chain)
          .extracting(Commit::id)
          .containsExactlyElementsOf(IntStream.rangeClosed(1, commits).boxed().toList());
      assertThat(chain).allMatch(commit -> commit.parent() == commit.id() - 1);
      assertThat(chain).allMatch(commit -> commit.publishedAt().isPresent());
      assertThat(office.tree.tree(commits).texts()).hasSize(commits);
      try (var catalog = new CachedCatalog(office.registry)) {
        assertThat(catalog.latest()).hasSize(commits);
        assertThat(catalog.latest().stream().map(Revision::id).sorted())
            .containsExactlyElementsOf(IntStream.rangeClosed(1, commits).boxed().toList());
        // Revisions came in the order of commits.
        List<String> byRevision =
            IntStream.rangeClosed(1, commits)
                .mapToObj(id -> catalog.find(id).orElseThrow().eventType().name())
                .toList();
        List<String> byCommit =
            chain.stream()
                .flatMap(commit -> office.tree.typeChanges(commit.id()).stream())
                .map(type -> type.eventType())
                .toList();
        assertThat(byRevision).isEqualTo(byCommit);
      }
    }
  }

  @Test
  void oneProposalIsMergedOnceHoweverManyTry() throws Exception {
    try (Office office = new Office(settings)) {
      office.fill();
      int id = office.propose("ann", "x", file("shop/a.proto", event("A", "string x = %d"))).id();
      List<Proposal> merged =
          atOnce(
              (own, process) -> {
                own.merges.merge(id, Stage.PRODUCTION, "ann");
                return own.merges.publish(id, "ann");
              });
      assertThat(merged).allMatch(p -> p.commit().orElseThrow() == 1);
      assertThat(office.tree.head()).isEqualTo(1);
      assertThat(office.audit.ofProposal(id, 0, 100)).hasSize(3);
    }
  }

  @Test
  void ofManyWhoChangeOneFileOneWins() throws Exception {
    try (Office office = new Office(settings)) {
      office.fill();
      List<Integer> ids = new ArrayList<>();
      for (int i = 0; i < PROCESSES; i++) {
        ids.add(
            office
                .propose("ann", "x", file("shop/a.proto", event("A", "string x" + i + " = %d")))
                .id());
      }
      List<Boolean> won =
          atOnce(
              (own, process) -> {
                try {
                  own.merges.merge(ids.get(process), Stage.PRODUCTION, "ann");
                  return true;
                } catch (TallyException e) {
                  assertThat(e.code()).isEqualTo(ErrorCode.CONFLICT);
                  return false;
                }
              });
      assertThat(won.stream().filter(w -> w)).hasSize(1);
      assertThat(office.tree.head()).isEqualTo(1);
    }
  }

  @Test
  void reviewersAtOnceAllCount() throws Exception {
    try (Office office = new Office(settings)) {
      office.fill();
      int id = office.propose("ann", "x", file("shop/a.proto", event("A", "string x = %d"))).id();
      String[] reviewers = {"bob", "cid", "pia", "ora", "bob", "cid"};
      List<Integer> reviews = atOnce((own, process) -> own.approve(id, reviewers[process]).id());
      assertThat(reviews)
          .containsExactlyInAnyOrderElementsOf(
              IntStream.rangeClosed(1, PROCESSES).boxed().toList());
      assertThat(office.discussion.reviews(id)).hasSize(PROCESSES);
      assertThat(office.audit.ofProposal(id, 0, 100)).hasSize(1 + PROCESSES);
    }
  }
}
