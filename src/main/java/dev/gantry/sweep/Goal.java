package dev.gantry.sweep;

import dev.gantry.config.NearestName;
import dev.gantry.config.RunConfig;
import dev.gantry.error.UserException;
import dev.gantry.evaluate.Metric;
import dev.gantry.loss.NoContent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a sweep looks for.
 *
 * @param metric key of a number in the runs' statistics, such as {@code fcd} or {@code d_loss}
 * @param low whether a lower one is better
 */
public record Goal(String metric, boolean low) {
  /** What every run has in its statistics, good or not as one sees it. */
  private static final List<String> ALWAYS =
      List.of(
          "d_loss",
          "g_loss",
          "d_real",
          "d_fake",
          "penalty",
          "d_grad_norm",
          "g_grad_norm",
          "images_per_second");

  /** What only the Inception network makes. */
  private static final List<String> INCEPTION = List.of("fid", "kid", "is");

  /** What runs that enlarge images have. */
  private static final List<String> ENLARGING = List.of("psnr", "ssim");

  /**
   * Reads {@code KEY}, {@code KEY:min} or {@code KEY:max}.
   *
   * @param place with which every complaint about it begins
   * @throws UserException where there is no such metric, or it is not known whether low is good
   */
  public static Goal parse(String place, String text) {
    String[] parts = text.split(":", 2);
    String key = parts[0];
    List<String> known = Stream.of(measured(), ENLARGING, ALWAYS).flatMap(List::stream).toList();
    if (!known.contains(key)) {
      throw new UserException(
          "%s: unknown metric \"%s\"%s (metrics: %s)"
              .formatted(place, key, NearestName.hint(key, known), String.join(", ", known)));
    }
    if (parts.length == 2) {
      return switch (parts[1]) {
        case "min" -> new Goal(key, true);
        case "max" -> new Goal(key, false);
        default ->
            throw new UserException(
                "%s: the metric %s is to be \"%s\"; write %s:min or %s:max"
                    .formatted(place, key, parts[1], key, key));
      };
    }
    if (ALWAYS.contains(key)) {
      throw new UserException(
          "%s: whether a low %s is good is not known; write %s:min or %s:max"
              .formatted(place, key, key, key));
    }
    return new Goal(key, Metric.isLowGood(key));
  }

  private static List<String> measured() {
    return Arrays.stream(Metric.values()).flatMap(metric -> metric.keys().stream()).toList();
  }

  /**
   * The first metric that a configuration measures.
   *
   * @throws UserException where it measures none
   */
  static Goal measured(String place, RunConfig config) {
    String first = told(config).get(0);
    if (ALWAYS.contains(first)) {
      throw new UserException(
          place
              + ": the configuration measures nothing that trials could be compared by; add --set"
              + " metrics.compute=[frechet], or name a metric such as g_loss:min");
    }
    return parse(place, first);
  }

  /**
   * Checks that a run would tell the metric.
   *
   * @throws UserException where it would not
   */
  void check(String place, RunConfig config) {
    List<String> told = told(config);
    if (!told.contains(metric)) {
      throw new UserException(
          "%s: the metric %s is not measured by the configuration; %s, or take one of %s"
              .formatted(place, metric, remedy(), String.join(", ", told)));
    }
  }

  private static List<String> told(RunConfig config) {
    boolean classifier = config.metrics().extractor().isEmpty();
    List<String> told = new ArrayList<>();
    config
        .metrics()
        .compute()
        .forEach(
            each ->
                each.keys().stream()
                    .filter(key -> !(classifier && INCEPTION.contains(key)))
                    .forEach(told::add));
    if (!(config.content() instanceof NoContent)) {
      told.addAll(ENLARGING);
    }
    told.addAll(ALWAYS);
    return told;
  }

  private String remedy() {
    if (ENLARGING.contains(metric)) {
      return "only runs that enlarge images have it";
    }
    String extractor = INCEPTION.contains(metric) ? " and metrics.extractor=INCEPTION_GRAPH" : "";
    return Arrays.stream(Metric.values())
        .filter(each -> each.keys().contains(metric))
        .map(each -> "add it by --set metrics.compute=[" + each.id() + "]" + extractor)
        .findFirst()
        .orElseThrow();
  }

  /** The better number first. */
  Comparator<Double> bestFirst() {
    return low ? Comparator.naturalOrder() : Comparator.reverseOrder();
  }

  /** As {@link #parse} reads it. */
  String text() {
    return metric + (low ? ":min" : ":max");
  }
}
