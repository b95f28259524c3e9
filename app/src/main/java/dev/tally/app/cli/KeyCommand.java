package dev.tally.app.cli;

import dev.tally.app.config.Settings;
import dev.tally.collector.admission.Quota;
import dev.tally.collector.http.WriteKey;
import dev.tally.collector.http.WriteKeyTable;
import java.io.PrintWriter;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code tally key create | list | quota | revoke}. */
@Command(
    name = "key",
    description = "The write keys of POST /v1/events and of producers, and their quotas.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      KeyCommand.Create.class,
      KeyCommand.ListKeys.class,
      KeyCommand.SetQuota.class,
      KeyCommand.Revoke.class
    })
public final class KeyCommand {
  KeyCommand() {}

  private static List<String> ask(
      Settings settings,
      CallerOptions caller,
      Function<WriteKeyTable, List<String>> direct,
      Function<RunningTally, List<String>> running) {
    return MetadataOrTally.of(settings, caller)
        .ask(metadata -> direct.apply(new WriteKeyTable(metadata, Clock.systemUTC())), running);
  }

  private static void print(CommandSpec spec, List<String> lines) {
    PrintWriter out = spec.commandLine().getOut();
    lines.forEach(out::println);
    out.flush();
  }

  /** {@code tally key create NAME}. */
  @Command(
      name = "create",
      description =
          "Makes a key and shows it, once. From the first one on, every request needs a key.",
      mixinStandardHelpOptions = true)
  static final class Create implements Runnable {
    @Mixin private final CallerOptions caller = new CallerOptions();
    @Mixin private final SettingsOptions settings = new SettingsOptions();
    @Spec private CommandSpec spec = CommandSpec.create();

    @Parameters(index = "0", paramLabel = "NAME", description = "Who will send with it.")
    private String name = "";

    @Mixin private final QuotaOptions quota = new QuotaOptions();

    @Override
    public void run() {
      Optional<Quota> own = quota.read();
      String key = WriteKey.generate(new SecureRandom());
      String hash = WriteKey.hash(key);
      ask(
          settings.load(),
          caller,
          table -> List.of(KeyText.of(table.add(name, hash, own))),
          running -> running.addKey(name, hash, own));
      print(spec, List.of(key));
    }
  }

  /** {@code tally key list}. */
  @Command(
      name = "list",
      description = "Shows the keys that were ever made: id, name, and since when.",
      mixinStandardHelpOptions = true)
  static final class ListKeys implements Runnable {
    @Mixin private final CallerOptions caller = new CallerOptions();
    @Mixin private final SettingsOptions settings = new SettingsOptions();
    @Spec private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
      print(
          spec,
          ask(
              settings.load(),
              caller,
              table -> table.list().stream().map(KeyText::of).toList(),
              RunningTally::keys));
    }
  }

  /** {@code tally key quota ID}. */
  @Command(
      name = "quota",
      description =
          "Gives a key a quota of its own; without options, the installation's again. Holds within"
              + " a second, for producers that are connected too.",
      mixinStandardHelpOptions = true)
  static final class SetQuota implements Runnable {
    @Mixin private final CallerOptions caller = new CallerOptions();
    @Mixin private final SettingsOptions settings = new SettingsOptions();
    @Mixin private final QuotaOptions quota = new QuotaOptions();
    @Spec private CommandSpec spec = CommandSpec.create();

    @Parameters(index = "0", paramLabel = "ID", description = "As `tally key list` shows it.")
    private String id = "";

    @Override
    public void run() {
      Optional<Quota> own = quota.read();
      print(
          spec,
          ask(
              settings.load(),
              caller,
              table -> List.of(KeyText.of(table.setQuota(id, own))),
              running -> running.setQuota(id, own)));
    }
  }

  /** {@code tally key revoke ID}. */
  @Command(
      name = "revoke",
      description = "Ends the validity of a key, within a second.",
      mixinStandardHelpOptions = true)
  static final class Revoke implements Runnable {
    @Mixin private final CallerOptions caller = new CallerOptions();
    @Mixin private final SettingsOptions settings = new SettingsOptions();
    @Spec private CommandSpec spec = CommandSpec.create();

    @Parameters(index = "0", paramLabel = "ID", description = "As `tally key list` shows it.")
    private String id = "";

    @Override
    public void run() {
      print(
          spec,
          ask(
              settings.load(),
              caller,
              table -> List.of(KeyText.of(table.revoke(id))),
              running -> running.revokeKey(id)));
    }
  }
}
