package dev.gantry.serve;

import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A path of TensorFlow Serving's REST API.
 *
 * @param action what is asked for
 * @param model its name
 * @param version its number, if given
 * @param label of a version, if given
 */
record Route(Action action, String model, OptionalLong version, Optional<String> label) {
  private static final Pattern CALL =
      Pattern.compile(
          "(?i)/v1/models/([^/:]+)(?:/versions/(\\d+)|/labels/([^/:]+))?:(classify|regress|predict)");
  private static final Pattern STATE =
      Pattern.compile(
          "(?i)/v1/models/([^/:]+)(?:/versions/(\\d+)|/labels/([^/:]+))?(?:/(metadata))?");

  /** What can be asked of a model. */
  enum Action {
    PREDICT,
    CLASSIFY,
    REGRESS,
    STATUS,
    METADATA;

    /** As in a path and in metrics. */
    String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * Reads a path.
   *
   * @param method of HTTP
   * @param path as it was sent: nothing decoded
   * @throws HttpFailure if it is none
   */
  static Route of(String method, String path) {
    Matcher matcher = (method.equals("POST") ? CALL : STATE).matcher(path);
    if (!matcher.matches() || !(method.equals("POST") || method.equals("GET"))) {
      throw HttpFailure.badRequest("Malformed request: %s %s".formatted(method, path));
    }
    return new Route(
        action(method, matcher.group(4)),
        matcher.group(1),
        version(matcher.group(2)),
        Optional.ofNullable(matcher.group(3)));
  }

  private static Action action(String method, String word) {
    if (method.equals("GET")) {
      return word == null ? Action.STATUS : Action.METADATA;
    }
    return Action.valueOf(word.toUpperCase(Locale.ROOT));
  }

  private static OptionalLong version(String digits) {
    try {
      return digits == null ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(digits));
    } catch (NumberFormatException e) {
      throw HttpFailure.badRequest("Failed to convert version: " + digits);
    }
  }
}
