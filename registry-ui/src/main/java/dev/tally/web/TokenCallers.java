package dev.tally.web;

import dev.tally.edl.people.People;
import dev.tally.edl.people.Scope;
import dev.tally.edl.people.Token;
import dev.tally.edl.people.Tokens;
import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import dev.tally.web.answer.SessionAnswer;
import dev.tally.web.answer.SessionAnswer.Access;
import io.javalin.http.Context;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;

/** Everybody is who his token is of. */
record TokenCallers(People people, Tokens tokens) implements Callers {
  private static final String BEARER = "Bearer ";

  @Override
  public String require(Context context, Scope... anyOf) {
    Token token =
        token(context)
            .orElseThrow(
                () ->
                    new TallyException(
                        ErrorCode.UNAUTHORIZED,
                        "the request has no token: send Authorization: Bearer tally_api_…"));
    if (Arrays.stream(anyOf).noneMatch(token.scopes()::contains)) {
      token.require(anyOf[0]);
    }
    return token.person();
  }

  @Override
  public void requireRead(Context context) {
    require(context, Scope.READ);
  }

  @Override
  public String publisher(Context context) {
    return require(context, Scope.PUBLISH);
  }

  @Override
  public void requireOperator(Context context) {
    require(context, Scope.ADMIN);
  }

  @Override
  public SessionAnswer session(Context context) {
    return token(context)
        .map(token -> SessionAnswer.of(Access.TOKENS, token.person(), token.scopes(), people))
        .orElseGet(() -> SessionAnswer.nobody(Access.TOKENS, Set.of()));
  }

  private Optional<Token> token(Context context) {
    return Optional.ofNullable(context.header("Authorization"))
        .filter(header -> header.startsWith(BEARER))
        .map(header -> tokens.authenticate(header.substring(BEARER.length()).strip()));
  }
}
