package dev.tally.edl.people;

import dev.tally.edl.audit.Turn;
import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** The statements over people and teams. */
final class PeopleTables {
  private PeopleTables() {}

  private record Membership(String team, @Nullable String person) {}

  static Optional<Person> find(Handle handle, String name) {
    return handle
        .createQuery("SELECT name, email, mail FROM people WHERE name = :name")
        .bind("name", name)
        .map((row, context) -> person(row))
        .findOne();
  }

  static Person requirePerson(Handle handle, String name) {
    return find(handle, name)
        .orElseThrow(() -> new TallyException(ErrorCode.NOT_FOUND, "there is no person " + name));
  }

  static List<Person> list(Handle handle, String after, int limit) {
    return handle
        .createQuery(
            "SELECT name, email, mail FROM people WHERE name > :after ORDER BY name LIMIT :limit")
        .bind("after", after)
        .bind("limit", limit)
        .map((row, context) -> person(row))
        .list();
  }

  private static Person person(ResultSet row) throws SQLException {
    return new Person(
        row.getString("name"), Optional.ofNullable(row.getString("email")), row.getBoolean("mail"));
  }

  static int count(Handle handle, String table) {
    return handle
        .createQuery("SELECT count(*) FROM <table>")
        .define("table", table)
        .mapTo(Integer.class)
        .one();
  }

  /** Whether it is what the links in the person's mails have. */
  static boolean isMailKey(Handle handle, String person, String key) {
    return handle
            .createQuery("SELECT count(*) FROM people WHERE name = :name AND mail_key = :key")
            .bind("name", person)
            .bind("key", key)
            .mapTo(Integer.class)
            .one()
        == 1;
  }

  static void insert(Turn turn, Person person) {
    turn.handle()
        .createUpdate(
            "INSERT INTO people (name, email, mail, created_at) VALUES (:name, :email, :mail, :now)")
        .bind("name", person.name())
        .bind("email", person.email().orElse(null))
        .bind("mail", person.mail())
        .bind("now", turn.nowUtc())
        .execute();
  }

  static void update(Handle handle, Person person) {
    handle
        .createUpdate("UPDATE people SET email = :email, mail = :mail WHERE name = :name")
        .bind("email", person.email().orElse(null))
        .bind("mail", person.mail())
        .bind("name", person.name())
        .execute();
  }

  /** By name. */
  static List<Team> teams(Handle handle) {
    Map<String, Set<String>> members = new LinkedHashMap<>();
    handle
        .createQuery(
            """
            SELECT t.name, m.person
            FROM teams t LEFT JOIN team_members m ON m.team = t.name
            ORDER BY t.name
            """)
        .map((row, context) -> new Membership(row.getString("name"), row.getString("person")))
        .forEach(
            row -> {
              Set<String> team = members.computeIfAbsent(row.team(), name -> new HashSet<>());
              if (row.person() != null) {
                team.add(row.person());
              }
            });
    return members.entrySet().stream().map(e -> new Team(e.getKey(), e.getValue())).toList();
  }

  static void insertTeam(Turn turn, String name) {
    turn.handle()
        .createUpdate("INSERT INTO teams (name, created_at) VALUES (:name, :now)")
        .bind("name", name)
        .bind("now", turn.nowUtc())
        .execute();
  }

  static void insertMember(Handle handle, String team, String person) {
    handle
        .createUpdate("INSERT INTO team_members (team, person) VALUES (:team, :person)")
        .bind("team", team)
        .bind("person", person)
        .execute();
  }

  static int deleteMember(Handle handle, String team, String person) {
    return handle
        .createUpdate("DELETE FROM team_members WHERE team = :team AND person = :person")
        .bind("team", team)
        .bind("person", person)
        .execute();
  }
}
