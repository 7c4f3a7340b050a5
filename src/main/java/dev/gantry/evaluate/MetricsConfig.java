package dev.gantry.evaluate;

import dev.gantry.error.Check;
import java.util.EnumSet;
import java.util.List;

/**
 * What is measured during training, with every grid of pictures.
 *
 * @param compute the metrics; none measures nothing
 * @param extractor what sees the images: a folder of {@code gantry classify train}, or the file
 *     {@code classify_image_graph_def.pb} of the 2015 Inception graph; empty: the classifier of
 *     MNIST's digits that ships with Gantry
 * @param samples images to make each time
 * @param reference real images that they are held against: the first so many; 0 takes all
 * @param best key of the number that the best checkpoint follows, such as {@code fcd}; empty: none
 *     is kept
 * @param stopOnCollapse whether the run ends where three measurements in a row find the generator
 *     collapsed
 */
public record MetricsConfig(
    List<Metric> compute,
    String extractor,
    int samples,
    int reference,
    String best,
    boolean stopOnCollapse) {
  private static final int MOST = 100_000;

  /** Checks every component. */
  public MetricsConfig {
    compute = List.copyOf(compute);
    Check.that(
        compute.isEmpty() || EnumSet.copyOf(compute).size() == compute.size(),
        "compute names a metric twice; each may stand there once");
    Check.range("samples", samples, 2, MOST);
    Check.range("reference", reference, 0, Integer.MAX_VALUE);
    Check.that(
        best.isEmpty() || compute.stream().anyMatch(metric -> metric.keys().contains(best)),
        "best is \"%s\", which no metric in compute measures; use one of %s"
            .formatted(best, compute.stream().flatMap(metric -> metric.keys().stream()).toList()));
    Check.that(
        !stopOnCollapse || compute.contains(Metric.DIVERSITY) || compute.contains(Metric.MODES),
        "stop-on-collapse needs modes or diversity in compute, which show a collapse");
  }

  /** Nothing; where something is asked for, 2,000 images against the first 10,000. */
  public static MetricsConfig defaults() {
    return new MetricsConfig(List.of(), "", 2000, 10_000, "", false);
  }

  /** Whether anything is measured. */
  public boolean isEnabled() {
    return !compute.isEmpty();
  }
}
