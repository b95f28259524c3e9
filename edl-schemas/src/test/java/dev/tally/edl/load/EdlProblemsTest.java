package dev.tally.edl.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What protoc and Tally say of wrong EDL, and where. */
class EdlProblemsTest {
  @TempDir Path directory;
  private EdlFolder folder;

  @BeforeEach
  void folder() {
    folder = new EdlFolder(directory);
  }

  @Test
  void fiveMistakesGiveFiveMessages() {
    assertThat(
            folder.problems(
                """
                syntax = "proto3";
                package shop;
                import "tally/edl.proto";

                message Registration {
                  option (tally.event) = { raw_retention: "a month" };
                  option (tally.metric) = {
                    name: "registrations"
                    count: {}
                    filter: "age > 'x'"
                    by: ["country", "age"]
                  };
                  Gendr gender = 1;
                  string country = 2 [(tally.field) = { dimension: MEDIUM }];
                  int32 age = 3;
                }
                """))
        .containsExactly(
            "a.proto:6:3: event type shop.Registration: it has no owner; add owner: \"…\", the team"
                + " that answers for it",
            "a.proto:6:43: event type shop.Registration: raw_retention 'a month' is no duration; write"
                + " a whole number and one of s, m, h, d, w",
            "a.proto:10:20: metric 'registrations' of shop.Registration: filter: 'age' is a number;"
                + " compare it with one",
            "a.proto:11:21: metric 'registrations' of shop.Registration: 'age' is no dimension;"
                + " declare it as one: (tally.field) = { dimension: … }",
            "a.proto:13:3: \"Gendr\" is not defined.");
  }
}
