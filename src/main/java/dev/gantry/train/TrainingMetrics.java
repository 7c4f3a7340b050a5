package dev.gantry.train;

import dev.gantry.config.RunConfig;
import dev.gantry.data.ImageDimensions;
import dev.gantry.data.ImageSet;
import dev.gantry.evaluate.Collapse;
import dev.gantry.evaluate.Evaluation;
import dev.gantry.evaluate.EvaluationReport;
import dev.gantry.evaluate.Extractors;
import dev.gantry.evaluate.Figure;
import dev.gantry.evaluate.Metric;
import dev.gantry.evaluate.Observation;
import dev.gantry.evaluate.Reference;
import dev.gantry.evaluate.Samples;
import dev.gantry.features.FeatureExtractor;
import dev.gantry.nn.Seeds;
import java.util.EnumSet;
import java.util.Optional;

/**
 * Measures the generator while it is trained: the reference is looked at once, at the start. Not
 * thread-safe.
 */
final class TrainingMetrics implements AutoCloseable {
  private final RunConfig config;
  private final ImageSet reals;
  private final FeatureExtractor extractor;
  private final Reference reference;
  private final Evaluation evaluation;
  private final Collapse collapse = new Collapse();
  private final long began;
  private double seconds;

  private TrainingMetrics(RunConfig config, ImageSet reals, FeatureExtractor extractor) {
    this.began = System.nanoTime();
    this.config = config;
    this.reals = reals;
    this.extractor = extractor;
    Observation seen =
        Observation.of(
            Samples.of(config.data().source(), reals, config.metrics().reference()),
            extractor,
            false,
            (done, total) -> {});
    this.reference = new Reference(seen);
    this.seconds = seen.featureSeconds();
    this.evaluation =
        new Evaluation(
            EnumSet.copyOf(config.metrics().compute()), Seeds.derive(config.seed(), "metrics"));
  }

  /**
   * Checks that what is asked for can be measured.
   *
   * @throws dev.gantry.error.UserException if the extractor is none, or does not take such images
   */
  static void check(RunConfig config) {
    if (config.metrics().isEnabled()) {
      open(config).close();
    }
  }

  /** What the configuration asks for; empty where nothing is measured. */
  static Optional<TrainingMetrics> of(RunConfig config, ImageSet reals) {
    if (!config.metrics().isEnabled()) {
      return Optional.empty();
    }
    FeatureExtractor extractor = open(config);
    try {
      return Optional.of(new TrainingMetrics(config, reals, extractor));
    } catch (RuntimeException e) {
      extractor.close();
      throw e;
    }
  }

  private static FeatureExtractor open(RunConfig config) {
    int size = config.data().size();
    return Extractors.open(
        config.metrics().extractor(), new ImageDimensions(size, size, config.data().channels()));
  }

  /**
   * Measures the generator as it is now, averaged where averages are kept; the same latents each
   * time.
   */
  EvaluationReport measure(TrainingSession session) {
    Samples made = new TrainingSamples(config, reals, session);
    EvaluationReport report =
        evaluation.measure(reference, Observation.of(made, extractor, false, (done, total) -> {}));
    seconds += report.seconds().measuring();
    return report;
  }

  /**
   * What share of the time since the run was started or resumed went into measuring, the look at
   * the reference among it; 0 to 1.
   */
  double share() {
    return seconds / ((System.nanoTime() - began) / 1e9);
  }

  /** Whether nothing before was as good by the number that the best checkpoint follows. */
  boolean isBest(EvaluationReport report, Optional<BestCheckpoint> before) {
    String key = config.metrics().best();
    if (key.isEmpty()) {
      return false;
    }
    double value = report.figure(key).map(Figure::value).orElse(Double.NaN);
    if (!Double.isFinite(value)) {
      return false;
    }
    return before
        .filter(best -> best.key().equals(key))
        .map(best -> Metric.isLowGood(key) ? value < best.value() : value > best.value())
        .orElse(true);
  }

  /**
   * What shows that the generator has collapsed, where the run is to end then.
   *
   * @param images shown so far
   */
  Optional<String> collapse(EvaluationReport report, long images) {
    return config.metrics().stopOnCollapse()
        ? collapse.after(report, images / (1000 * config.training().kimg()))
        : Optional.empty();
  }

  @Override
  public void close() {
    extractor.close();
  }
}
