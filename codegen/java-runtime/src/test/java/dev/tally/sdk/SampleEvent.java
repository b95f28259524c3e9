package dev.tally.sdk;

import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Eight attributes, written as the generator writes senders. */
final class SampleEvent extends Event {
  static final EventSchema SCHEMA = new EventSchema("bench.Sample", 42, false);

  private long present0;
  private @Nullable String country;
  private @Nullable String page;
  private long userId;
  private int durationMs;
  private boolean signedIn;
  private double score;
  private @Nullable String deviceOs;
  private @Nullable Instant time;

  SampleEvent country(String value) {
    this.country = value;
    return this;
  }

  SampleEvent page(String value) {
    this.page = value;
    return this;
  }

  SampleEvent userId(long value) {
    this.userId = value;
    this.present0 |= 0x1L;
    return this;
  }

  SampleEvent durationMs(int value) {
    this.durationMs = value;
    this.present0 |= 0x2L;
    return this;
  }

  SampleEvent signedIn(boolean value) {
    this.signedIn = value;
    this.present0 |= 0x4L;
    return this;
  }

  SampleEvent score(double value) {
    this.score = value;
    this.present0 |= 0x8L;
    return this;
  }

  SampleEvent deviceOs(String value) {
    this.deviceOs = value;
    return this;
  }

  SampleEvent time(Instant value) {
    this.time = value;
    return this;
  }

  @Override
  protected EventSchema schema() {
    return SCHEMA;
  }

  @Override
  protected Optional<String> missing() {
    if (this.country == null) {
      return Optional.of("country");
    }
    return Optional.empty();
  }

  @Override
  protected void encode(WireWriter out) {
    if (this.country != null) {
      out.tag(10).string(this.country);
    }
    if (this.page != null) {
      out.tag(18).string(this.page);
    }
    if ((this.present0 & 0x1L) != 0) {
      out.tag(24).int64(this.userId);
    }
    if ((this.present0 & 0x2L) != 0) {
      out.tag(32).int32(this.durationMs);
    }
    if ((this.present0 & 0x4L) != 0) {
      out.tag(40).bool(this.signedIn);
    }
    if ((this.present0 & 0x8L) != 0) {
      out.tag(49).float64(this.score);
    }
    if (this.deviceOs != null) {
      out.tag(58);
      int mark0 = out.open();
      out.tag(10).string(this.deviceOs);
      out.close(mark0);
    }
    if (this.time != null) {
      out.tag(66).timestamp(this.time);
    }
  }
}
