package dev.tally.web.answer;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who sends one event type.
 *
 * @param since by time of receipt
 * @param total of all producers
 * @param items by revision and SDK, most events first
 * @param truncated whether there are more than are shown
 * @param retiring attributes that are deprecated or gone in the latest revision, by name, with who
 *     still sends them; nobody does where there are no senders
 */
public record ProducersAnswer(
    String window,
    Instant since,
    Instant until,
    Senders total,
    List<RevisionSenders> items,
    boolean truncated,
    List<Retiring> retiring) {
  public ProducersAnswer {
    items = List.copyOf(items);
    retiring = List.copyOf(retiring);
  }

  /**
   * @param share of all producers of the event type in the window
   * @param hosts different ones, of producers that say where they run
   * @param hostShare of all hosts; absent where no producer says its own
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Senders(
      long producers,
      double share,
      long hosts,
      @Nullable Double hostShare,
      long events,
      @Nullable Instant lastSeen) {}

  /**
   * @param id the registry's
   * @param number of the event type's revisions the so-manieth, from 1; 0 where it is not known
   * @param behind how many newer ones there are
   */
  public record RevisionName(int id, int number, int behind) {}

  /**
   * @param sdk "java"; empty where the producer does not say
   */
  public record RevisionSenders(
      RevisionName revision, String sdk, String sdkVersion, Senders senders) {}

  /**
   * @param gone whether the latest revision no longer has it; else it is deprecated there
   * @param senders by revision, the latest first
   */
  public record Retiring(String attribute, boolean gone, List<AttributeSenders> senders) {
    public Retiring {
      senders = List.copyOf(senders);
    }
  }

  public record AttributeSenders(RevisionName revision, Senders senders) {}
}
