package dev.tally.app.cli;

import dev.tally.aggregator.verify.StateVerifier;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** {@code tally states verify}. */
@Command(
    name = "states",
    description = "The aggregate states that series are made of.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {StatesCommand.Verify.class})
public final class StatesCommand {
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  StatesCommand() {}

  /** {@code tally states verify}. */
  @Command(
      name = "verify",
      description = {
        "Asks the Tally that runs whether its engine reads states of earlier engines as they were",
        "meant, and whether some buckets, chosen by chance, have the states that their raw events",
        "make. Ends with 1 when something is different."
      },
      mixinStandardHelpOptions = true)
  static final class Verify implements Callable<Integer> {
    private static final int EXIT_DIFFERENT = 1;

    @Mixin private final CallerOptions caller = new CallerOptions();
    @Mixin private final SettingsOptions settings = new SettingsOptions();
    @Spec private CommandSpec spec = CommandSpec.create();

    @Option(
        names = "--sample",
        paramLabel = "N",
        description =
            "So many buckets, 1 to " + StateVerifier.SAMPLE_MAX + "; default: ${DEFAULT-VALUE}.",
        defaultValue = "10")
    private int sample = 10;

    @Option(names = "--json", description = "As JSON.")
    private boolean json;

    @Override
    public Integer call() {
      JsonNode answer = caller.tally(settings.load()).verifyStates(sample);
      PrintWriter out = spec.commandLine().getOut();
      if (json) {
        out.println(JSON.writeValueAsString(answer));
      } else {
        print(out, answer);
      }
      out.flush();
      return answer.path("isEqual").asBoolean() ? 0 : EXIT_DIFFERENT;
    }

    private static void print(PrintWriter out, JsonNode answer) {
      for (JsonNode item : answer.path("golden").values()) {
        boolean isEqual = item.path("isEqual").asBoolean();
        out.printf(
            "%-9s %s of engine %s%s%n",
            isEqual ? "equal" : "DIFFERENT",
            item.path("kind").asString(),
            item.path("engine").asString(),
            isEqual
                ? ""
                : ": %s, expected %s"
                    .formatted(item.path("found").asString(), item.path("expected").asString()));
      }
      for (JsonNode item : answer.path("buckets").values()) {
        String verdict = item.path("verdict").asString();
        String words = item.path("words").asString();
        out.printf(
            "%-9s %s %s %s, %,d keys%s%n",
            verdict.equals("different") ? "DIFFERENT" : verdict,
            item.path("eventType").asString(),
            item.path("resolution").asString(),
            item.path("start").asString(),
            item.path("keys").asLong(),
            words.isEmpty() ? "" : ": " + words);
      }
    }
  }
}
