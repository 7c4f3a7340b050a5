package dev.gantry.config;

import dev.gantry.config.YamlNode.Scalar;
import dev.gantry.error.UserException;
import java.math.BigInteger;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Numbers, text, switches and enum constants from YAML, none taken for another: 2.5 and "2" are no
 * integers, 010 (octal in YAML 1.1 and decimal in 1.2) is no number, 28 is no text.
 */
final class ScalarBinder {
  private static final String INTEGER = "[-+]?(0|[1-9][0-9]*(_[0-9]+)*)";

  private ScalarBinder() {}

  /**
   * @param path how messages call the value
   * @throws UserException where the value is of another type
   */
  static Object bind(Class<?> type, YamlNode node, String path) {
    if (type == int.class || type == Integer.class) {
      return Math.toIntExact(integer(node, path, Integer.MIN_VALUE, Integer.MAX_VALUE));
    }
    if (type == long.class) {
      return integer(node, path, Long.MIN_VALUE, Long.MAX_VALUE);
    }
    if (type == double.class) {
      return decimal(node, path);
    }
    if (type == boolean.class) {
      return truth(node, path);
    }
    if (type == String.class) {
      return text(node, path);
    }
    if (type.isEnum()) {
      return choose(ConfigNames.constants(type), node, path, "values");
    }
    throw new IllegalStateException("nothing binds " + type + " at " + path);
  }

  /**
   * The choice that a text names.
   *
   * @param kind what messages call the names, in the plural
   * @throws UserException where it names none
   */
  static <T> T choose(Map<String, T> choices, YamlNode node, String path, String kind) {
    String names = String.join(", ", choices.keySet());
    if (!(node instanceof Scalar scalar) || scalar.kind() != Scalar.Kind.TEXT) {
      throw mismatch(node, path, "one of " + names);
    }
    @Nullable T choice = choices.get(scalar.text());
    if (choice == null) {
      throw new UserException(
          "%s: unknown %s %s%s (%s: %s)"
              .formatted(
                  node.place(),
                  path,
                  node.shown(),
                  NearestName.hint(scalar.text(), choices.keySet()),
                  kind,
                  names));
    }
    return choice;
  }

  private static long integer(YamlNode node, String path, long low, long high) {
    if (!(node instanceof Scalar scalar)
        || scalar.kind() != Scalar.Kind.INTEGER
        || !scalar.text().matches(INTEGER)) {
      throw mismatch(node, path, "an integer, such as 64");
    }
    // Long enough for any long; a longer one need not be computed to be known too large.
    String digits = scalar.text().replace("_", "");
    BigInteger value = digits.length() > 20 ? null : new BigInteger(digits);
    if (value == null
        || value.compareTo(BigInteger.valueOf(low)) < 0
        || value.compareTo(BigInteger.valueOf(high)) > 0) {
      throw mismatch(node, path, "an integer from " + low + " to " + high);
    }
    return value.longValueExact();
  }

  private static double decimal(YamlNode node, String path) {
    boolean number =
        node instanceof Scalar scalar
            && (scalar.kind() == Scalar.Kind.DECIMAL
                || (scalar.kind() == Scalar.Kind.INTEGER && scalar.text().matches(INTEGER)));
    double value = number ? parse(((Scalar) node).text()) : Double.NaN;
    if (!Double.isFinite(value)) {
      throw mismatch(node, path, "a number, such as 0.5");
    }
    return value;
  }

  private static double parse(String text) {
    try {
      return Double.parseDouble(text.replace("_", ""));
    } catch (NumberFormatException e) {
      // YAML's own .inf, .nan and base-60 notations.
      return Double.NaN;
    }
  }

  private static boolean truth(YamlNode node, String path) {
    if (node instanceof Scalar scalar && scalar.kind() == Scalar.Kind.BOOLEAN) {
      return switch (scalar.text()) {
        case "true" -> true;
        case "false" -> false;
        default -> throw mismatch(node, path, "true or false");
      };
    }
    throw mismatch(node, path, "true or false");
  }

  private static String text(YamlNode node, String path) {
    if (!(node instanceof Scalar scalar)) {
      throw mismatch(node, path, "text");
    }
    if (scalar.kind() != Scalar.Kind.TEXT) {
      String kind = scalar.kind() == Scalar.Kind.BOOLEAN ? "true or false" : "a number";
      throw new UserException(
          "%s: %s is %s, which YAML takes for %s; write \"%s\" in quotes"
              .formatted(node.place(), path, node.shown(), kind, node.shown()));
    }
    return scalar.text();
  }

  private static UserException mismatch(YamlNode node, String path, String expected) {
    return new UserException(
        "%s: %s is %s; it must be %s".formatted(node.place(), path, node.shown(), expected));
  }
}
