package dev.tally.edl.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.TimestampProto;
import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProtocProcessTest {
  private static final Path CACHE = Path.of("target", "protoc-cache");

  /** protobuf-java carries the descriptor that the same protoc made of the same file. */
  @Test
  void descriptorsAreThoseOfProtobufItself() throws IOException {
    try (var workspace = new ProtoWorkspace()) {
      var output =
          ProtocProcess.bundled(CACHE)
              .compile(workspace.folders(), List.of("google/protobuf/timestamp.proto"));
      FileDescriptorSet set =
          FileDescriptorSet.parseFrom(((ProtoCompiler.Output.Compiled) output).descriptorSet());
      FileDescriptorProto file = set.getFile(0);
      assertThat(file.getSourceCodeInfo().getLocationCount()).isPositive();
      assertThat(file.toBuilder().clearSourceCodeInfo().build())
          .isEqualTo(TimestampProto.getDescriptor().toProto());
    }
  }

  @Test
  void manyCanUnpackAtOnce(@TempDir Path cache) throws Exception {
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Path>> results =
          IntStream.range(0, 8)
              .mapToObj(i -> executor.submit(() -> ProtocExecutable.extract(cache.resolve("sub"))))
              .toList();
      for (Future<Path> result : results) {
        assertThat(result.get()).isExecutable();
      }
    }
    try (var files = Files.list(cache.resolve("sub"))) {
      assertThat(files).hasSize(1);
    }
  }

  @Test
  void aDamagedCopyIsReplaced(@TempDir Path cache) throws IOException {
    Path executable = ProtocExecutable.extract(cache);
    long size = Files.size(executable);
    Files.writeString(executable, "half");
    assertThat(Files.size(ProtocExecutable.extract(cache))).isEqualTo(size);
  }

  @Test
  void platformsAreNamedAsTheArtifactsAre() {
    assertThat(ProtocExecutable.platform("Linux", "amd64")).isEqualTo("linux-x86_64");
    assertThat(ProtocExecutable.platform("Linux", "aarch64")).isEqualTo("linux-aarch_64");
    assertThat(ProtocExecutable.platform("Mac OS X", "x86_64")).isEqualTo("osx-x86_64");
    assertThat(ProtocExecutable.platform("Mac OS X", "aarch64")).isEqualTo("osx-aarch_64");
  }

  @Test
  void whatTakesTooLongIsEnded(@TempDir Path folder) throws IOException {
    Path slow = script(folder, "exec sleep 600");
    assertFails(
        () -> new ProtocProcess(slow, 50).compile(List.of(folder), List.of("a.proto")),
        "protoc took longer than 50 ms");
  }

  @Test
  void aProtocThatIsNoneIsOneClearError(@TempDir Path folder) throws IOException {
    assertFails(
        () ->
            new ProtocProcess(folder.resolve("absent"), 1_000)
                .compile(List.of(folder), List.of("a.proto")),
        "cannot be run");
    Path crashing = script(folder, "exit 9");
    assertFails(
        () -> new ProtocProcess(crashing, 10_000).compile(List.of(folder), List.of("a.proto")),
        "ended with 9");
    Path file = Files.writeString(folder.resolve("file"), "");
    assertFails(() -> ProtocProcess.bundled(file.resolve("cache")), "cannot be put into");
  }

  @Test
  void itIsConfined(@TempDir Path folder) throws IOException {
    Path script = script(folder, "ls; echo \"$HOME$USER\"; ulimit -c; ulimit -v; cat; exit 1");
    var output = new ProtocProcess(script, 10_000).compile(List.of(folder), List.of("a.proto"));
    List<String> lines = ((ProtoCompiler.Output.Failed) output).messages();
    assertThat(lines).startsWith("arguments", "", "0");
    assertThat(lines.get(3))
        .isIn(String.valueOf(EdlLimits.PROTOC_MEMORY_MIB_MAX * 1024L), "unlimited");
    assertThat(lines).hasSize(4);
  }

  @Test
  void whatItWritesWithoutEndIsNotReadWithoutEnd(@TempDir Path folder) throws IOException {
    Path script = script(folder, "while :; do echo a.proto:1:1: x; done");
    var output = new ProtocProcess(script, 60_000).compile(List.of(folder), List.of("a.proto"));
    assertThat(((ProtoCompiler.Output.Failed) output).messages())
        .hasSize(EdlLimits.PROTOC_MESSAGES_MAX);
  }

  @Test
  void aProtocThatASignalEndsBrokeDown(@TempDir Path folder) throws IOException {
    Path script = script(folder, "kill -SEGV $$");
    assertThat(new ProtocProcess(script, 10_000).compile(List.of(folder), List.of("a.proto")))
        .isEqualTo(new ProtoCompiler.Output.Crashed("protoc ended with 139 over it"));
  }

  private static Path script(Path folder, String line) throws IOException {
    Path script = Files.writeString(folder.resolve("script"), "#!/bin/sh\n" + line + "\n");
    assertThat(script.toFile().setExecutable(true)).isTrue();
    return script;
  }

  private static void assertFails(ThrowingCallable call, String words) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            TallyException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.PROTOC_FAILED))
        .hasMessageContaining(words);
  }
}
