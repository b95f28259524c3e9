package dev.tally.app.cli;

import dev.tally.app.config.Settings;
import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which Tally is asked, and who asks: by a token, or by a name where everybody is trusted. */
final class CallerOptions {
  /** Environment that holds a token. */
  static final String TOKEN = "TALLY_TOKEN";

  @Option(
      names = "--url",
      paramLabel = "URL",
      defaultValue = "${env:TALLY_URL:-}",
      description =
          "Where Tally's web UI is, http or https; default: $TALLY_URL, or listen and http.port of the settings.")
  private String url = "";

  @Option(
      names = "--as",
      paramLabel = "NAME",
      description =
          "Who asks, where review.access is trusted; otherwise the token says. Default: $USER.")
  private Optional<String> name = Optional.empty();

  @Option(
      names = "--token-file",
      paramLabel = "FILE",
      description = "File that holds a token; default: the token in $TALLY_TOKEN, if any.")
  private @Nullable Path tokenFile;

  @Option(
      names = "--ca-file",
      paramLabel = "FILE",
      defaultValue = "${env:TALLY_CA_FILE:-}",
      description =
          "Certificates (PEM) of authorities to trust beside Java's, for https; default: $TALLY_CA_FILE.")
  private String caFile = "";

  /**
   * The Tally that is asked.
   *
   * @param author as of {@link #headers}
   * @throws TallyException CONFIG_INVALID when the URL is none, or a file cannot be read
   */
  RunningTally tally(Settings settings, Optional<String> author) {
    URI address =
        isElsewhere()
            ? address()
            : URI.create("http://%s:%d/".formatted(settings.listen(), settings.http().port()));
    boolean hasCa = "https".equals(address.getScheme()) && !caFile.isBlank();
    return new RunningTally(
        address,
        headers(author),
        hasCa ? Optional.of(CaFile.context(Path.of(caFile))) : Optional.empty());
  }

  /** The Tally that is asked by whoever asks. */
  RunningTally tally(Settings settings) {
    return tally(settings, Optional.empty());
  }

  /** Whether a Tally is named, so that the settings do not say which one is meant. */
  boolean isElsewhere() {
    return !url.isBlank();
  }

  private URI address() {
    try {
      URI address = new URI(url.strip());
      if (("http".equals(address.getScheme()) || "https".equals(address.getScheme()))
          && address.getHost() != null
          && address.getUserInfo() == null
          && address.getQuery() == null
          && address.getFragment() == null) {
        return address;
      }
    } catch (URISyntaxException e) {
      throw notAnAddress(e);
    }
    throw notAnAddress(null);
  }

  private TallyException notAnAddress(@Nullable Exception cause) {
    return new TallyException(
        ErrorCode.CONFIG_INVALID,
        "'%s' is no address of a Tally: https://tally.example.com, say".formatted(url),
        cause);
  }

  /**
   * The headers of requests.
   *
   * @param author whom to ask as where neither a token nor a name is given
   * @throws TallyException CONFIG_INVALID when the file cannot be read
   */
  Map<String, String> headers(Optional<String> author) {
    Optional<String> token = token();
    if (token.isPresent()) {
      return Map.of("Authorization", "Bearer " + token.get());
    }
    return name.or(() -> author)
        .or(() -> Optional.ofNullable(System.getProperty("user.name")))
        .map(one -> Map.of("Tally-Person", one))
        .orElse(Map.of());
  }

  private Optional<String> token() {
    if (tokenFile == null) {
      return Optional.ofNullable(System.getenv(TOKEN)).filter(text -> !text.isBlank());
    }
    try {
      return Optional.of(Files.readString(tokenFile).strip());
    } catch (IOException e) {
      throw new TallyException(
          ErrorCode.CONFIG_INVALID, "the token cannot be read from " + tokenFile, e);
    }
  }
}
