package dev.tally.sdk;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * What reports say of the producer itself, for the catalogue: which SDK it is, and on which machine
 * it runs. Found out without asking the network; what can't be found out is empty.
 *
 * @param sdkVersion of the jar; empty when it runs from classes
 */
record ClientName(String sdkVersion, String host) {
  static final ClientName OF_THIS =
      new ClientName(version(), host(System.getenv(), Path.of("/proc/sys/kernel/hostname")));

  private static final String SDK = "java";

  /** Collectors refuse a report with longer texts. */
  static final int TEXT_BYTES_MAX = 128;

  ClientName {
    sdkVersion = cut(sdkVersion);
    host = cut(host);
  }

  /** Writes the Client of an ingest.proto Report. */
  void write(WireWriter out) {
    out.tag(0x2A);
    int mark = out.open();
    out.tag(0x0A).string(SDK);
    if (!sdkVersion.isEmpty()) {
      out.tag(0x12).string(sdkVersion);
    }
    if (!host.isEmpty()) {
      out.tag(0x1A).string(host);
    }
    out.close(mark);
  }

  private static String version() {
    String version = ClientName.class.getPackage().getImplementationVersion();
    return version == null ? "" : version;
  }

  /**
   * @param kernel a file that holds the name, on Linux
   */
  static String host(Map<String, String> environment, Path kernel) {
    try {
      if (Files.isReadable(kernel)) {
        return Files.readString(kernel, StandardCharsets.UTF_8).strip();
      }
    } catch (IOException | SecurityException e) {
      // The environment may know.
    }
    String name = environment.get("HOSTNAME");
    return name == null ? environment.getOrDefault("COMPUTERNAME", "") : name;
  }

  /** Whole characters: half a pair would become a question mark. */
  private static String cut(String text) {
    String cut = text;
    while (cut.getBytes(StandardCharsets.UTF_8).length > TEXT_BYTES_MAX) {
      cut = cut.substring(0, cut.offsetByCodePoints(cut.length(), -1));
    }
    return cut;
  }
}
