package dev.tally.edl.lint;

import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.Descriptors.FileDescriptor;
import dev.tally.edl.check.Area;
import dev.tally.edl.check.CheckRule;
import dev.tally.edl.check.Severity;
import java.util.List;
import java.util.regex.Pattern;

final class PackageName implements LintRule {
  private static final CheckRule RULE =
      new CheckRule(
          "PACKAGE_NAME",
          Area.LINT,
          Severity.WARNING,
          "A file has a package, and its name is lower_snake_case words with dots between.",
          "The package keeps two teams' event types apart, and is the package or module of"
              + " generated senders; a file without one puts them beside everybody's.");

  private static final Pattern WORDS =
      Pattern.compile("[a-z][a-z0-9]*(_[a-z0-9]+)*(\\.[a-z][a-z0-9]*(_[a-z0-9]+)*)*");

  @Override
  public CheckRule rule() {
    return RULE;
  }

  @Override
  public void judge(Reach reach, Complaints complaints) {
    for (FileDescriptor file : reach.files()) {
      String name = file.getPackage();
      if (!WORDS.matcher(name).matches()) {
        complaints.add(
            name.isEmpty() ? file.getName() : name,
            reach.schema().place(file, List.of(FileDescriptorProto.PACKAGE_FIELD_NUMBER)),
            name.isEmpty()
                ? "the file has no package"
                : "the package '%s' is not of lower_snake_case words".formatted(name),
            name.isEmpty()
                ? "add one, as in 'package shop;'"
                : "write it in small letters, digits and underscores");
      }
    }
  }
}
