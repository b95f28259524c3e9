package dev.tally.app.bench;

import dev.tally.app.service.Folders;
import dev.tally.app.service.Pipeline;
import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import dev.tally.sdk.TallyClient;
import java.io.PrintStream;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a dashboard asks for, of Tally and of Debian's graphite-web on the same points:
 *
 * <ol>
 *   <li>the series, in both, and their answers compared with what they should be;
 *   <li>graphite-web and Tally, each with the machine for itself;
 *   <li>Tally while events come at half the best rate.
 * </ol>
 *
 * No answer comes from a cache. A dashboard that is asked again ({@code …Again}) is told apart: its
 * last 24 hours, after each of its series got another point, and with the points that were read
 * before.
 */
public final class RenderBench {
  private static final Duration STORED_MAX = Duration.ofMinutes(5);
  private static final int PANEL_POINTS = 800;

  private final Sizes sizes;
  private final PrintStream progress;

  /**
   * How much of everything.
   *
   * @param globSeries that one glob matches
   * @param findSeries that find looks through, up to the next thousand
   * @param rounds requests of each kind
   * @param interval from the beginning of one request to that of the next, at least
   * @param events by which the best rate is found; 0 for no ingest
   */
  public record Sizes(int globSeries, int findSeries, int rounds, Duration interval, long events) {
    /** Series of a dashboard. */
    static final int FEW = 100;
  }

  /**
   * @param progress what is being done
   */
  public RenderBench(Sizes sizes, PrintStream progress) {
    this.sizes = sizes;
    this.progress = progress;
  }

  public RenderReport run() throws Exception {
    RenderData data =
        RenderData.before(
            Instant.now(),
            Sizes.FEW,
            sizes.globSeries(),
            Math.ceilDiv(sizes.findSeries(), RenderData.METRICS));
    RenderTimes times = new RenderTimes(sizes.rounds(), sizes.interval());
    try (BenchInstallation installation = BenchInstallation.start()) {
      Pipeline pipeline = installation.pipeline();
      progress.printf("writing %,d points, %,d paths%n", data.points(), sizes.findSeries());
      data.insert(pipeline.clickHouse());
      Map<String, String> requests = requests(data);
      check(times, pipeline.httpAddress(), requests, data);

      Map<String, RenderReport.Times> graphite = graphite(data, requests, times);
      progress.printf("Tally%n");
      Map<String, RenderReport.Times> tally = measure(pipeline, requests, data, times);
      Loaded loaded =
          sizes.events() == 0 ? new Loaded(0, Map.of()) : loaded(pipeline, requests, data, times);
      return new RenderReport(
          Runtime.getRuntime().availableProcessors(),
          sizes.interval().toMillis(),
          data.many(),
          data.points(),
          (long) data.hosts() * RenderData.METRICS,
          loaded.perSecond(),
          tally,
          loaded.times(),
          graphite,
          ratios(tally, graphite));
    }
  }

  private static Map<String, String> requests(RenderData data) {
    String render = "/render?format=json&noCache=1&target=";
    String find = "/metrics/find?query=";
    Map<String, String> requests = new LinkedHashMap<>();
    requests.put("dashboard", render + "bench.few.*&" + data.day());
    requests.put("panel", render + "bench.few.*&maxDataPoints=" + PANEL_POINTS + "&" + data.day());
    requests.put("targets", render + oneByOne() + "&" + data.day());
    requests.put("glob", render + "bench.many.*&" + data.lastHour());
    requests.put("globSum", render + "sumSeries(bench.many.*)&" + data.lastHour());
    requests.put("findRoot", find + "find.*");
    requests.put("findBelow", find + "find.h0.*");
    requests.put("findAcross", find + "find.*.m7");
    return requests;
  }

  /** The dashboard's series, each a target of its own. */
  private static String oneByOne() {
    return IntStream.range(0, Sizes.FEW)
        .mapToObj("bench.few.n%d"::formatted)
        .collect(Collectors.joining("&target="));
  }

  private static Map<String, RenderReport.Times> measure(
      Pipeline pipeline, Map<String, String> requests, RenderData data, RenderTimes times) {
    String render = "/render?format=json&from=-24h&target=";
    Map<String, String> repeated = new LinkedHashMap<>();
    repeated.put("dashboardAgain", render + "bench.few.*");
    repeated.put("panelAgain", render + "bench.few.*&maxDataPoints=" + PANEL_POINTS);
    repeated.put("targetsAgain", render + oneByOne());
    Map<String, RenderReport.Times> all =
        new LinkedHashMap<>(times.measure(pipeline.httpAddress(), requests));
    all.putAll(
        times.measure(
            pipeline.httpAddress(),
            repeated,
            () -> data.goOn(pipeline.clickHouse(), Instant.now())));
    return all;
  }

  private Map<String, RenderReport.Times> graphite(
      RenderData data, Map<String, String> requests, RenderTimes times) throws Exception {
    if (!GraphiteWeb.isInstalled()) {
      progress.printf("no graphite-web: apt-get install graphite-web graphite-carbon%n");
      return Map.of();
    }
    progress.printf("writing whisper files%n");
    try (GraphiteWeb graphite = GraphiteWeb.start(data, Folders.state())) {
      check(times, graphite.address(), requests, data);
      progress.printf("graphite-web%n");
      return times.measure(graphite.address(), requests);
    }
  }

  /**
   * @param perSecond events
   */
  private record Loaded(long perSecond, Map<String, RenderReport.Times> times) {}

  private Loaded loaded(
      Pipeline pipeline, Map<String, String> requests, RenderData data, RenderTimes times) {
    try (TallyClient client = pipeline.client();
        Generator generator = new Generator(client)) {
      progress.printf("looking for the best rate of events%n");
      generator.sendAll(sizes.events());
      pipeline.awaitStored(STORED_MAX);
      long begin = System.nanoTime();
      generator.sendAll(sizes.events());
      pipeline.awaitStored(STORED_MAX);
      long half = Baselines.rate(sizes.events(), begin) / 2;
      progress.printf("Tally, while %,d events/s come%n", half);
      try (SteadyLoad _ = new SteadyLoad(client, generator, half)) {
        return new Loaded(half, measure(pipeline, requests, data, times));
      }
    }
  }

  /** Whether the answers are those that the points have. */
  private static void check(
      RenderTimes times, String address, Map<String, String> requests, RenderData data) {
    JsonMapper json = JsonMapper.builder().build();
    JsonNode dashboard = json.readTree(times.get(uri(address, requests, "dashboard")));
    long sum = 0;
    long points = 0;
    for (JsonNode series : dashboard) {
      for (JsonNode point : series.get("datapoints")) {
        points++;
        sum += point.get(0).asLong(-1);
      }
    }
    require(dashboard.size() == data.few(), address, "series of the dashboard", dashboard.size());
    require(points == (long) data.few() * RenderData.MINUTES, address, "its points", points);
    require(sum == expected(data.few(), 0), address, "its sum", sum);

    JsonNode glob = json.readTree(times.get(uri(address, requests, "globSum"))).get(0);
    long total = 0;
    for (JsonNode point : glob.get("datapoints")) {
      total += point.get(0).asLong(-1);
    }
    require(
        total == expected(data.many(), RenderData.MINUTES - 60), address, "sum of the glob", total);
    require(
        json.readTree(times.get(uri(address, requests, "findRoot"))).size() == data.hosts(),
        address,
        "nodes at the root",
        data.hosts());
    require(
        json.readTree(times.get(uri(address, requests, "findAcross"))).size() == 1,
        address,
        "names across",
        1);
  }

  /** The sum of all series from a minute on. */
  private static long expected(int series, int firstMinute) {
    long sum = 0;
    for (int one = 0; one < series; one++) {
      for (int minute = firstMinute; minute < RenderData.MINUTES; minute++) {
        sum += RenderData.value(one, minute);
      }
    }
    return sum;
  }

  private static URI uri(String address, Map<String, String> requests, String name) {
    return URI.create(address + requests.getOrDefault(name, ""));
  }

  private static void require(boolean holds, String address, String what, long is) {
    if (!holds) {
      throw new TallyException(
          ErrorCode.INTERNAL, "%s answers wrongly: %s are %,d".formatted(address, what, is));
    }
  }

  private static Map<String, Double> ratios(
      Map<String, RenderReport.Times> tally, Map<String, RenderReport.Times> graphite) {
    Map<String, Double> ratios = new LinkedHashMap<>();
    graphite.forEach(
        (name, theirs) -> {
          RenderReport.Times ours = tally.get(name);
          if (ours != null) {
            ratios.put(name, Rounded.to3(theirs.p50Ms() / ours.p50Ms()));
          }
        });
    return ratios;
  }
}
