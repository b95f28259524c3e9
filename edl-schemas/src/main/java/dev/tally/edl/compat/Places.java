package dev.tally.edl.compat;

import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import dev.tally.edl.load.Place;
import dev.tally.edl.load.Schema;
import dev.tally.edl.model.AlertRule;
import dev.tally.edl.model.Attribute;
import dev.tally.edl.model.EnumType;
import dev.tally.edl.model.EventType;
import dev.tally.edl.model.Metric;
import dev.tally.edl.model.Shape;
import java.util.Optional;

/**
 * Where elements of a model stand, where that is known.
 *
 * @param schema absent where it is not
 */
record Places(Optional<Schema> schema) {
  /**
   * @param property as in {@link Properties}
   */
  Optional<Place> of(EventType type, String property) {
    return schema.map(
        known ->
            property.equals("name") || property.equals("description")
                ? known.place(type)
                : known.eventOption(type, property));
  }

  Optional<Place> of(EventType type, Attribute attribute) {
    return schema.map(known -> known.place(type, attribute));
  }

  Optional<Place> of(EventType type, Metric metric, String property) {
    String key = property.equals("aggregate") ? metric.aggregate().keyword() : property;
    return schema.map(known -> known.metricOption(type, metric, key));
  }

  Optional<Place> of(EventType type, AlertRule alert, String property) {
    String key = property.equals("detection") ? ModelText.keyword(alert.detection()) : property;
    return schema.map(known -> known.alertOption(type, alert, key));
  }

  Optional<Place> of(EventType type, Attribute attribute, EnumType.Value value) {
    return schema.flatMap(
        known -> {
          FieldDescriptor field = known.field(type, attribute);
          if (attribute.shape() == Shape.MAP_VALUE) {
            field = field.getMessageType().findFieldByNumber(2);
          }
          EnumValueDescriptor constant = field.getEnumType().findValueByName(value.name());
          return Optional.ofNullable(constant).map(known::place);
        });
  }
}
