package dev.tally.web;

import dev.tally.edl.people.People;
import dev.tally.edl.people.Person;
import dev.tally.edl.people.Scope;
import dev.tally.edl.registry.PublishOrder;
import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import dev.tally.web.answer.SessionAnswer;
import dev.tally.web.answer.SessionAnswer.Access;
import io.javalin.http.Context;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/** Everybody is who he says. */
record TrustedCallers(People people) implements Callers {
  /** In which a request says who asks. */
  static final String HEADER = "Tally-Person";

  @Override
  public String require(Context context, Scope... anyOf) {
    String name =
        named(context)
            .orElseThrow(
                () ->
                    new TallyException(
                        ErrorCode.UNAUTHORIZED,
                        "the request does not say who asks: send %s: NAME".formatted(HEADER)));
    if (people.find(name).isEmpty()) {
      people.put(new Person(name, Optional.empty()), name);
    }
    return name;
  }

  @Override
  public void requireRead(Context context) {
    // Whoever reaches the port may read.
  }

  @Override
  public String publisher(Context context) {
    return named(context).isEmpty() ? PublishOrder.OPERATOR : require(context, Scope.PUBLISH);
  }

  @Override
  public void requireOperator(Context context) {
    // Whoever reaches the port may operate what listens there.
  }

  @Override
  public SessionAnswer session(Context context) {
    return named(context)
        .map(name -> SessionAnswer.of(Access.TRUSTED, name, EnumSet.allOf(Scope.class), people))
        .orElseGet(() -> SessionAnswer.nobody(Access.TRUSTED, Set.of(Scope.READ)));
  }

  private static Optional<String> named(Context context) {
    return Optional.ofNullable(context.header(HEADER)).filter(name -> !name.isBlank());
  }
}
