package dev.tally.app.service;

import dev.tally.edl.audit.AuditLog;
import dev.tally.edl.audit.Turns;
import dev.tally.edl.gate.Checks;
import dev.tally.edl.gate.TreeCheck;
import dev.tally.edl.load.EdlLoader;
import dev.tally.edl.people.People;
import dev.tally.edl.people.Tokens;
import dev.tally.edl.registry.Registry;
import dev.tally.edl.review.Discussion;
import dev.tally.edl.review.Merges;
import dev.tally.edl.review.Proposals;
import dev.tally.web.Callers;
import dev.tally.web.PeopleApi;
import dev.tally.web.ProposalsApi;
import io.javalin.config.JavalinConfig;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Review wired together: proposals, who may take part, and what a crash has left. */
record Reviewing(List<Consumer<JavalinConfig>> apis, ScheduledExecutorService recovery)
    implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Reviewing.class);

  /** So often is looked for what is merged and was not published. */
  private static final int RECOVERY_SECONDS = 10;

  static Reviewing start(
      Turns turns, Registry registry, EdlLoader loader, boolean needsTokens, Clock clock) {
    TreeCheck check = new TreeCheck(new Checks(loader, clock));
    Merges merges = new Merges(turns, registry, check);
    People people = new People(turns);
    Tokens tokens = new Tokens(turns, new SecureRandom());
    Callers callers = needsTokens ? Callers.withTokens(tokens) : Callers.trusted(people);

    ScheduledExecutorService recovery =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("review-recovery").factory());
    recovery.scheduleWithFixedDelay(
        () -> recover(merges), 0, RECOVERY_SECONDS, TimeUnit.SECONDS);
    return new Reviewing(
        List.of(
            new ProposalsApi(
                new Proposals(turns, check),
                new Discussion(turns),
                merges,
                new AuditLog(turns),
                callers),
            new PeopleApi(people, tokens, callers)),
        recovery);
  }

  private static void recover(Merges merges) {
    try {
      merges.recover();
    } catch (RuntimeException e) {
      log.warn("What is merged cannot be published now: {}", e.getMessage());
    }
  }

  @Override
  public void close() {
    recovery.shutdownNow();
  }
}
