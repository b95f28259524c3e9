package dev.tally.app.cli;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * A command that measures for a while and prints what it found as one JSON object.
 *
 * @param <R> the report
 */
abstract class ReportCommand<R> implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  /** Takes its time; progress goes to standard error. */
  abstract R measure() throws Exception;

  /** Whether what must hold does; the exit code is 1 where it does not. */
  boolean holds(R report) {
    return true;
  }

  @Override
  public final Integer call() throws Exception {
    R report = measure();
    JsonMapper json = JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
    PrintWriter out = spec.commandLine().getOut();
    out.println(json.writeValueAsString(report));
    out.flush();
    return holds(report) ? 0 : 1;
  }
}
