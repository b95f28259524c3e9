package dev.tally.web;

import dev.tally.edl.people.People;
import dev.tally.edl.people.Person;
import dev.tally.edl.people.Scope;
import dev.tally.edl.people.Tokens;
import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import io.javalin.http.Context;
import java.util.Optional;

/** Who calls, and whether he may. */
public interface Callers {
  /**
   * The name of a person.
   *
   * @throws TallyException UNAUTHORIZED when the request does not say, FORBIDDEN when the person may
   *     not
   */
  String require(Context context, Scope scope);

  /**
   * Whoever calls is who he says in {@code Tally-Person}, and may everything: for one machine, and
   * for networks where everybody is trusted. Names are people as they appear.
   */
  static Callers trusted(People people) {
    return (context, _) -> {
      String name = context.header("Tally-Person");
      if (name == null) {
        throw new TallyException(
            ErrorCode.UNAUTHORIZED, "the request does not say who asks: send Tally-Person: NAME");
      }
      if (people.find(name).isEmpty()) {
        people.put(new Person(name, Optional.empty()), name);
      }
      return name;
    };
  }

  /** Whoever has a token, {@code Authorization: Bearer …}, is its person and may what it says. */
  static Callers withTokens(Tokens tokens) {
    return (context, scope) -> {
      String header = context.header("Authorization");
      if (header == null || !header.startsWith("Bearer ")) {
        throw new TallyException(
            ErrorCode.UNAUTHORIZED, "send a token: Authorization: Bearer tally_api_…");
      }
      var token = tokens.authenticate(header.substring("Bearer ".length()).strip());
      token.require(scope);
      return token.person();
    };
  }
}
