package dev.tally.aggregator.graphite.function;

import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Values in names: printf formats, and numbers with the prefixes of a system of units. */
final class ValueText {
  private static final Pattern FORMAT =
      Pattern.compile("%(?:%|(-?0?\\d{0,2})(\\.\\d{1,2})?([dfegs]))");
  private static final String[] BINARY = {"Pi", "Ti", "Gi", "Mi", "Ki"};
  private static final String[] SI = {"P", "T", "G", "M", "k"};
  private static final double NEARLY_WHOLE = 1e-11;

  private ValueText() {}

  /** As printf: {@code %d}, {@code %f}, {@code %e}, {@code %g} and {@code %s}. */
  static String format(String format, double value) {
    String rest = FORMAT.matcher(format).replaceAll("");
    if (rest.contains("%")) {
      throw new TallyException(
          ErrorCode.REQUEST_INVALID,
          "'%s' is not a format of one number: use %%d, %%f, %%e, %%g or %%s".formatted(format));
    }
    return FORMAT
        .matcher(format)
        .replaceAll(found -> Matcher.quoteReplacement(formatted(found, value)));
  }

  private static String formatted(MatchResult found, double value) {
    if (found.group().equals("%%")) {
      return "%";
    }
    String width = found.group(1);
    String precision = found.group(2) == null ? "" : found.group(2);
    return switch (found.group(3)) {
      case "d" -> ("%" + width + "d").formatted((long) value);
      case "g" -> ("%" + padding(width) + "s").formatted(NumberText.general(value));
      case "s" -> ("%" + padding(width) + "s").formatted(NumberText.shortest(value));
      case "f" ->
          ("%" + padding(width) + "s")
              .formatted(fixed(value, precision.isEmpty() ? 6 : places(precision)));
      case "e" -> String.format(Locale.ROOT, "%" + width + precision + "e", value);
      default -> throw new IllegalStateException(found.group());
    };
  }

  /**
   * With two decimal places and a prefix: 1.50k.
   *
   * @param system "si" or "binary"; the number as it is for ""
   * @param units behind it; nothing for ""
   */
  static String withUnits(double value, String system, String units) {
    double scaled = value;
    String prefix = "";
    double base = system.equals("binary") ? 1024 : 1000;
    String[] prefixes = system.equals("binary") ? BINARY : SI;
    for (int i = 0; i < prefixes.length && !system.isEmpty() && prefix.isEmpty(); i++) {
      double size = Math.pow(base, prefixes.length - i);
      if (Math.abs(value) >= size) {
        scaled = whole(value / size, value);
        prefix = prefixes[i];
      }
    }
    String number = fixed(prefix.isEmpty() ? whole(value, value) : scaled, 2);
    String unit = prefix + units;
    return units.isEmpty() ? number + unit : number + " " + unit;
  }

  /** Without the leading zero, which is for numbers. */
  private static String padding(String width) {
    return width.startsWith("0") ? width.substring(1) : width;
  }

  private static int places(String precision) {
    return Integer.parseInt(precision.substring(1));
  }

  /** As C's {@code %.2f}: halves of the exact value to the even. */
  private static String fixed(double value, int places) {
    return Double.isFinite(value)
        ? new BigDecimal(value).setScale(places, RoundingMode.HALF_EVEN).toPlainString()
        : NumberText.general(value);
  }

  private static double whole(double scaled, double value) {
    return scaled - Math.floor(scaled) < NEARLY_WHOLE && value > 1 ? Math.floor(scaled) : scaled;
  }
}
