package dev.tally.edl.people;

import dev.tally.delivery.Mail;
import dev.tally.edl.audit.Act;
import dev.tally.edl.audit.AuditAction;
import dev.tally.edl.audit.Turn;
import dev.tally.edl.audit.Turns;
import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** People and teams. A repeat of what is so already changes nothing. */
public final class People {
  public static final int PEOPLE_MAX = 10_000;
  public static final int TEAMS_MAX = 1_000;

  /** Most people of one answer. */
  public static final int PAGE_MAX = 500;

  private final Turns turns;

  public People(Turns turns) {
    this.turns = turns;
  }

  /**
   * Adds a person, or changes the e-mail address of the one who has the name. Whether he wants mail
   * stays as it is.
   *
   * @throws TallyException REQUEST_INVALID when there are too many, or no mail can go to a new
   *     address
   */
  public Person put(Person person, String actor) {
    return turns.take(
        turn -> {
          Optional<Person> known = PeopleTables.find(turn.handle(), person.name());
          if (!person.email().equals(known.flatMap(Person::email))) {
            person.email().ifPresent(People::checkDeliverable);
          }
          if (known.isEmpty()) {
            checkRoom(turn, "people", PEOPLE_MAX);
            PeopleTables.insert(turn, person);
            turn.record(Act.by(actor, AuditAction.ADD_PERSON).to(person.name()));
            return person;
          }
          return change(turn, known.get(), person.withMail(known.get().mail()), actor);
        });
  }

  /** Of new ones: whoever has another address may keep it. */
  private static void checkDeliverable(String email) {
    if (!Mail.isAddress(email)) {
      throw new TallyException(
          ErrorCode.REQUEST_INVALID,
          "'%s' is no e-mail address that every mail server takes: it must be in ASCII and correct"
              .formatted(email));
    }
  }

  private static Person change(Turn turn, Person known, Person person, String actor) {
    if (!known.equals(person)) {
      PeopleTables.update(turn.handle(), person);
      turn.record(Act.by(actor, AuditAction.CHANGE_PERSON).to(person.name()));
    }
    return person;
  }

  /**
   * Says whether a person wants mail.
   *
   * @throws TallyException NOT_FOUND when there is no such person
   */
  public Person wantMail(String name, boolean wanted, String actor) {
    return turns.take(
        turn -> {
          Person known = PeopleTables.requirePerson(turn.handle(), name);
          return change(turn, known, known.withMail(wanted), actor);
        });
  }

  /**
   * Ends the mails of whoever has the key that his mails' links have.
   *
   * @throws TallyException FORBIDDEN when the key is another one
   */
  public Person unsubscribe(String name, String key) {
    if (!turns.read(handle -> PeopleTables.isMailKey(handle, name, key))) {
      throw new TallyException(
          ErrorCode.FORBIDDEN, "this is not a link out of a mail to that person");
    }
    return wantMail(name, false, name);
  }

  private static void checkRoom(Turn turn, String table, int max) {
    if (PeopleTables.count(turn.handle(), table) >= max) {
      throw new TallyException(
          ErrorCode.REQUEST_INVALID,
          "there are %,d %s already, the most there may be".formatted(max, table));
    }
  }

  public Optional<Person> find(String name) {
    return turns.read(handle -> PeopleTables.find(handle, name));
  }

  /**
   * @throws TallyException NOT_FOUND when there is no such person
   */
  public static Person require(Handle handle, String name) {
    return PeopleTables.requirePerson(handle, name);
  }

  /**
   * By name.
   *
   * @param afterName of the last one that is known; empty for the first ones
   * @param limit 1 to {@link #PAGE_MAX}
   */
  public List<Person> list(String afterName, int limit) {
    if (limit < 1 || limit > PAGE_MAX) {
      throw new TallyException(
          ErrorCode.REQUEST_INVALID, "limit is 1 to %d, not %d".formatted(PAGE_MAX, limit));
    }
    return turns.read(handle -> PeopleTables.list(handle, afterName, limit));
  }

  /**
   * Adds a team without members.
   *
   * @throws TallyException REQUEST_INVALID when there are too many
   */
  public Team addTeam(String name, String actor) {
    Person.checkName("a team", name);
    return turns.take(
        turn -> {
          Optional<Team> known = team(turn.handle(), name);
          if (known.isPresent()) {
            return known.get();
          }
          checkRoom(turn, "teams", TEAMS_MAX);
          PeopleTables.insertTeam(turn, name);
          turn.record(Act.by(actor, AuditAction.ADD_TEAM).to(name));
          return requireTeam(turn.handle(), name);
        });
  }

  /** By name. */
  public List<Team> teams() {
    return turns.read(PeopleTables::teams);
  }

  /** In a transaction of the caller's. */
  public static List<Team> teams(Handle handle) {
    return PeopleTables.teams(handle);
  }

  /**
   * @throws TallyException NOT_FOUND when there is no such person or team
   */
  public Team addMember(String team, String person, String actor) {
    return turns.take(
        turn -> {
          PeopleTables.requirePerson(turn.handle(), person);
          if (!requireTeam(turn.handle(), team).members().contains(person)) {
            PeopleTables.insertMember(turn.handle(), team, person);
            turn.record(Act.by(actor, AuditAction.ADD_MEMBER).to(team).with("person", person));
          }
          return requireTeam(turn.handle(), team);
        });
  }

  /**
   * @throws TallyException NOT_FOUND when there is no such team
   */
  public Team removeMember(String team, String person, String actor) {
    return turns.take(
        turn -> {
          requireTeam(turn.handle(), team);
          if (PeopleTables.deleteMember(turn.handle(), team, person) == 1) {
            turn.record(Act.by(actor, AuditAction.REMOVE_MEMBER).to(team).with("person", person));
          }
          return requireTeam(turn.handle(), team);
        });
  }

  private static Optional<Team> team(Handle handle, String name) {
    return PeopleTables.teams(handle).stream().filter(t -> t.name().equals(name)).findFirst();
  }

  private static Team requireTeam(Handle handle, String name) {
    return team(handle, name)
        .orElseThrow(() -> new TallyException(ErrorCode.NOT_FOUND, "there is no team " + name));
  }
}
