package dev.gantry.evaluate;

import dev.gantry.error.UserException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * What is measured.
 *
 * @param metrics chosen ones, at least one
 * @param seed of subsets, splits and pairs
 */
public record Evaluation(Set<Metric> metrics, long seed) {
  private static final String PRECISION = "features float32, statistics float64";

  /** Copies the metrics, in the order in which they are reported. */
  public Evaluation {
    if (metrics.isEmpty()) {
      throw new IllegalArgumentException("metrics is empty; choose of " + Metric.ids());
    }
    metrics = EnumSet.copyOf(metrics);
  }

  /**
   * Measures.
   *
   * @param reference seen by the same extractor
   * @throws UserException if the images are of another shape than the reference's, too few for a
   *     metric, or of classes that the extractor does not know
   */
  public EvaluationReport measure(Reference reference, Observation fakes) {
    reference.check(fakes);
    long began = System.nanoTime();
    Measures measures = new Measures(reference, fakes, seed);
    List<Figure> figures = new ArrayList<>();
    for (Metric metric : metrics) {
      figures.addAll(measures.of(metric));
    }
    List<ClassFigures> classes = measures.perClass();
    return new EvaluationReport(
        fakes.name(),
        fakes.count(),
        seed,
        reference.seen().name(),
        reference.seen().count(),
        fakes.extractor(),
        PRECISION,
        figures,
        classes,
        cautions(reference.seen(), fakes),
        new MeasuringTime(
            reference.seen().featureSeconds(),
            fakes.imageSeconds(),
            fakes.featureSeconds(),
            (System.nanoTime() - began) / 1e9));
  }

  private List<String> cautions(Observation reals, Observation fakes) {
    List<String> cautions = new ArrayList<>();
    if (metrics.contains(Metric.FRECHET)) {
      reals.moments().caution().ifPresent(text -> cautions.add(reals.name() + ": " + text));
      fakes.moments().caution().ifPresent(text -> cautions.add(fakes.name() + ": " + text));
    }
    if (reals.count() > Observation.MOST_ROWS && usesRows()) {
      cautions.add(
          "kernel, manifold and memorization take the first %,d images of %s"
              .formatted(Observation.MOST_ROWS, reals.name()));
    }
    return cautions;
  }

  private boolean usesRows() {
    return metrics.contains(Metric.KERNEL)
        || metrics.contains(Metric.MANIFOLD)
        || metrics.contains(Metric.MEMORIZATION);
  }
}
