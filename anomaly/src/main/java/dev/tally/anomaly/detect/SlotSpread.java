package dev.tally.anomaly.detect;

/**
 * How much wider or narrower than on average predictions err in each part of the day. A running
 * mean of the absolute error per part, pulled towards that of the whole day as if so many average
 * errors had been seen there, and bounded: it shapes the band, it never decides it alone. (Absolute
 * rather than squared errors, of values that are held at the band's edge: an outlier moves it
 * little.)
 */
final class SlotSpread {
  /** The prior: a part of the day starts out as if it had seen so many average errors. */
  private static final double PRIOR_ERRORS = 5;

  /** A part of the day is at most so many times wider, or narrower, than the average. */
  private static final double RELATIVE_MAX = 8;

  private final Running[] slots;
  private final Running whole;

  /**
   * @param memory errors per slot after which old ones fade
   */
  SlotSpread(int slotCount, int memory) {
    slots = new Running[slotCount];
    for (int i = 0; i < slotCount; i++) {
      slots[i] = new Running(memory);
    }
    whole = new Running(slotCount * memory);
  }

  /**
   * @param error not negative
   */
  void add(int slot, double error) {
    slots[slot].add(error);
    whole.add(error);
  }

  /** Spread in this part of the day over the average spread; 1 while nothing is known. */
  double relative(int slot) {
    if (!(whole.mean > 0)) {
      return 1;
    }
    Running own = slots[slot];
    double pulled = (PRIOR_ERRORS * whole.mean + own.count * own.mean) / (PRIOR_ERRORS + own.count);
    return Math.clamp(pulled / whole.mean, 1 / RELATIVE_MAX, RELATIVE_MAX);
  }

  void clear() {
    for (Running slot : slots) {
      slot.clear();
    }
    whole.clear();
  }

  /** A mean of everything at first, of about the latest {@code memory} numbers later. */
  private static final class Running {
    private final int memory;
    private int count;
    private double mean;

    Running(int memory) {
      this.memory = memory;
    }

    void add(double number) {
      count = Math.min(count + 1, memory);
      mean += (number - mean) / count;
    }

    void clear() {
      count = 0;
      mean = 0;
    }
  }
}
