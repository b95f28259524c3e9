package dev.tally.web;

import dev.tally.edl.people.People;
import dev.tally.edl.people.Person;
import dev.tally.edl.people.Scope;
import dev.tally.edl.people.Team;
import dev.tally.edl.people.Token;
import dev.tally.edl.people.Tokens;
import dev.tally.web.answer.PeopleAnswer;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.Consumer;

/**
 * {@code /api/v1/session}, {@code /api/v1/people}, {@code /api/v1/teams} and {@code
 * /api/v1/tokens}.
 */
public final class PeopleApi implements Consumer<JavalinConfig> {
  private static final int DAYS_DEFAULT = 90;

  private final People people;
  private final Tokens tokens;
  private final Callers callers;

  public PeopleApi(People people, Tokens tokens, Callers callers) {
    this.people = people;
    this.tokens = tokens;
    this.callers = callers;
  }

  @Override
  public void accept(JavalinConfig config) {
    var routes = config.routes;
    routes.get("/api/v1/session", this::session);
    routes.get("/api/v1/people", this::list);
    routes.put("/api/v1/people/{name}", this::put);
    routes.put("/api/v1/people/{name}/mail", this::wantMail);
    routes.get("/api/v1/people/{name}/tokens", this::tokens);
    routes.post("/api/v1/people/{name}/tokens", this::issue);
    routes.delete("/api/v1/tokens/{id}", this::revoke);
    routes.get("/api/v1/teams", this::teams);
    routes.put("/api/v1/teams/{team}", this::addTeam);
    routes.put("/api/v1/teams/{team}/members/{name}", this::addMember);
    routes.delete("/api/v1/teams/{team}/members/{name}", this::removeMember);
  }

  private void session(Context context) {
    Json.answer(context, callers.session(context));
  }

  private void list(Context context) {
    callers.requireRead(context);
    int limit = Parameters.number(context, "limit", People.PAGE_MAX, 1, People.PAGE_MAX);
    Json.answer(
        context, PeopleAnswer.of(people.list(Parameters.text(context, "after", ""), limit), limit));
  }

  private void put(Context context) {
    String actor = callers.require(context, Scope.ADMIN);
    Person person = new Person(context.pathParam("name"), Body.of(context).optionalText("email"));
    Json.answer(context, PeopleAnswer.of(people.put(person, actor)));
  }

  private void wantMail(Context context) {
    String actor = callers.require(context, Scope.values());
    String name = own(context);
    Json.answer(
        context, PeopleAnswer.of(people.wantMail(name, Body.of(context).flag("wanted"), actor)));
  }

  private void tokens(Context context) {
    String actor = own(context);
    Json.answer(context, PeopleAnswer.tokens(tokens.of(actor)));
  }

  /** The person of the path, who is the caller; or the caller is an administrator. */
  private String own(Context context) {
    String name = context.pathParam("name");
    if (!callers.require(context, Scope.values()).equals(name)) {
      callers.require(context, Scope.ADMIN);
    }
    return name;
  }

  private void issue(Context context) {
    String actor = callers.require(context, Scope.ADMIN);
    Body body = Body.of(context);
    Set<Scope> scopes = EnumSet.noneOf(Scope.class);
    scopes.addAll(body.constants("scopes", Scope.class));
    Tokens.Issued issued =
        tokens.issue(
            context.pathParam("name"),
            body.text("label"),
            scopes,
            Duration.ofDays(body.optionalNumber("days").orElse(DAYS_DEFAULT)),
            actor);
    context.status(201);
    Json.answer(context, PeopleAnswer.of(issued));
  }

  private void revoke(Context context) {
    String actor = callers.require(context, Scope.ADMIN);
    Token token = tokens.revoke(context.pathParam("id"), actor);
    Json.answer(context, PeopleAnswer.of(token));
  }

  private void teams(Context context) {
    callers.requireRead(context);
    Json.answer(context, PeopleAnswer.teams(people.teams()));
  }

  private void addTeam(Context context) {
    String actor = callers.require(context, Scope.ADMIN);
    answer(context, people.addTeam(context.pathParam("team"), actor));
  }

  private void addMember(Context context) {
    String actor = callers.require(context, Scope.ADMIN);
    answer(context, people.addMember(context.pathParam("team"), context.pathParam("name"), actor));
  }

  private void removeMember(Context context) {
    String actor = callers.require(context, Scope.ADMIN);
    answer(
        context, people.removeMember(context.pathParam("team"), context.pathParam("name"), actor));
  }

  private static void answer(Context context, Team team) {
    Json.answer(context, PeopleAnswer.of(team));
  }
}
