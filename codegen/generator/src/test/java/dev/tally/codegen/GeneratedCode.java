package dev.tally.codegen;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tally.sdk.Event;
import dev.tally.sdk.EventSchema;
import dev.tally.sdk.WireWriter;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** Generated senders and {@code Usage.java}, compiled as an application on Java 17 would. */
final class GeneratedCode {
  private static final Path USAGE = Path.of("src/test/resources/usage/Usage.java");

  private final Class<?> usage;

  GeneratedCode(List<GeneratedFile> files, Path scratch) {
    try {
      List<Path> sources = new ArrayList<>(List.of(USAGE));
      for (GeneratedFile file : files) {
        Path source = scratch.resolve("sources").resolve(file.path());
        Files.createDirectories(Objects.requireNonNull(source.getParent()));
        Files.writeString(source, file.content());
        sources.add(source);
      }
      Path classes = Files.createDirectories(scratch.resolve("classes"));
      compile(sources, classes);
      URL[] path = {classes.toUri().toURL()};
      usage =
          new URLClassLoader(path, GeneratedCode.class.getClassLoader()).loadClass("usage.Usage");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void compile(List<Path> sources, Path classes) throws IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter messages = new StringWriter();
    try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
      List<String> options =
          List.of(
              "--release",
              "17",
              "-Xlint:all,-path,-processing",
              "-Xdoclint:all,-missing",
              "-Werror",
              "-proc:none",
              "-d",
              classes.toString(),
              "-classpath",
              System.getProperty("java.class.path"));
      boolean compiled =
          compiler
              .getTask(
                  messages, files, null, options, null, files.getJavaFileObjectsFromPaths(sources))
              .call();
      assertThat(compiled).as("javac says %s", messages).isTrue();
    }
  }

  /** What the method of {@code Usage.java} makes. */
  Event event(String method) {
    return (Event) call(method(usage, method), null);
  }

  static byte[] encoded(Event event) {
    WireWriter out = new WireWriter();
    call(method(event.getClass(), "encode", WireWriter.class), event, out);
    return out.toByteArray();
  }

  static Optional<?> missing(Event event) {
    return (Optional<?>) call(method(event.getClass(), "missing"), event);
  }

  static EventSchema schema(Event event) {
    return (EventSchema) call(method(event.getClass(), "schema"), event);
  }

  private static Method method(Class<?> type, String name, Class<?>... parameters) {
    try {
      Method method = type.getDeclaredMethod(name, parameters);
      method.setAccessible(true);
      return method;
    } catch (NoSuchMethodException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Object call(
      Method method, @org.jspecify.annotations.Nullable Object target, Object... arguments) {
    try {
      return method.invoke(target, arguments);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(method.getName(), e);
    }
  }
}
