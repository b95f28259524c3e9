package dev.tally.aggregator.verify;

import static java.util.Objects.requireNonNull;

import dev.tally.storage.ClickHouse;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * States of every kind that one engine version wrote, and what it read back of them, alone and
 * merged with others. An engine that reads something else must not go on with the states of that
 * version: hashes, digests or formats have changed.
 *
 * <p>The file {@code golden.tsv} has, line by line: the engine's version, the kind, the state's
 * type, its bytes in hex, what came of it, and of it and another.
 */
public final class GoldenStates {
  /** Of the class path. */
  private static final String FILE = "golden.tsv";

  private static final int FIELDS = 6;

  /**
   * How a kind is made and read.
   *
   * @param state over the numbers of its rows, {@code number}
   */
  private record Kind(
      String name, String type, String state, String merged, long first, long count, long others) {}

  /** The kinds of the states tables; counts, sums, least and greatest are plain numbers. */
  private static final List<Kind> KINDS =
      List.of(
          new Kind(
              "uniq",
              "AggregateFunction(uniq, String)",
              "uniqState(toString(number))",
              "uniqMerge(state)",
              0,
              300,
              150),
          new Kind(
              "uniq_exact",
              "AggregateFunction(uniqExact, String)",
              "uniqExactState(toString(number))",
              "uniqExactMerge(state)",
              0,
              60,
              30),
          new Kind(
              "variance",
              "AggregateFunction(varPopStable, Float64)",
              "varPopStableState(toFloat64(1000000000 + number % 3))",
              "varPopStableMerge(state)",
              0,
              100,
              50),
          new Kind(
              "quantiles",
              "AggregateFunction(quantilesTDigest(0.5), Float64)",
              "quantilesTDigestState(0.5)(toFloat64(number * number))",
              "quantilesTDigestMerge(0.5, 0.95)(state)",
              0,
              500,
              250),
          new Kind(
              "first",
              "AggregateFunction(argMin, Float64, DateTime64(3, 'UTC'))",
              "argMinState(toFloat64(number) / 8, toDateTime64(1700000000 + number, 3, 'UTC'))",
              "argMinMerge(state)",
              7,
              10,
              3),
          new Kind(
              "last",
              "AggregateFunction(argMax, Float64, DateTime64(3, 'UTC'))",
              "argMaxState(toFloat64(number) / 8, toDateTime64(1700000000 + number, 3, 'UTC'))",
              "argMaxMerge(state)",
              7,
              10,
              3),
          new Kind(
              "open",
              "AggregateFunction(argMin, Float64, UInt256)",
              "argMinState(toFloat64(number) / 8, bitShiftLeft(toUInt256(number), 200))",
              "argMinMerge(state)",
              7,
              10,
              3),
          new Kind(
              "close",
              "AggregateFunction(argMax, Float64, UInt256)",
              "argMaxState(toFloat64(number) / 8, bitShiftLeft(toUInt256(number), 200))",
              "argMaxMerge(state)",
              7,
              10,
              3));

  /** A line of the file. */
  public record Golden(
      String engine, String kind, String type, String hex, String alone, String merged) {
    public Golden {
      requireNonNull(engine);
      requireNonNull(kind);
      requireNonNull(type);
      requireNonNull(hex);
      requireNonNull(alone);
      requireNonNull(merged);
    }

    /** As the file has it. */
    public String line() {
      return String.join("\t", engine, kind, type, hex, alone, merged);
    }
  }

  /**
   * What came of reading one.
   *
   * @param found alone, and merged
   */
  public record Reading(Golden golden, boolean isEqual, String found) {
    public Reading {
      requireNonNull(golden);
      requireNonNull(found);
    }
  }

  private final ClickHouse clickHouse;

  public GoldenStates(ClickHouse clickHouse) {
    this.clickHouse = clickHouse;
  }

  /** Those of the file. */
  public static List<Golden> file() {
    try (InputStream in = GoldenStates.class.getResourceAsStream(FILE)) {
      List<Golden> golden = new ArrayList<>();
      for (String line :
          new String(requireNonNull(in, FILE).readAllBytes(), StandardCharsets.UTF_8)
              .lines()
              .toList()) {
        List<String> fields = List.of(line.split("\t", FIELDS));
        golden.add(
            new Golden(
                fields.get(0),
                fields.get(1),
                fields.get(2),
                fields.get(3),
                fields.get(4),
                fields.get(5)));
      }
      return golden;
    } catch (IOException e) {
      throw new UncheckedIOException(FILE, e);
    }
  }

  /** What this engine would add to the file. */
  public List<Golden> write() {
    String engine = text("SELECT version() AS found");
    return KINDS.stream()
        .map(
            kind -> {
              String hex =
                  text(
                      "SELECT hex(%s) AS found FROM numbers(%d, %d)"
                          .formatted(kind.state(), kind.first(), kind.count()));
              return new Golden(
                  engine,
                  kind.name(),
                  kind.type(),
                  hex,
                  text(alone(kind, hex)),
                  text(merged(kind, hex)));
            })
        .toList();
  }

  /** Reads all states of the file with this engine. */
  public List<Reading> read() {
    return file().stream().map(this::read).toList();
  }

  /** Reads one. */
  public Reading read(Golden golden) {
    Optional<Kind> kind = KINDS.stream().filter(k -> k.name().equals(golden.kind())).findFirst();
    if (kind.isEmpty()) {
      return new Reading(golden, false, "no such kind");
    }
    String alone = text(alone(kind.get(), golden.hex()));
    String merged = text(merged(kind.get(), golden.hex()));
    return new Reading(
        golden,
        alone.equals(golden.alone()) && merged.equals(golden.merged()),
        alone + ", merged " + merged);
  }

  private static String alone(Kind kind, String hex) {
    return "SELECT toString(%s) AS found FROM (%s)".formatted(kind.merged(), stored(kind, hex));
  }

  /** With one that this engine makes, of rows that are half the same. */
  private static String merged(Kind kind, String hex) {
    return "SELECT toString(%s) AS found FROM (%s UNION ALL SELECT %s AS state FROM numbers(%d, %d))"
        .formatted(
            kind.merged(),
            stored(kind, hex),
            kind.state(),
            kind.first() + kind.others(),
            kind.count());
  }

  private static String stored(Kind kind, String hex) {
    return "SELECT CAST(unhex('%s'), '%s') AS state"
        .formatted(hex, kind.type().replace("'", "\\'"));
  }

  private String text(String sql) {
    return clickHouse.query(sql, Map.of(), row -> row.string("found")).getFirst();
  }
}
