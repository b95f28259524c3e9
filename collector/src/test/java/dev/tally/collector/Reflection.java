package dev.tally.collector;

import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.InvalidProtocolBufferException;
import io.grpc.Channel;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import io.grpc.reflection.v1.ServerReflectionRequest;
import io.grpc.reflection.v1.ServerReflectionResponse;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Asks a server what it serves. */
final class Reflection {
  private Reflection() {}

  static List<String> services(Channel channel) {
    ServerReflectionRequest request =
        ServerReflectionRequest.newBuilder().setListServices("").build();
    return ask(channel, request).getListServicesResponse().getServiceList().stream()
        .map(service -> service.getName())
        .toList();
  }

  /** The messages of the file that declares a service. */
  static List<String> fileOf(Channel channel, String service)
      throws InvalidProtocolBufferException {
    ServerReflectionRequest request =
        ServerReflectionRequest.newBuilder().setFileContainingSymbol(service).build();
    FileDescriptorProto file =
        FileDescriptorProto.parseFrom(
            ask(channel, request).getFileDescriptorResponse().getFileDescriptorProto(0));
    return file.getMessageTypeList().stream().map(message -> message.getName()).toList();
  }

  private static ServerReflectionResponse ask(Channel channel, ServerReflectionRequest request) {
    CompletableFuture<ServerReflectionResponse> answer = new CompletableFuture<>();
    StreamObserver<ServerReflectionRequest> stream =
        ServerReflectionGrpc.newStub(channel)
            .serverReflectionInfo(
                new StreamObserver<>() {
                  @Override
                  public void onNext(ServerReflectionResponse response) {
                    answer.complete(response);
                  }

                  @Override
                  public void onError(Throwable t) {
                    answer.completeExceptionally(t);
                  }

                  @Override
                  public void onCompleted() {}
                });
    stream.onNext(request);
    stream.onCompleted();
    return answer.join();
  }
}
