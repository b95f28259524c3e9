package dev.tally.app.service;

import dev.tally.app.config.Settings;
import dev.tally.edl.audit.AuditLog;
import dev.tally.edl.audit.Turns;
import dev.tally.edl.gate.Checks;
import dev.tally.edl.gate.TreeCheck;
import dev.tally.edl.load.IncrementalLoader;
import dev.tally.edl.people.People;
import dev.tally.edl.people.Person;
import dev.tally.edl.people.Tokens;
import dev.tally.edl.registry.PublishOrder;
import dev.tally.edl.registry.Registry;
import dev.tally.edl.review.Discussion;
import dev.tally.edl.review.Merges;
import dev.tally.edl.review.NewProposal;
import dev.tally.edl.review.Proposal;
import dev.tally.edl.review.Proposals;
import dev.tally.web.Callers;
import dev.tally.web.Lifecycle;
import dev.tally.web.LifecycleApi;
import dev.tally.web.PeopleApi;
import dev.tally.web.ProposalsApi;
import dev.tally.web.UnsubscribePage;
import io.javalin.config.JavalinConfig;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Review wired together: proposals, who may take part, and what a crash has left.
 *
 * @param callers who publishes and reviews
 * @param lifecycle of event types, for those who show them
 */
public record Reviewing(
    Proposals proposals,
    People people,
    Callers callers,
    Lifecycle lifecycle,
    List<Consumer<JavalinConfig>> apis,
    ScheduledExecutorService recovery)
    implements Consumer<JavalinConfig>, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Reviewing.class);

  /** So often is looked for what is merged and was not published. */
  private static final int RECOVERY_SECONDS = 10;

  static Reviewing start(
      Settings settings,
      Turns turns,
      Registry registry,
      Catalogs catalogs,
      IncrementalLoader loader,
      Clock clock) {
    People people = new People(turns);
    Tokens tokens = new Tokens(turns, new SecureRandom());
    Callers callers = callers(settings, people, tokens);
    AuditLog audit = new AuditLog(turns);
    Lifecycle lifecycle = Lifecycle.of(catalogs.production(), registry::deprecations, clock);
    TreeCheck check = new TreeCheck(new Checks(loader, clock));
    Proposals proposals = new Proposals(turns, check);
    Merges merges = new Merges(turns, registry, check);
    Runnable refresh =
        () -> {
          catalogs.refresh();
          lifecycle.forget();
        };
    return new Reviewing(
        proposals,
        people,
        callers,
        lifecycle,
        List.of(
            new ProposalsApi(
                proposals, new Discussion(turns), merges, people, audit, callers, refresh),
            new PeopleApi(people, tokens, callers),
            new UnsubscribePage(people),
            new LifecycleApi(registry, audit, callers, refresh)),
        recovery(merges));
  }

  /** Adds a team and its members, as far as they are not there. */
  public void addTeam(String team, List<String> members) {
    people.addTeam(team, PublishOrder.OPERATOR);
    for (String member : members) {
      addPerson(member);
      people.addMember(team, member, PublishOrder.OPERATOR);
    }
  }

  /** Opens a proposal of somebody who may be new. */
  public Proposal propose(NewProposal proposal) {
    addPerson(proposal.author());
    return proposals.propose(proposal);
  }

  private void addPerson(String name) {
    if (people.find(name).isEmpty()) {
      people.put(new Person(name, Optional.empty()), PublishOrder.OPERATOR);
    }
  }

  private static Callers callers(Settings settings, People people, Tokens tokens) {
    return switch (settings.review().access()) {
      case TRUSTED -> Callers.trusted(people);
      case TOKENS -> {
        OperatorToken.ensure(people, tokens, Folders.operatorToken(settings.data()));
        yield Callers.withTokens(people, tokens);
      }
    };
  }

  private static ScheduledExecutorService recovery(Merges merges) {
    ScheduledExecutorService recovery =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("review-recovery").factory());
    var _ =
        recovery.scheduleWithFixedDelay(
            () -> recover(merges), 0, RECOVERY_SECONDS, TimeUnit.SECONDS);
    return recovery;
  }

  private static void recover(Merges merges) {
    try {
      merges.recover();
    } catch (RuntimeException e) {
      log.warn("What is merged cannot be published now: {}", e.getMessage());
    }
  }

  @Override
  public void accept(JavalinConfig config) {
    apis.forEach(api -> api.accept(config));
  }

  @Override
  public void close() {
    recovery.shutdownNow();
  }
}
