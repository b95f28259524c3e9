package dev.tally.metadata;

import java.io.IOException;
import java.nio.file.Path;

/** A process of its own that holds a database file until its input ends. */
final class DatabaseHolder {
  static final String OPENED = "opened";

  private DatabaseHolder() {}

  public static void main(String[] args) throws IOException {
    try (var database = MetadataDatabase.open(MetadataSettings.file(Path.of(args[0])))) {
      database.migrate("sample");
      System.out.println(OPENED);
      System.in.readAllBytes();
    }
  }
}
