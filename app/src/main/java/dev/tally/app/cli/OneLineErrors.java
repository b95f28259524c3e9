package dev.tally.app.cli;

import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParseResult;

/**
 * Failures with a code are one clear line; anything else is a defect of ours and keeps its stack
 * trace.
 */
public final class OneLineErrors implements IExecutionExceptionHandler {
  /** Exit codes: the caller's mistake, a lack of room or of a dependency, a defect. */
  public static final int EXIT_USER = 2;

  public static final int EXIT_CAPACITY = 4;
  public static final int EXIT_INTERNAL = 5;

  private static final Logger log = LoggerFactory.getLogger(OneLineErrors.class);

  @Override
  public int handleExecutionException(Exception e, CommandLine commandLine, ParseResult parsed) {
    if (e instanceof TallyException failure) {
      commandLine.getErr().println("tally: " + failure.getMessage() + " [" + failure.code() + "]");
      log.debug("{}", failure.code(), failure);
      return exitCode(failure.code().category());
    }
    log.error("tally: a defect of Tally's", e);
    return EXIT_INTERNAL;
  }

  private static int exitCode(ErrorCode.Category category) {
    return switch (category) {
      case USER -> EXIT_USER;
      case CAPACITY -> EXIT_CAPACITY;
      case INTERNAL -> EXIT_INTERNAL;
    };
  }
}
