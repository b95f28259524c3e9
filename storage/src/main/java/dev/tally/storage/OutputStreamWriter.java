package dev.tally.storage;

import java.io.IOException;
import java.io.OutputStream;

/** Writes the body of an insert. Called once per insert; the stream is closed by the caller. */
@FunctionalInterface
public interface OutputStreamWriter {
  void writeTo(OutputStream out) throws IOException;
}
