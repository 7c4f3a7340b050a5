package dev.gantry.evaluate;

import java.util.Optional;

/**
 * Tells whether a generator makes the same few images over and over: half of the classes or fewer
 * where modes are counted, or pairs of images that are nearly alike. One measurement may be bad by
 * chance, so that it takes several in a row. Not thread-safe.
 */
public final class Collapse {
  /** Measurements in a row. */
  public static final int IN_A_ROW = 3;

  private static final double ALIKE = 0.9;
  private static final double LEAST_SHARE = 0.5;

  private int bad;

  /**
   * Hears of a measurement.
   *
   * @return what shows the collapse, once it is one
   */
  public Optional<String> after(EvaluationReport report) {
    Optional<String> sign = sign(report);
    bad = sign.isPresent() ? bad + 1 : 0;
    return bad >= IN_A_ROW ? sign : Optional.empty();
  }

  private static Optional<String> sign(EvaluationReport report) {
    int classes = report.extractor().classes();
    return report
        .figure("modes")
        .filter(modes -> modes.value() <= LEAST_SHARE * classes)
        .map(modes -> "the images are of %.0f of %d classes".formatted(modes.value(), classes))
        .or(
            () ->
                report
                    .figure("ms_ssim")
                    .filter(pairs -> pairs.value() >= ALIKE)
                    .map(
                        pairs ->
                            "pairs of images have a structural similarity of %.2f"
                                .formatted(pairs.value())));
  }
}
