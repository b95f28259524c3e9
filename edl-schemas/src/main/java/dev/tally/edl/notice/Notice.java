package dev.tally.edl.notice;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * What others are told.
 *
 * @param id the same over all attempts and channels; receivers tell repeats by it
 * @param recipients names of people whom it concerns
 * @param body a JSON object with {@code id}, {@code kind}, {@code at} and what the kind has
 */
public record Notice(long id, NoticeKind kind, List<String> recipients, String body) {
  public Notice {
    requireNonNull(kind);
    recipients = List.copyOf(recipients);
    requireNonNull(body);
  }
}
