package dev.tally.app.cli;

import dev.tally.app.bench.SchemasBench;
import dev.tally.app.bench.SchemasReport;
import dev.tally.app.service.Folders;
import dev.tally.edl.load.ProtocProcess;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code tally bench schemas}. */
@Command(
    name = "schemas",
    description =
        "How long a thousand event types take to load and to check, whole and after one change, and"
            + " whether other people's files load that protoc accepts. Exit code 1 when not, or over"
            + " the budgets: a check 2 s, of one change 300 ms.",
    mixinStandardHelpOptions = true)
final class BenchSchemasCommand extends ReportCommand<SchemasReport> {
  @Option(
      names = "--protos",
      paramLabel = "DIR",
      description =
          "A folder of .proto files whose imports are relative to it, for example a checkout of"
              + " github.com/googleapis/googleapis; again for each further root, also within it.")
  private List<Path> protos = List.of();

  @Option(
      names = "--event-types",
      paramLabel = "N",
      defaultValue = "1000",
      description = "That are made up. Default: ${DEFAULT-VALUE}.")
  private int eventTypes;

  @Option(
      names = "--files",
      paramLabel = "N",
      defaultValue = "100",
      description = "That they are in. Default: ${DEFAULT-VALUE}.")
  private int files;

  @Override
  SchemasReport measure() throws Exception {
    ProtocProcess protoc = ProtocProcess.bundled(Folders.downloads().resolve("protoc"));
    return new SchemasBench(protos, eventTypes, files, protoc, System.err).run();
  }

  @Override
  boolean holds(SchemasReport report) {
    return report.holds();
  }
}
