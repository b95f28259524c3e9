package dev.tally.sdk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tally.ingest.v1.Client;
import dev.tally.ingest.v1.Report;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClientNameTest {
  @TempDir Path folder;

  private static Client read(ClientName name) throws IOException {
    WireWriter out = new WireWriter();
    name.write(out);
    return Report.parseFrom(out.toByteArray()).getClient();
  }

  @Test
  void saysWhatItIs() throws IOException {
    assertThat(read(new ClientName("1.2.0", "web-7")))
        .isEqualTo(
            Client.newBuilder().setSdk("java").setSdkVersion("1.2.0").setHost("web-7").build());
    assertThat(read(new ClientName("", ""))).isEqualTo(Client.newBuilder().setSdk("java").build());
  }

  @Test
  void noTextIsLongerThanCollectorsTake() throws IOException {
    String most = "a".repeat(ClientName.TEXT_BYTES_MAX);
    assertThat(read(new ClientName("", most)).getHost()).isEqualTo(most);
    assertThat(read(new ClientName("", most + "b")).getHost()).isEqualTo(most);
    // Of four bytes each, of which the last does not fit.
    String cut = read(new ClientName("", "x" + "😀".repeat(32))).getHost();
    assertThat(cut).isEqualTo("x" + "😀".repeat(31));
  }

  @Test
  void theHostIsWhatTheMachineSays() throws IOException {
    Path kernel = Files.writeString(folder.resolve("hostname"), "web-7\n");
    Path none = folder.resolve("none");

    assertThat(ClientName.host(Map.of("HOSTNAME", "other"), kernel)).isEqualTo("web-7");
    assertThat(ClientName.host(Map.of("HOSTNAME", "pod-3", "COMPUTERNAME", "c"), none))
        .isEqualTo("pod-3");
    assertThat(ClientName.host(Map.of("COMPUTERNAME", "DESK"), none)).isEqualTo("DESK");
    assertThat(ClientName.host(Map.of(), none)).isEmpty();
  }
}
