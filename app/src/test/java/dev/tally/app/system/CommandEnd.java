package dev.tally.app.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tally.app.Tally;
import java.io.PrintWriter;
import java.io.StringWriter;
import picocli.CommandLine;

/** How a command ended that was run in this process. */
public record CommandEnd(int code, String out, String err) {
  /** Runs it. */
  public static CommandEnd of(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine tally = Tally.commandLine();
    tally.setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
    int code = tally.execute(arguments);
    return new CommandEnd(code, out.toString(), err.toString());
  }

  /** What it printed, if it ended with this code. */
  public String expect(int expected) {
    assertThat(code).as(toString()).isEqualTo(expected);
    return out;
  }
}
