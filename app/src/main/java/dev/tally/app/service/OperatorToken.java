package dev.tally.app.service;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tally.edl.people.People;
import dev.tally.edl.people.Person;
import dev.tally.edl.people.Scope;
import dev.tally.edl.people.Tokens;
import dev.tally.edl.registry.PublishOrder;
import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The first token, by which all others are made: in a file that only the operator can read. */
final class OperatorToken {
  private static final Logger log = LoggerFactory.getLogger(OperatorToken.class);
  private static final String LABEL = "first-token";
  private static final String OWNER_ONLY = "rw-------";

  private OperatorToken() {}

  /**
   * Makes the file unless it is there and its token is valid.
   *
   * @throws TallyException CONFIG_INVALID when it cannot be written
   */
  static void ensure(People people, Tokens tokens, Path file) {
    if (isValid(tokens, file)) {
      return;
    }
    people.put(new Person(PublishOrder.OPERATOR, Optional.empty()), PublishOrder.OPERATOR);
    String text =
        tokens
            .issue(
                PublishOrder.OPERATOR,
                LABEL,
                EnumSet.of(Scope.ADMIN),
                Tokens.VALID_MAX,
                PublishOrder.OPERATOR)
            .text();
    write(file, text);
    log.info("a token of the operator, who may everything, is in {}", file);
  }

  private static boolean isValid(Tokens tokens, Path file) {
    try {
      tokens.authenticate(Files.readString(file, UTF_8).strip());
      return true;
    } catch (IOException e) {
      return false;
    } catch (TallyException e) {
      if (e.code() == ErrorCode.UNAUTHORIZED) {
        return false;
      }
      throw e;
    }
  }

  private static void write(Path file, String text) {
    try {
      Files.createDirectories(file.getParent());
      Files.deleteIfExists(file);
      Files.createFile(
          file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(OWNER_ONLY)));
      Files.writeString(file, text + "\n", UTF_8);
    } catch (IOException e) {
      throw new TallyException(
          ErrorCode.CONFIG_INVALID, "the operator's token cannot be written to " + file, e);
    }
  }
}
