package dev.tally.web;

import dev.tally.edl.people.People;
import dev.tally.edl.people.Scope;
import dev.tally.edl.people.Tokens;
import dev.tally.error.TallyException;
import dev.tally.web.answer.SessionAnswer;
import io.javalin.http.Context;

/** Who calls, and whether he may. */
public interface Callers {
  /**
   * The name of the person who asks for a change.
   *
   * @param anyOf one of these is enough
   * @throws TallyException UNAUTHORIZED when the request does not say, FORBIDDEN when the person
   *     may not
   */
  String require(Context context, Scope... anyOf);

  /**
   * @throws TallyException UNAUTHORIZED and FORBIDDEN when the request may not read
   */
  void requireRead(Context context);

  /**
   * Who publishes without a review; where nobody has to say who he is, that may be {@code
   * operator}.
   *
   * @throws TallyException as {@link #require}
   */
  String publisher(Context context);

  /**
   * For what an operator does beside the registry: keys of producers, replays, backfills.
   *
   * @throws TallyException UNAUTHORIZED and FORBIDDEN when the request may not
   */
  void requireOperator(Context context);

  /** What the request says of its caller. */
  SessionAnswer session(Context context);

  /**
   * Whoever calls is who he says in {@code Tally-Person}, and may everything: for one machine, and
   * for networks where everybody is trusted. Names become people as they appear.
   */
  static Callers trusted(People people) {
    return new TrustedCallers(people);
  }

  /** Whoever has a token, {@code Authorization: Bearer …}, is its person and may what it says. */
  static Callers withTokens(People people, Tokens tokens) {
    return new TokenCallers(people, tokens);
  }
}
