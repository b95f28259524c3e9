package dev.tally.app.cli;

import dev.tally.app.config.Settings;
import dev.tally.app.service.MetadataConnection;
import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import dev.tally.metadata.MetadataDatabase;
import java.util.Optional;
import java.util.function.Function;

/**
 * Where a command finds what the metadata database holds: in it, or, where a Tally runs and holds
 * the database, or a Tally is named, with that one.
 */
final class MetadataOrTally {
  private final Settings settings;
  private final RunningTally tally;
  private final boolean isElsewhere;

  private MetadataOrTally(Settings settings, RunningTally tally, boolean isElsewhere) {
    this.settings = settings;
    this.tally = tally;
    this.isElsewhere = isElsewhere;
  }

  /**
   * Of these settings, or the Tally that {@code caller} names.
   *
   * @param author as of {@link CallerOptions#headers}
   */
  static MetadataOrTally of(Settings settings, CallerOptions caller, Optional<String> author) {
    return new MetadataOrTally(settings, caller.tally(settings, author), caller.isElsewhere());
  }

  /** The same, whoever asks. */
  static MetadataOrTally of(Settings settings, CallerOptions caller) {
    return of(settings, caller, Optional.empty());
  }

  /**
   * Asks one of the two.
   *
   * @throws TallyException METADATA_UNAVAILABLE when neither answers; it says why of both
   */
  <T> T ask(Function<MetadataDatabase, T> database, Function<RunningTally, T> running) {
    if (isElsewhere) {
      return running.apply(tally);
    }
    try (MetadataDatabase metadata = MetadataConnection.open(settings)) {
      return database.apply(metadata);
    } catch (TallyException e) {
      if (e.code() == ErrorCode.METADATA_UNAVAILABLE) {
        return instead(running, e);
      }
      throw e;
    }
  }

  private <T> T instead(Function<RunningTally, T> running, TallyException why) {
    try {
      return running.apply(tally);
    } catch (TallyException e) {
      if (e.code() == ErrorCode.METADATA_UNAVAILABLE) {
        throw new TallyException(
            e.code(), "%s; and %s".formatted(why.getMessage(), e.getMessage()), e);
      }
      throw e;
    }
  }
}
