package dev.tally.edl.people;

import static java.util.Objects.requireNonNull;

import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Somebody who proposes, reviews or publishes.
 *
 * @param name 1 to 64 letters, digits, '.', '_' and '-'
 * @param email where notices go, if mail can go there
 * @param mail whether they are wanted there
 */
public record Person(String name, Optional<String> email, boolean mail) {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,64}");
  private static final Pattern EMAIL = Pattern.compile("[^\\s@<>,;\"]{1,64}@[A-Za-z0-9.-]{1,189}");

  public Person {
    requireNonNull(email);
    checkName("a person", name);
    if (email.filter(address -> !EMAIL.matcher(address).matches()).isPresent()) {
      throw new TallyException(
          ErrorCode.REQUEST_INVALID, "'%s' is no e-mail address".formatted(email.get()));
    }
  }

  /** Who wants mail, as everybody does until he says otherwise. */
  public Person(String name, Optional<String> email) {
    this(name, email, true);
  }

  Person withMail(boolean wanted) {
    return new Person(name, email, wanted);
  }

  static void checkName(String of, String name) {
    if (!NAME.matcher(name).matches()) {
      throw new TallyException(
          ErrorCode.REQUEST_INVALID,
          "the name of %s has 1 to 64 letters, digits, '-', '_' and '.'; not so: %s"
              .formatted(of, name.substring(0, Math.min(name.length(), 80))));
    }
  }
}
