package dev.tally.storage;

/** Makes something of a row. The row is valid only during the call. */
@FunctionalInterface
public interface RowReader<T> {
  T read(Row row);
}
