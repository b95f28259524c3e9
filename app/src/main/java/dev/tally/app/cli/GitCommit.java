package dev.tally.app.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * The last commit of the repository that a folder is in.
 *
 * @param hash 40 hexadecimal digits
 * @param branch empty where none is checked out
 * @param author as a person's name in Tally: the part of the e-mail address before the @
 */
record GitCommit(String hash, Optional<String> branch, String author, String subject, String body) {
  private static final long GIT_SECONDS_MAX = 20;
  private static final int FIELDS = 4;

  /**
   * Asks git.
   *
   * @throws TallyException REQUEST_INVALID when there is no git, no repository or no commit, or
   *     files of the folder are not committed
   */
  static GitCommit of(Path folder) {
    String changed = git(folder, "status", "--porcelain", "--", ".");
    if (!changed.isBlank()) {
      throw invalid(
          "not all of %s is committed; commit it first:%n%s"
              .formatted(folder, changed.stripTrailing()));
    }
    String[] fields =
        git(folder, "log", "-1", "--format=%H%x00%ae%x00%s%x00%b").split("\0", FIELDS);
    if (fields.length < FIELDS) {
      throw invalid(folder + " is in a repository without a commit");
    }
    String branch = git(folder, "rev-parse", "--abbrev-ref", "HEAD").strip();
    return new GitCommit(
        fields[0],
        branch.equals("HEAD") ? Optional.empty() : Optional.of(branch),
        person(fields[1]),
        fields[2],
        fields[3].strip());
  }

  private static String person(String email) {
    String name = email.split("@", 2)[0].replaceAll("[^A-Za-z0-9._-]", "-");
    return name.substring(0, Math.min(name.length(), 64));
  }

  private static String git(Path folder, String... arguments) {
    List<String> command = new ArrayList<>(List.of("git", "-C", folder.toString()));
    command.addAll(List.of(arguments));
    try {
      Process git = new ProcessBuilder(command).start();
      git.getOutputStream().close();
      CompletableFuture<String> said = text(git.getInputStream());
      CompletableFuture<String> complaint = text(git.getErrorStream());
      if (!git.waitFor(GIT_SECONDS_MAX, TimeUnit.SECONDS)) {
        git.destroyForcibly();
        throw invalid("git does not answer: " + String.join(" ", command));
      }
      if (git.exitValue() != 0) {
        throw invalid("git refuses: " + complaint.join().strip());
      }
      return said.join();
    } catch (IOException e) {
      throw new TallyException(
          ErrorCode.REQUEST_INVALID, "git cannot be run: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new TallyException(ErrorCode.INTERNAL, "interrupted", e);
    }
  }

  private static CompletableFuture<String> text(InputStream stream) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return new String(stream.readAllBytes(), UTF_8);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        },
        task -> Thread.ofVirtual().start(task));
  }

  private static TallyException invalid(String message) {
    return new TallyException(ErrorCode.REQUEST_INVALID, message);
  }
}
