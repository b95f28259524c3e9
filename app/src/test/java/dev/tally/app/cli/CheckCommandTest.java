package dev.tally.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

final class CheckCommandTest {
  @TempDir private Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void fiveMistakesAreFiveLocatedMessages() throws IOException {
    Files.writeString(
        folder.resolve("order.proto"),
        """
        syntax = "proto3";
        package shop;
        import "tally/edl.proto";

        message Order {
          option (tally.event) = { raw_retention: "a month" };
          option (tally.metric) = { name: "orders", count: {}, by: "price" };
          option (tally.metric) = { name: "revenue", sum: { field: "prise" } };
          option (tally.alert) = { metric: "returns", band: {} };

          double price = 1 [(tally.field) = { unit: "USD" }];
        }
        """);

    int exitCode = check();

    assertThat(exitCode).isEqualTo(1);
    assertThat(err.toString().lines().filter(line -> line.matches("order\\.proto:\\d+:\\d+: .+")))
        .as(err.toString())
        .hasSize(5);
    assertThat(err.toString()).contains("5 problems");
  }

  @Test
  void goodFilesAreListed() throws IOException {
    Files.writeString(
        folder.resolve("order.proto"),
        """
        syntax = "proto3";
        package shop;
        import "tally/edl.proto";

        message Order {
          option (tally.event) = { owner: "shop" };
          double price = 1 [(tally.field) = { unit: "USD" }];
        }
        """);

    assertThat(check()).as(err.toString()).isZero();
    assertThat(out.toString())
        .contains("shop.Order  1 attributes, 0 metrics, 0 alerts  (order.proto)");
  }

  private int check() {
    return new CommandLine(new CheckCommand())
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(err))
        .execute(folder.toString());
  }
}
