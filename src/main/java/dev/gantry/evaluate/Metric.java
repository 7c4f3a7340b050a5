package dev.gantry.evaluate;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What can be measured. */
public enum Metric {
  /** Fréchet distance of the features: quality and variety in one number. */
  FRECHET,
  /** Kernel distance of the features: the same without bias by the number of images. */
  KERNEL,
  /** Inception score: whether images are clearly of a class, and all classes occur. */
  SCORE,
  /** Precision, recall, density and coverage: quality and variety apart. */
  MANIFOLD,
  /** Distance to the nearest images of the reference: whether training images are repeated. */
  MEMORIZATION,
  /** Multi-scale structural similarity of pairs: whether images are alike. */
  DIVERSITY,
  /** The classes that a classifier finds, against those of the reference. */
  MODES;

  private static final Set<String> LOW_IS_GOOD =
      Set.of("fid", "fcd", "kid", "kcd", "copies", "ms_ssim", "mode_divergence");

  /** Keys of the numbers that it may measure; which of two names, the extractor decides. */
  public List<String> keys() {
    return switch (this) {
      case FRECHET -> List.of("fid", "fcd");
      case KERNEL -> List.of("kid", "kcd");
      case SCORE -> List.of("is", "cs");
      case MANIFOLD -> List.of("precision", "recall", "density", "coverage");
      case MEMORIZATION -> List.of("copies", "nearest_distance");
      case DIVERSITY -> List.of("ms_ssim");
      case MODES -> List.of("modes", "mode_divergence", "confident");
    };
  }

  /** Whether a lower number of that key is better. */
  public static boolean isLowGood(String key) {
    return LOW_IS_GOOD.contains(key);
  }

  /** Its name in arguments and configurations. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The metric of that name. */
  public static Optional<Metric> of(String id) {
    return Arrays.stream(values()).filter(metric -> metric.id().equals(id)).findFirst();
  }

  /** All names, as a message lists them. */
  public static String ids() {
    return Arrays.stream(values()).map(Metric::id).collect(Collectors.joining(", "));
  }
}
