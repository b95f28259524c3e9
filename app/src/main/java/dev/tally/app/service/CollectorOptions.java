package dev.tally.app.service;

import dev.tally.app.config.Settings;
import dev.tally.collector.CollectorSettings;
import dev.tally.collector.admission.AdmissionSettings;
import dev.tally.collector.journal.JournalSettings;

/** What the settings say of the collector. */
final class CollectorOptions {
  private CollectorOptions() {}

  /**
   * @throws dev.tally.error.TallyException CONFIG_INVALID
   */
  static CollectorSettings of(Settings settings) {
    Settings.Ingest ingest = settings.ingest();
    return CollectorSettings.of(ingest.port(), Folders.journal(settings.data()))
        .withListen(settings.listen())
        .withJournal(
            JournalSettings.DEFAULTS
                .withBytesMax(
                    ingest.journalBytes(), JournalSettings.segmentBytes(ingest.journalBytes()))
                .withQueueBytesMax(ingest.memoryBytes()))
        .withAdmission(
            new AdmissionSettings(
                ingest.memoryBytes(), AdmissionSettings.STREAMS_MAX_DEFAULT, ingest.quota()));
  }
}
