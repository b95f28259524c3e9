package dev.tally.metadata;

import java.util.UUID;

/** New, empty databases for tests. */
public interface Databases extends AutoCloseable {
  MetadataSettings next();

  @Override
  void close();

  static Databases h2() {
    return new Databases() {
      @Override
      public MetadataSettings next() {
        return MetadataSettings.memory(UUID.randomUUID().toString());
      }

      @Override
      public void close() {}
    };
  }

  static Databases postgres() {
    return new PostgresDatabases();
  }
}
