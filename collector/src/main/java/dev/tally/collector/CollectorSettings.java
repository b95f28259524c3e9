package dev.tally.collector;

import static java.util.Objects.requireNonNull;

import dev.tally.collector.admission.AdmissionSettings;
import dev.tally.collector.block.BlockSettings;
import dev.tally.collector.journal.JournalSettings;
import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import java.nio.file.Path;
import java.time.Duration;

/**
 * A collector's settings.
 *
 * @param listen address that gRPC listens on
 * @param port for gRPC; 0 for a free one
 * @param journalDirectory this collector's own
 * @param admission what is let in under load
 * @param batchBytesMax longest batch that is accepted
 * @param closeTimeout how long {@link Collector#close} tries to store what is left
 */
public record CollectorSettings(
    String listen,
    int port,
    Path journalDirectory,
    JournalSettings journal,
    BlockSettings blocks,
    AdmissionSettings admission,
    int batchBytesMax,
    Duration closeTimeout) {
  public static final String LISTEN_DEFAULT = "127.0.0.1";
  public static final int PORT_DEFAULT = 7077;
  public static final int BATCH_BYTES_MAX_DEFAULT = 4 << 20;
  public static final Duration CLOSE_TIMEOUT_DEFAULT = Duration.ofSeconds(10);

  private static final int PORT_MAX = 65_535;

  /** Twice as much, gRPC's own limit, must still be an int and far below a segment's record. */
  private static final int BATCH_BYTES_LIMIT = 32 << 20;

  public CollectorSettings {
    requireNonNull(listen);
    requireNonNull(journalDirectory);
    requireNonNull(journal);
    requireNonNull(blocks);
    requireNonNull(admission);
    requireNonNull(closeTimeout);
    if (port < 0 || port > PORT_MAX) {
      throw invalid("port " + port + " is none: 0 to " + PORT_MAX);
    }
    if (batchBytesMax < 1 || batchBytesMax > BATCH_BYTES_LIMIT) {
      throw invalid(
          "batches of %d bytes: name 1 to %d".formatted(batchBytesMax, BATCH_BYTES_LIMIT));
    }
    if (closeTimeout.isNegative()) {
      throw invalid("a time limit of " + closeTimeout + " to close");
    }
  }

  /** On loopback, with the default limits. */
  public static CollectorSettings of(int port, Path journalDirectory) {
    return new CollectorSettings(
        LISTEN_DEFAULT,
        port,
        journalDirectory,
        JournalSettings.DEFAULTS,
        BlockSettings.DEFAULTS,
        AdmissionSettings.DEFAULTS,
        BATCH_BYTES_MAX_DEFAULT,
        CLOSE_TIMEOUT_DEFAULT);
  }

  public CollectorSettings withListen(String address) {
    return new CollectorSettings(
        address, port, journalDirectory, journal, blocks, admission, batchBytesMax, closeTimeout);
  }

  public CollectorSettings withJournal(JournalSettings settings) {
    return new CollectorSettings(
        listen, port, journalDirectory, settings, blocks, admission, batchBytesMax, closeTimeout);
  }

  public CollectorSettings withBlocks(BlockSettings settings) {
    return new CollectorSettings(
        listen, port, journalDirectory, journal, settings, admission, batchBytesMax, closeTimeout);
  }

  public CollectorSettings withBatchBytesMax(int bytes) {
    return new CollectorSettings(
        listen, port, journalDirectory, journal, blocks, admission, bytes, closeTimeout);
  }

  public CollectorSettings withCloseTimeout(Duration timeout) {
    return new CollectorSettings(
        listen, port, journalDirectory, journal, blocks, admission, batchBytesMax, timeout);
  }

  public CollectorSettings withAdmission(AdmissionSettings settings) {
    return new CollectorSettings(
        listen, port, journalDirectory, journal, blocks, settings, batchBytesMax, closeTimeout);
  }

  private static TallyException invalid(String message) {
    return new TallyException(ErrorCode.CONFIG_INVALID, "collector: " + message);
  }
}
