package dev.tally.storage;

import java.io.IOException;
import java.io.InputStream;

/** Reads the result of a query as it arrives; the stream ends with the call. */
@FunctionalInterface
public interface StreamReader<T> {
  T read(InputStream in) throws IOException;
}
