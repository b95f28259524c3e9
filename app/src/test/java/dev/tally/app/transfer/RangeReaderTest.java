package dev.tally.app.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class RangeReaderTest {
  private static final int MIB = 1 << 20;

  @Test
  void rangesEndAfterSoManyRows() throws IOException {
    for (int rows : List.of(999, 1_000, 1_001)) {
      List<RowRange> ranges = read("a\n".repeat(rows), 0);
      assertThat(ranges.getFirst().lastRow()).isEqualTo(Math.min(rows, 1_000));
      assertThat(ranges.getLast().lastRow()).isEqualTo(rows);
    }
  }

  @Test
  void rangesEndAfterSoManyBytes() throws IOException {
    List<RowRange> ranges = read(("x".repeat(MIB - 1) + "\n").repeat(5), 0);
    assertThat(ranges).extracting(RowRange::lastRow).containsExactly(3L, 5L);
    assertThat(ranges).extracting(RowRange::firstRow).containsExactly(1L, 4L);
  }

  @Test
  void whoGoesOnCutsAtTheSameRows() throws IOException {
    StringBuilder text = new StringBuilder();
    for (int row = 0; row < 4_000; row++) {
      text.append("y".repeat(row)).append(row % 7 == 0 ? "\n\n" : "\n");
    }
    List<RowRange> all = read(text.toString(), 0);
    assertThat(all).hasSizeGreaterThan(4);
    for (int i = 0; i < all.size(); i++) {
      List<RowRange> rest = read(text.toString(), all.get(i).lastRow());
      assertThat(rest.stream().map(RowRange::lastRow).toList())
          .isEqualTo(all.subList(i + 1, all.size()).stream().map(RowRange::lastRow).toList());
    }
  }

  @Test
  void lastLineNeedsNoEndAndOneTooLongIsCut() throws IOException {
    String most = "m".repeat(RangeReader.LINE_BYTES_MAX);
    List<byte[]> rows =
        read(most + "\n" + most + "more\nlast", 0).stream()
            .flatMap(range -> range.rows().stream())
            .toList();
    assertThat(rows)
        .extracting(row -> row.length)
        .containsExactly(RangeReader.LINE_BYTES_MAX, RangeReader.LINE_BYTES_MAX + 1, 4);
    assertThat(rows.getLast()).isEqualTo("last".getBytes(StandardCharsets.UTF_8));
    assertThat(read("", 0)).isEmpty();
  }

  private static List<RowRange> read(String text, long skip) throws IOException {
    InputStream in = new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    List<RowRange> ranges = new ArrayList<>();
    try (RangeReader reader = new RangeReader(in)) {
      reader.skip(skip);
      for (RowRange range = reader.next(); range != null; range = reader.next()) {
        ranges.add(range);
      }
    }
    return ranges;
  }
}
