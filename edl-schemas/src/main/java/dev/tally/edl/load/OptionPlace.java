package dev.tally.edl.load;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Where one option of an element stands, and its parts. */
final class OptionPlace {
  private final SourceMap map;
  private final List<Integer> path;
  private final Descriptor type;
  private final Optional<OptionText> text;

  /**
   * @param path of the option itself
   * @param type of the option's value
   */
  OptionPlace(SourceMap map, List<Integer> path, Descriptor type) {
    this.map = map;
    this.path = path;
    this.type = type;
    this.text =
        map.span(path)
            .map(
                span ->
                    new OptionText(
                        map.source().text().text().substring(span.start(), span.end()),
                        span.start()));
  }

  /** The option as a whole. */
  Position position() {
    return map.position(path);
  }

  /**
   * The {@code index}-th value of a part; the whole option where the part is not there.
   *
   * @param key dotted, {@code sum.field}
   */
  Position position(String key, int index) {
    return text.flatMap(t -> t.offset(key, index))
        .map(map.source().text()::position)
        .orElseGet(() -> statementPosition(key));
  }

  Position position(String key) {
    return position(key, 0);
  }

  /** One character of a part that is a string. */
  Position character(String key, int offset) {
    return text.flatMap(t -> t.offset(key, 0, offset))
        .map(map.source().text()::position)
        .orElseGet(() -> statementPosition(key));
  }

  /** As in {@code option (tally.event).owner = "growth"}. */
  private Position statementPosition(String key) {
    List<Integer> part = new ArrayList<>(path);
    Descriptor within = type;
    for (String name : key.split("\\.", -1)) {
      FieldDescriptor field = within.findFieldByName(name);
      if (field == null) {
        break;
      }
      part.add(field.getNumber());
      if (field.getJavaType() != FieldDescriptor.JavaType.MESSAGE) {
        break;
      }
      within = field.getMessageType();
    }
    return map.position(part);
  }

  String comment() {
    return map.comment(path);
  }
}
