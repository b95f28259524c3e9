package dev.tally.app.bench;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.time.Duration;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * CPU time and allocation by stage of the pipeline: of this process' threads by their names, and of
 * the engine's process. What the JVM itself uses (collector, compiler) is what the threads leave of
 * the process' time.
 */
record StageUse(Map<Stage, Long> cpuNanos, Map<Stage, Long> allocatedBytes) {
  enum Stage {
    GENERATOR,
    SDK,
    GRPC,
    JOURNAL,
    ENCODE,
    INSERT,
    OTHER,
    JVM,
    ENGINE
  }

  private static final Map<String, Stage> BY_NAME = new LinkedHashMap<>();

  static {
    BY_NAME.put("bench-generator", Stage.GENERATOR);
    BY_NAME.put("tally-sender", Stage.SDK);
    BY_NAME.put("grpc-", Stage.GRPC);
    BY_NAME.put("tally-journal", Stage.JOURNAL);
    BY_NAME.put("tally-blocks", Stage.ENCODE);
    BY_NAME.put("tally-insert", Stage.INSERT);
  }

  static StageUse now() {
    var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    var system =
        (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    Map<Stage, Long> cpu = new EnumMap<>(Stage.class);
    Map<Stage, Long> allocated = new EnumMap<>(Stage.class);
    long all = 0;
    for (ThreadInfo thread : threads.getThreadInfo(threads.getAllThreadIds())) {
      if (thread != null) {
        Stage stage = stage(thread.getThreadName());
        long nanos = Math.max(0, threads.getThreadCpuTime(thread.getThreadId()));
        all += nanos;
        cpu.merge(stage, nanos, Long::sum);
        allocated.merge(
            stage, Math.max(0, threads.getThreadAllocatedBytes(thread.getThreadId())), Long::sum);
      }
    }
    cpu.put(Stage.JVM, system.getProcessCpuTime() - all);
    cpu.put(Stage.ENGINE, engine().toNanos());
    return new StageUse(cpu, allocated);
  }

  private static Stage stage(String thread) {
    return BY_NAME.entrySet().stream()
        .filter(entry -> thread.startsWith(entry.getKey()))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElse(Stage.OTHER);
  }

  private static Duration engine() {
    return ProcessHandle.current()
        .children()
        .flatMap(child -> child.info().totalCpuDuration().stream())
        .reduce(Duration.ZERO, Duration::plus);
  }

  /** µs of CPU per event since {@code before}, by stage in lower case. */
  Map<String, Double> microsPerEvent(StageUse before, long events) {
    return perEvent(cpuNanos, before.cpuNanos, 1e3 * events);
  }

  /** Bytes allocated per event since {@code before}. */
  Map<String, Double> bytesPerEvent(StageUse before, long events) {
    return perEvent(allocatedBytes, before.allocatedBytes, (double) events);
  }

  private static Map<String, Double> perEvent(
      Map<Stage, Long> now, Map<Stage, Long> before, double divisor) {
    Map<String, Double> result = new LinkedHashMap<>();
    for (Stage stage : Stage.values()) {
      if (now.containsKey(stage)) {
        double each = (now.get(stage) - before.getOrDefault(stage, 0L)) / divisor;
        result.put(stage.name().toLowerCase(Locale.ROOT), Rounded.to3(each));
      }
    }
    return result;
  }
}
