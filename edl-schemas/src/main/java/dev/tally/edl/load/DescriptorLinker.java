package dev.tally.edl.load;

import build.buf.validate.ValidateProto;
import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.Descriptors.DescriptorValidationException;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.ExtensionRegistry;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.WireFormat;
import dev.tally.edl.proto.Edl;
import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Makes linked descriptors of what protoc wrote. What protobuf for Java does not take of that,
 * options that are nested a hundred deep for one, is a problem of its file.
 */
final class DescriptorLinker {
  private static final int FILE_TAG =
      FileDescriptorSet.FILE_FIELD_NUMBER << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED;

  private static final ExtensionRegistry OPTIONS = options();

  private final Problems problems;

  DescriptorLinker(Problems problems) {
    this.problems = problems;
  }

  private static ExtensionRegistry options() {
    ExtensionRegistry registry = ExtensionRegistry.newInstance();
    Edl.registerAllExtensions(registry);
    ValidateProto.registerAllExtensions(registry);
    return registry;
  }

  /**
   * By path.
   *
   * @param descriptorSet protoc puts imports before what imports them
   * @param known files that were linked before; of these the set's are not looked at
   */
  Map<String, FileDescriptor> link(ByteString descriptorSet, Map<String, FileDescriptor> known) {
    try {
      Map<String, FileDescriptor> linked = new LinkedHashMap<>(known);
      CodedInputStream input = descriptorSet.newCodedInput();
      for (int tag = input.readTag(); tag != 0; tag = input.readTag()) {
        if (tag == FILE_TAG) {
          Optional<FileDescriptorProto> file = parse(input.readBytes());
          file.filter(f -> !known.containsKey(f.getName())).ifPresent(f -> link(f, linked));
        } else {
          input.skipField(tag);
        }
      }
      return linked;
    } catch (IOException e) {
      throw new TallyException(
          ErrorCode.PROTOC_FAILED, "protoc's descriptors cannot be read: " + e.getMessage(), e);
    }
  }

  private Optional<FileDescriptorProto> parse(ByteString bytes)
      throws InvalidProtocolBufferException {
    try {
      return Optional.of(FileDescriptorProto.parseFrom(bytes, OPTIONS));
    } catch (InvalidProtocolBufferException e) {
      // The name is written first.
      if (e.getUnfinishedMessage() instanceof FileDescriptorProto file && file.hasName()) {
        refuse(file.getName(), e);
        return Optional.empty();
      }
      throw e;
    }
  }

  /** A file that imports one that was refused is left out, too. */
  private void link(FileDescriptorProto file, Map<String, FileDescriptor> linked) {
    List<String> imports = file.getDependencyList();
    if (!linked.keySet().containsAll(imports)) {
      return;
    }
    try {
      linked.put(
          file.getName(),
          FileDescriptor.buildFrom(
              file, imports.stream().map(linked::get).toArray(FileDescriptor[]::new)));
    } catch (DescriptorValidationException e) {
      refuse(file.getName(), e);
    }
  }

  private void refuse(String path, Exception e) {
    problems.add(
        path,
        Position.START,
        ErrorCode.EDL_INVALID,
        "protoc accepts this file, but protobuf for Java does not: " + e.getMessage());
  }
}
