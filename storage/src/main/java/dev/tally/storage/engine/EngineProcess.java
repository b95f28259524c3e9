package dev.tally.storage.engine;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * Main class of the child process that is the engine: it holds the data directory's lock and runs
 * ClickHouse from libchdb.so until standard input ends, which is when the parent closes it or dies.
 *
 * <p>Arguments: library, lock file, and then what clickhouse-local gets on its command line.
 * Nothing of Tally but this class is loaded here.
 */
@SuppressWarnings("restricted") // calling native code is what this class is for
public final class EngineProcess {
  /** Exit status when another process holds the lock. */
  static final int EXIT_LOCKED = 73;

  /** How long an engine that is just ending may take to let go of the lock. */
  private static final int LOCK_ATTEMPTS_MAX = 100;

  private static final int LOCK_INTERVAL_MS = 50;

  private static final Linker LINKER = Linker.nativeLinker();

  private EngineProcess() {}

  public static void main(String[] arguments) {
    try {
      serve(arguments);
    } catch (Throwable e) {
      // The parent shows it to an operator: a line, no stack trace.
      System.err.println(e);
      Runtime.getRuntime().halt(1);
    }
    // ClickHouse leaves threads behind that would keep the process.
    Runtime.getRuntime().halt(0);
  }

  private static void serve(String[] arguments) throws Throwable {
    leaveTerminal();
    try (FileChannel file =
            FileChannel.open(
                Path.of(arguments[1]), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = lock(file)) {
      if (!lock.isValid()) {
        throw new IOException("lost the lock " + arguments[1]);
      }
      int takenBack = DeduplicationRepair.run(Path.of(arguments[2]));
      if (takenBack > 0) {
        System.err.println("took back the tokens of " + takenBack + " parts that were not stored");
      }
      List<String> command = new ArrayList<>();
      command.add("clickhouse");
      command.add("--path=" + arguments[2]);
      command.addAll(List.of(arguments).subList(3, arguments.length));
      run(Path.of(arguments[0]), command);
    }
  }

  /**
   * A session of our own: Ctrl-C at the terminal is for the parent, which then ends us in order.
   */
  private static void leaveTerminal() throws Throwable {
    MethodHandle setsid =
        LINKER.downcallHandle(
            LINKER.defaultLookup().findOrThrow("setsid"),
            FunctionDescriptor.of(ValueLayout.JAVA_INT));
    int ignored = (int) setsid.invokeExact();
  }

  private static FileLock lock(FileChannel file) throws IOException, InterruptedException {
    for (int i = 0; i < LOCK_ATTEMPTS_MAX; i++) {
      FileLock lock = file.tryLock();
      if (lock != null) {
        file.truncate(0);
        String pid = Long.toString(ProcessHandle.current().pid());
        file.write(ByteBuffer.wrap(pid.getBytes(StandardCharsets.US_ASCII)));
        return lock;
      }
      Thread.sleep(LOCK_INTERVAL_MS);
    }
    Runtime.getRuntime().halt(EXIT_LOCKED);
    throw new IllegalStateException("halted");
  }

  private static void run(Path library, List<String> command) throws Throwable {
    try (Arena arena = Arena.ofConfined()) {
      SymbolLookup symbols = SymbolLookup.libraryLookup(library, Arena.global());
      MethodHandle setSignalHandlers =
          LINKER.downcallHandle(
              symbols.findOrThrow("chdb_set_signal_handlers_enabled"),
              FunctionDescriptor.ofVoid(ValueLayout.JAVA_INT));
      MethodHandle query =
          LINKER.downcallHandle(
              symbols.findOrThrow("chdb_query_cmdline"),
              FunctionDescriptor.of(
                  ValueLayout.ADDRESS, ValueLayout.JAVA_INT, ValueLayout.ADDRESS));
      MemorySegment argv = arena.allocate(ValueLayout.ADDRESS, command.size() + 1L);
      for (int i = 0; i < command.size(); i++) {
        argv.setAtIndex(ValueLayout.ADDRESS, i, arena.allocateFrom(command.get(i)));
      }
      // The JVM keeps its own signal handlers: it needs SIGSEGV for itself.
      setSignalHandlers.invokeExact(0);
      MemorySegment result = (MemorySegment) query.invokeExact(command.size(), argv);
      if (result.equals(MemorySegment.NULL)) {
        System.err.println("the engine returned nothing");
      }
    }
  }
}
