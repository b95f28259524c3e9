package dev.tally.collector.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tally.collector.admission.Caller;
import dev.tally.error.TallyException;
import dev.tally.metadata.MetadataDatabase;
import dev.tally.metadata.MetadataSettings;
import java.time.Clock;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class WriteKeyTest {
  @Test
  void aKeyIsKnownByItsHashUntilItIsRevoked() {
    try (MetadataDatabase database =
        MetadataDatabase.open(MetadataSettings.memory(UUID.randomUUID().toString()))) {
      WriteKeyTable table = new WriteKeyTable(database, Clock.systemUTC());
      try (StoredWriteKeys keys = new StoredWriteKeys(table)) {
        assertThat(keys.areRequired()).isFalse();
        String key = WriteKey.generate(new Random(7));
        WriteKey added = table.add("web", WriteKey.hash(key), Optional.empty());
        keys.refresh();
        assertThat(keys.areRequired()).isTrue();
        assertThat(keys.find(key).map(Caller::name)).contains("web");
        assertThat(keys.find(key + " ")).isEmpty();
        assertThat(keys.find(added.hash())).isEmpty();
        assertThat(table.list()).containsExactly(added).noneMatch(k -> k.hash().contains(key));

        assertThatThrownBy(() -> table.add("web", WriteKey.hash(key), Optional.empty()))
            .isInstanceOf(TallyException.class);
        assertThatThrownBy(() -> table.add("a b", WriteKey.hash("x"), Optional.empty()))
            .isInstanceOf(TallyException.class);
        assertThat(table.revoke(added.id()).isValid()).isFalse();
        keys.refresh();
        assertThat(keys.find(key)).isEmpty();
        assertThat(keys.areRequired()).as("the last key does not open the door").isTrue();
        assertThatThrownBy(() -> table.revoke(added.id())).hasMessageContaining(added.id());
      }
    }
  }
}
