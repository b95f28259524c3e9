package dev.tally.collector.admission;

import dev.tally.error.TallyException;

/** A stream that can be held back. */
public interface HeldStream {
  Caller caller();

  /** May be read again. */
  void resume();

  /** Was held long enough: its producer should come back later. */
  void refuse(TallyException reason);
}
