package dev.tally.aggregator.carbon;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Against pickles that Python wrote. */
final class UnpicklerTest {
  private static final Path PYTHON = Path.of("/usr/bin/python3");
  private static final int PROTOCOLS = 6;
  private static final double TWO_TO_70 = 0x1p70;

  @TempDir private Path folder;

  /** What a line of the script is of. */
  @SuppressWarnings("ArrayRecordComponent") // never compared or printed
  private record Pickle(String what, byte[] bytes) {}

  private List<Pickle> written() throws Exception {
    assumeTrue(Files.isExecutable(PYTHON), "there is no " + PYTHON);
    Path script =
        Path.of(
            Objects.requireNonNull(
                    UnpicklerTest.class.getResource("/dev/tally/aggregator/carbon/pickles.py"))
                .toURI());
    Process process =
        new ProcessBuilder(PYTHON.toString(), script.toString(), harm().toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    List<Pickle> pickles = new ArrayList<>();
    try (BufferedReader lines = process.inputReader(UTF_8)) {
      lines
          .lines()
          .map(line -> line.split(" ", 2))
          .forEach(
              parts -> pickles.add(new Pickle(parts[0], Base64.getDecoder().decode(parts[1]))));
    }
    assertThat(process.waitFor()).isZero();
    return pickles;
  }

  private Path harm() {
    return folder.resolve("harm");
  }

  private List<byte[]> written(String what) throws Exception {
    return written().stream()
        .filter(pickle -> pickle.what().equals(what))
        .map(Pickle::bytes)
        .toList();
  }

  private static List<SentPoint> points(byte[] pickle, List<Refusal> refusals)
      throws RefusedException {
    return PickledPoints.of(Unpickler.load(pickle), e -> refusals.add(e.refusal()));
  }

  @Test
  void whatPythonWritesIsReadInAllProtocols() throws Exception {
    List<byte[]> pickles = written("points");
    assertThat(pickles).hasSize(PROTOCOLS);
    for (byte[] pickle : pickles) {
      List<Refusal> refusals = new ArrayList<>();
      assertThat(points(pickle, refusals))
          .containsExactly(
              new SentPoint("servers.web01.cpu", 1.5, 1_700_000_000),
              new SentPoint("servers.web01.requests", 12_345_678_901.0, 1_700_000_060),
              new SentPoint("servers.web02.cpu", -0.0025, 1_700_000_060.5),
              new SentPoint("disk.used;rack=a1;server=sé", -7, 1_700_000_000.25),
              new SentPoint("servers.über.\uD835\uDD4F\\x", TWO_TO_70, 0),
              new SentPoint("servers.web03.up", 1, 1_700_000_000),
              new SentPoint("servers.web03.down", 0, 1_700_000_000),
              new SentPoint("servers.web01.cpu", 300, 1_700_000_000),
              new SentPoint("servers.web01.cpu", -1, 70_000),
              new SentPoint("quote'.\"both\"", 65_535, 255));
      assertThat(refusals).isEmpty();
    }
  }

  @Test
  void manyPointsAreRead() throws Exception {
    for (byte[] pickle : written("many")) {
      List<SentPoint> points = points(pickle, new ArrayList<>());
      assertThat(points).hasSize(3_000);
      assertThat(points.getLast()).isEqualTo(new SentPoint("many.n3", 2_999 / 3.0, 1_700_002_999));
    }
  }

  @Test
  void badPointsCostTheirNeighboursNothing() throws Exception {
    for (byte[] pickle : written("half")) {
      List<Refusal> refusals = new ArrayList<>();
      assertThat(points(pickle, refusals))
          .containsExactly(
              new SentPoint("good.one", 1, 1_700_000_000),
              new SentPoint("good.two", 2, 1_700_000_060));
      assertThat(refusals).contains(Refusal.MALFORMED, Refusal.VALUE, Refusal.TIME);
    }
  }

  @Test
  void bytesAreTexts() throws Exception {
    List<byte[]> pickles = written("bytes");
    assertThat(pickles).hasSize(3);
    for (byte[] pickle : pickles) {
      List<SentPoint> points = points(pickle, new ArrayList<>());
      assertThat(points.getFirst()).isEqualTo(new SentPoint("good.bytes", 1, 1_700_000_000));
      assertThatThrownBy(() -> SeriesPath.parse(points.getLast().path()))
          .isInstanceOf(RefusedException.class);
    }
  }

  @Test
  void nothingIsLookedUpOrCalled() throws Exception {
    List<byte[]> pickles = written("refused");
    assertThat(pickles).hasSize(PROTOCOLS * 14);
    for (byte[] pickle : pickles) {
      assertThatThrownBy(() -> points(pickle, new ArrayList<>()))
          .as(new String(pickle, ISO_8859_1))
          .isInstanceOf(RefusedException.class);
    }
    assertThat(harm()).doesNotExist();
  }

  @Test
  void aPickleIsAList() throws Exception {
    for (byte[] pickle : written("nolist")) {
      assertThatThrownBy(() -> points(pickle, new ArrayList<>()))
          .isInstanceOf(RefusedException.class)
          .hasMessageContaining("no list");
    }
  }

  /** Python 2 wrote its texts as bytes: cPickle, protocols 0 to 2. */
  @ParameterizedTest(name = "{index}")
  @ValueSource(
      strings = {
        "(lp1\n(S'servers.web01.cpu'\np2\n(I1700000000\nF1.5\ntp3\ntp4\na.",
        "(lp1\n(S\"servers.\\x77eb01.cpu\"\n(L1700000000L\nF1.5\ntta.",
        "]q\001(U\021servers.web01.cpuq\002J\000\361SeG?\370\000\000\000\000\000\000\206q\003\206q\004e.",
        "\200\002]q\001(U\021servers.web01.cpuq\002J\000\361SeG?\370\000\000\000\000\000\000\206q\003\206q\004e.",
        "\200\002]T\021\000\000\000servers.web01.cpu\212\004\000\361SeG?\370\000\000\000\000\000\000\206\206a.",
      })
  void whatPython2WroteIsRead(String pickle) throws RefusedException {
    assertThat(points(pickle.getBytes(ISO_8859_1), new ArrayList<>()))
        .containsExactly(new SentPoint("servers.web01.cpu", 1.5, 1_700_000_000));
  }

  @ParameterizedTest(name = "{index}")
  @ValueSource(
      strings = {
        "",
        ".",
        "(.",
        "(",
        "]",
        "a.",
        "]a.",
        "Na.",
        "NNa.",
        "t.",
        "e.",
        "]Ne.",
        "h\001.",
        "g1\n.",
        "q\001.",
        "I1x\n.",
        "I\n.",
        "I0x10\n.",
        "I1",
        "L1e999L\n.",
        "S'\n.",
        "Sabc\n.",
        "S'\\q'\n.",
        "V\\u12\n.",
        "V\\UFFFFFFFF\n.",
        "X\377\377\377\377abc.",
        "U\005abc.",
        "\215\377\377\377\377\377\377\377\177.",
        "\213\377\377\377\177.",
        "\213\000\001\000\000.",
        "\200\006].",
        "cos\nsystem\n(S'true'\ntR.",
        "(S'true'\nios\nsystem\n.",
        "\200\004\214\002os\214\006system\223.",
        "P1\n.",
        "}.",
        "\217.",
      })
  void whatIsBrokenIsRefused(String pickle) {
    assertThatThrownBy(() -> Unpickler.load(pickle.getBytes(ISO_8859_1)))
        .isInstanceOf(RefusedException.class);
  }

  @Test
  void objectsHaveALimit() throws Exception {
    byte[] pickle = new byte[CarbonLimits.PICKLE_OBJECTS_MAX + 3];
    Arrays.fill(pickle, (byte) ']');
    pickle[CarbonLimits.PICKLE_OBJECTS_MAX] = '.';
    assertThat(Unpickler.load(pickle)).isEqualTo(List.of());
    pickle[CarbonLimits.PICKLE_OBJECTS_MAX] = ']';
    pickle[CarbonLimits.PICKLE_OBJECTS_MAX + 1] = '.';
    assertThatThrownBy(() -> Unpickler.load(pickle)).hasMessageContaining("objects");
  }

  /** Whatever the bytes, it ends, and in no other way. */
  @Test
  void anyBytesAreReadOrRefused() throws Exception {
    Random random = new Random(20_261_122);
    List<byte[]> seeds = written("half");
    for (int round = 0; round < 20_000; round++) {
      byte[] pickle = seeds.get(random.nextInt(seeds.size())).clone();
      for (int i = random.nextInt(6); i >= 0; i--) {
        pickle[random.nextInt(pickle.length)] = (byte) random.nextInt(256);
      }
      assertThatCode(() -> readOrRefused(pickle))
          .as(Base64.getEncoder().encodeToString(pickle))
          .doesNotThrowAnyException();
    }
  }

  private static void readOrRefused(byte[] pickle) {
    try {
      points(pickle, new ArrayList<>());
    } catch (RefusedException e) {
      assertThat(e.refusal()).isEqualTo(Refusal.PICKLE);
    }
  }
}
