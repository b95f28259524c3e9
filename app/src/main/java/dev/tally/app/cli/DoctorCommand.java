package dev.tally.app.cli;

import dev.tally.app.config.Settings;
import dev.tally.app.service.Doctor;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;

/** {@code tally doctor}. */
@Command(
    name = "doctor",
    description =
        "Checks what Tally needs on this machine: library, folders, disk, ports, databases.",
    mixinStandardHelpOptions = true)
public final class DoctorCommand implements Callable<Integer> {
  @Mixin private final SettingsOptions settings = new SettingsOptions();

  @Option(names = "--json", description = "A JSON array of {check, ok, detail}.")
  private boolean json;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    Settings installation = settings.load();
    List<Doctor.Finding> findings = new Doctor(installation).examine();
    var out = spec.commandLine().getOut();
    if (json) {
      out.println(new JsonMapper().writeValueAsString(findings));
    } else {
      findings.forEach(
          finding ->
              out.printf(
                  "%-4s %-16s %s%n",
                  finding.ok() ? "ok" : "NOT", finding.check(), finding.detail()));
    }
    out.flush();
    return findings.stream().allMatch(Doctor.Finding::ok) ? 0 : 1;
  }
}
