package dev.gantry.sweep;

import dev.gantry.error.Check;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.random.RandomGenerator;

/**
 * Every number between two, drawn by chance and rounded to four digits, so that a person can read
 * and repeat it.
 *
 * @param low the least, above 0 on the logarithmic scale
 * @param high the greatest, above {@code low}
 */
public record Range(String place, String name, Scale scale, double low, double high)
    implements Parameter {
  private static final MathContext DIGITS = new MathContext(4);
  private static final double LARGEST_INTEGER = 1L << 52;

  /** Checks the ends. */
  public Range {
    Check.that(
        Double.isFinite(low) && Double.isFinite(high) && low < high,
        "%s has the range %s..%s; the first number must be below the second"
            .formatted(name, number(low), number(high)));
    Check.that(
        scale != Scale.LOGARITHMIC || low > 0,
        "%s has the range log:%s..%s; a logarithmic one must begin above 0, or take lin:"
            .formatted(name, number(low), number(high)));
    Check.that(
        scale != Scale.INTEGER || (isInteger(low) && isInteger(high)),
        "%s has the range int:%s..%s; both ends must be integers, or take lin:"
            .formatted(name, number(low), number(high)));
  }

  private static boolean isInteger(double value) {
    return value == Math.rint(value) && Math.abs(value) <= LARGEST_INTEGER;
  }

  @Override
  public String draw(RandomGenerator random) {
    double share = random.nextDouble();
    return switch (scale) {
      case INTEGER -> number(low + Math.floor(share * (high - low + 1)));
      case LINEAR -> rounded(low + share * (high - low));
      case LOGARITHMIC -> rounded(low * Math.pow(high / low, share));
    };
  }

  /** Rounding must not leave the range. */
  private String rounded(double value) {
    double round = BigDecimal.valueOf(value).round(DIGITS).doubleValue();
    return number(Math.min(high, Math.max(low, round)));
  }

  /** Without an exponent, which some readers of YAML take for text. */
  private static String number(double value) {
    return Double.isFinite(value)
        ? BigDecimal.valueOf(value).stripTrailingZeros().toPlainString()
        : Double.toString(value);
  }

  @Override
  public String text() {
    return "%s:%s..%s".formatted(scale.word(), number(low), number(high));
  }
}
