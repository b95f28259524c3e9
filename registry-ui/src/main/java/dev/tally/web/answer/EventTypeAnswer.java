package dev.tally.web.answer;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.tally.edl.model.AlertRule.Direction;
import dev.tally.edl.model.AlertRule.Severity;
import dev.tally.edl.model.Delivery;
import dev.tally.edl.model.EnumType;
import dev.tally.edl.model.PiiClass;
import dev.tally.edl.model.Shape;
import dev.tally.edl.model.ValueKind;
import dev.tally.edl.registry.Stage;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All of one event type, as its latest revision declares it.
 *
 * @param stage STAGING where the latest revision is not in production yet
 * @param productionRevisionId absent where none is in production
 * @param view the typed view in ClickHouse, with its database
 * @param hourly the last 48 hours of receipt, oldest first, none left out
 * @param daily the last 30 days of receipt, oldest first, none left out
 * @param spans the last day, 7 days and 30 days
 * @param revisions latest first
 * @param rejects by code, attribute and reason, most events first
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record EventTypeAnswer(
    String name,
    String description,
    String owner,
    String rawRetention,
    Delivery delivery,
    String view,
    int revisionId,
    Stage stage,
    @Nullable Integer productionRevisionId,
    @Nullable DeprecationAnswer deprecation,
    VolumeTotals volume,
    List<VolumePoint> hourly,
    List<VolumePoint> daily,
    List<VolumeSpan> spans,
    List<Attribute> attributes,
    List<Metric> metrics,
    List<Alert> alerts,
    List<Revision> revisions,
    List<Reject> rejects) {

  public EventTypeAnswer {
    hourly = List.copyOf(hourly);
    daily = List.copyOf(daily);
    spans = List.copyOf(spans);
    attributes = List.copyOf(attributes);
    metrics = List.copyOf(metrics);
    alerts = List.copyOf(alerts);
    revisions = List.copyOf(revisions);
    rejects = List.copyOf(rejects);
  }

  /** Events received in a bucket that starts at {@code time}. */
  public record VolumePoint(Instant time, long stored, long rejected) {}

  /**
   * Events stored in the last so many days.
   *
   * @param before in as many days before; absent where the first event came within these
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record VolumeSpan(int days, long stored, @Nullable Long before) {}

  /**
   * @param type as protobuf says it; an enum's full name
   * @param valuesMax most distinct values of a declared dimension
   * @param values an enum's; empty otherwise
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Attribute(
      String name,
      String type,
      ValueKind kind,
      Shape shape,
      boolean required,
      String unit,
      int scale,
      boolean dimension,
      @Nullable Integer valuesMax,
      PiiClass pii,
      boolean eventTime,
      boolean deprecated,
      String description,
      List<EnumType.Value> values) {
    public Attribute {
      values = List.copyOf(values);
    }
  }

  /**
   * @param aggregate as EDL calls it
   * @param field empty for count; the names of the metrics that a ratio or rate is computed of
   * @param statistics as in "p95" and "le_15", for quantiles and histograms; empty otherwise
   * @param filter as EDL writes it; empty when all events count
   * @param dimensionSets the first is the overall one, empty; of a top_k each has the field behind
   */
  public record Metric(
      String name,
      String description,
      String aggregate,
      String field,
      List<String> statistics,
      String filter,
      List<List<String>> dimensionSets,
      List<String> resolutions,
      List<String> windows,
      String unit) {
    public Metric {
      statistics = List.copyOf(statistics);
      dimensionSets = List.copyOf(dimensionSets);
      resolutions = List.copyOf(resolutions);
      windows = List.copyOf(windows);
    }
  }

  public record Alert(
      String name,
      String metric,
      String statistic,
      List<String> dimensionSet,
      String resolution,
      Detection detection,
      Severity severity,
      List<String> notifiers,
      int forPoints) {
    public Alert {
      dimensionSet = List.copyOf(dimensionSet);
      notifiers = List.copyOf(notifiers);
    }
  }

  /**
   * @param kind "band", with direction and width, or "threshold", with above, below or both
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Detection(
      String kind,
      @Nullable Direction direction,
      @Nullable Double width,
      @Nullable Double above,
      @Nullable Double below) {}

  /**
   * @param fingerprint 16 hexadecimal digits
   * @param events raw rows of it that are still kept
   */
  public record Revision(
      int id, String fingerprint, Instant publishedAt, long events, @Nullable Instant lastSeen) {}

  /**
   * @param attribute the one at fault; empty when it is none
   * @param reason of the latest; others differ in numbers and in what they quote
   */
  public record Reject(
      String code,
      String attribute,
      long events,
      Instant firstSeen,
      Instant lastSeen,
      String reason) {}
}
