package dev.tally.collector.json;

import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;

/** What the JSON of events may look like. */
public final class JsonLimits {
  /** Deepest nesting of objects and arrays, the request's own array included. */
  public static final int NESTING_MAX = 32;

  /** Longest string: the longest bytes value, in base64. */
  public static final int STRING_CHARS_MAX = 384 << 10;

  /** Longest name of a field. */
  public static final int NAME_CHARS_MAX = 512;

  /** Longest number, in digits. */
  public static final int NUMBER_CHARS_MAX = 256;

  /** Longest {@code id} of an event. */
  public static final int ID_CHARS_MAX = 256;

  private JsonLimits() {}

  /** Makes parsers within these limits. Names are not interned: senders choose them. */
  public static JsonFactory factory() {
    return JsonFactory.builder()
        .streamReadConstraints(
            StreamReadConstraints.builder()
                .maxNestingDepth(NESTING_MAX)
                .maxStringLength(STRING_CHARS_MAX)
                .maxNameLength(NAME_CHARS_MAX)
                .maxNumberLength(NUMBER_CHARS_MAX)
                .build())
        .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
        .disable(tools.jackson.core.TokenStreamFactory.Feature.INTERN_PROPERTY_NAMES)
        .disable(tools.jackson.core.TokenStreamFactory.Feature.CANONICALIZE_PROPERTY_NAMES)
        .build();
  }
}
