package dev.gantry.evaluate;

import java.util.Optional;

/**
 * Tells whether a generator makes the same few images over and over: half of the classes or fewer
 * where modes are counted, or pairs of images that are nearly alike. One measurement may be bad by
 * chance, so that it takes several in a row. And a generator that has learned nothing yet looks the
 * same, so that they count once it has been without a sign, or a quarter of the run is behind it.
 * Not thread-safe.
 */
public final class Collapse {
  /** Measurements in a row. */
  public static final int IN_A_ROW = 3;

  private static final double ALIKE = 0.9;
  private static final double LEAST_SHARE = 0.5;

  private static final double GRACE = 0.25;

  private boolean stood;
  private int bad;

  /**
   * Hears of a measurement.
   *
   * @param done share of the run, 0 to 1
   * @return what shows the collapse, once it is one
   */
  public Optional<String> after(EvaluationReport report, double done) {
    Optional<String> sign = sign(report);
    stood |= sign.isEmpty() || done >= GRACE;
    bad = sign.isPresent() && stood ? bad + 1 : 0;
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
