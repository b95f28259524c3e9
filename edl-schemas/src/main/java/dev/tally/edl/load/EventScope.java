package dev.tally.edl.load;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import dev.tally.error.ErrorCode;
import java.util.List;
import java.util.function.Function;

/**
 * What reading one event type needs: its message, where things stand, and where problems go.
 *
 * @param sources where the elements of a file stand; nested messages can be in other files
 * @param lost the words of what was refused; this event type's own copy
 */
record EventScope(
    Descriptor message,
    Function<FileDescriptor, SourceMap> sources,
    Problems problems,
    LostWords lost) {

  String eventType() {
    return message.getFullName();
  }

  SourceMap source() {
    return sources.apply(message.getFile());
  }

  /** The {@code index}-th of a repeated option of the message. */
  OptionPlace option(Descriptor type, int number, int index) {
    return new OptionPlace(
        source(),
        SourceMap.child(
            SourceMap.path(message), DescriptorProto.OPTIONS_FIELD_NUMBER, number, index),
        type);
  }

  /** An option of the message that is there once. */
  OptionPlace option(Descriptor type, int number) {
    return new OptionPlace(
        source(),
        SourceMap.child(SourceMap.path(message), DescriptorProto.OPTIONS_FIELD_NUMBER, number),
        type);
  }

  /** A problem with the event type as a whole. */
  void refuse(String words) {
    refuse(source().position(namePath(SourceMap.path(message))), words);
  }

  /** A problem somewhere in the event type's own file. */
  void refuse(Position position, String words) {
    problems.add(source().source().path(), position, ErrorCode.EDL_INVALID, words);
  }

  void conflict(Position position, String words) {
    problems.add(source().source().path(), position, ErrorCode.EDL_NAME_CONFLICT, words);
  }

  private static List<Integer> namePath(List<Integer> messagePath) {
    return SourceMap.child(messagePath, DescriptorProto.NAME_FIELD_NUMBER);
  }
}
