package dev.gantry.explore;

import dev.gantry.data.ImageSet;
import dev.gantry.error.Check;
import dev.gantry.error.UserException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * How much of what tells classes apart a discriminator has learned without being told (the DCGAN
 * paper, section 5.1): a linear classifier on its features, beside the same one on other features
 * of the same images.
 *
 * @param labelsPerClass of the second comparison, where few images have labels
 * @param patches centroids of the K-means baseline; 0 leaves it out
 * @param seed every random draw derives from it
 */
public record FeatureExperiment(int labelsPerClass, int patches, long seed) {
  /** Checks every component. */
  public FeatureExperiment {
    Check.range("labels", labelsPerClass, 1, 1_000_000);
    Check.range("patches", patches, 0, 4096);
  }

  /** Hears of the work, on its thread. */
  public interface Progress {
    /** So many of all images went through the extractor of that name. */
    void extracted(String name, int images, int all);

    /** What a kind of features came to. */
    void found(Line line);
  }

  /**
   * Features of one kind.
   *
   * @param name of the features
   * @param columns numbers for each image
   * @param accuracy on the test images, trained with all labels
   * @param fewAccuracy the same, trained with few
   * @param labels how many all are
   * @param fewLabels how many few are
   * @param decay the weight decay that was chosen with all
   */
  public record Line(
      String name,
      int columns,
      double accuracy,
      double fewAccuracy,
      int labels,
      int fewLabels,
      double decay) {}

  /** The two sets of images: to train on, and to judge by. */
  public record Sets(ImageSet train, ImageSet test) {
    /**
     * Checks that they belong together.
     *
     * @throws UserException if they have no classes
     */
    public Sets {
      if (train.classes().size() < 2) {
        throw new UserException(
            "the images have no labels; give a source with at least two classes");
      }
      Check.that(train.classes().equals(test.classes()), "the two sets have other classes");
    }
  }

  /**
   * Compares.
   *
   * @param subject what is explored, for the page
   * @param trained the discriminator of a run
   * @param untrained the same before its first step
   */
  public ExploreReport explore(
      String subject,
      RunDiscriminator trained,
      RunDiscriminator untrained,
      Sets sets,
      Progress progress) {
    Map<String, Function<ImageSet, RowExtractor>> kinds = new LinkedHashMap<>();
    kinds.put("discriminator", images -> pooled(trained, images));
    kinds.put("discriminator before training", images -> pooled(untrained, images));
    kinds.put("raw pixels", images -> new RawPixels(images.imageBytes()));
    if (patches > 0) {
      kinds.put("K-means of patches", images -> KMeansPatches.learn(images, patches, seed));
    }
    List<Line> lines = new ArrayList<>();
    kinds.forEach(
        (name, kind) -> {
          try (RowExtractor extractor = kind.apply(sets.train())) {
            Line line = line(name, extractor, sets, progress);
            lines.add(line);
            progress.found(line);
          }
        });
    return report(subject, sets, lines);
  }

  private static RowExtractor pooled(RunDiscriminator discriminator, ImageSet images) {
    return new PooledFeatures(PooledFeatures.calibrated(discriminator, images));
  }

  private Line line(String name, RowExtractor extractor, Sets sets, Progress progress) {
    int all = sets.train().count() + sets.test().count();
    try (FeatureTable train =
            extractor.table(sets.train(), done -> progress.extracted(name, done, all));
        FeatureTable test =
            extractor.table(
                sets.test(), done -> progress.extracted(name, sets.train().count() + done, all));
        LinearProbe probe = new LinearProbe(train, sets.train().classes().size(), seed)) {
      int[] every = IntStream.range(0, train.rows()).toArray();
      LinearProbe.Outcome with = probe.run(every, test);
      LinearProbe.Outcome few = probe.run(few(train.labels(), sets.train().classes().size()), test);
      return new Line(
          name,
          extractor.columns(),
          with.accuracy(),
          few.accuracy(),
          with.labels(),
          few.labels(),
          with.decay());
    }
  }

  /** Some rows of each class, drawn at random; all of a class that has no more. */
  private int[] few(int[] labels, int classes) {
    int[] rows = IntStream.range(0, labels.length).toArray();
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = rows.length - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      int row = rows[i];
      rows[i] = rows[j];
      rows[j] = row;
    }
    int[] taken = new int[classes];
    return Arrays.stream(rows).filter(row -> taken[labels[row]]++ < labelsPerClass).toArray();
  }

  private ExploreReport report(String subject, Sets sets, List<Line> lines) {
    ExploreReport report = new ExploreReport("features", subject);
    report.paragraph(
        "A linear L2-SVM on features of %,d images, judged by %,d others. A discriminator is told nothing of classes: what its features are worth beyond those of the same network before training, it learned from telling real images from generated ones."
            .formatted(sets.train().count(), sets.test().count()));
    report.table(
        List.of(
            "features",
            "numbers an image",
            "%,d labels".formatted(lines.get(0).labels()),
            "%,d labels".formatted(lines.get(0).fewLabels())),
        lines.stream()
            .map(
                line ->
                    List.of(
                        line.name(),
                        "%,d".formatted(line.columns()),
                        percent(line.accuracy()),
                        percent(line.fewAccuracy())))
            .toList());
    report.note(
        "The share of the test images that are told right. Discriminator: the largest value in each"
            + " cell of a 4×4 grid over every feature map, with batch norm's statistics taken from"
            + " the training images. Features are standardized; the weight decay is chosen by a"
            + " tenth of the training images. The DCGAN paper's 82.8 % on CIFAR-10 (73.8 % with"
            + " 4,000 labels) came from a wider discriminator that was trained on ImageNet, so it"
            + " is no figure to compare with.");
    report.number("train_images", sets.train().count());
    report.number("test_images", sets.test().count());
    report.number("seed", seed);
    report.number("features", lines);
    return report;
  }

  private static String percent(double share) {
    return String.format(Locale.ROOT, "%.1f %%", 100 * share);
  }
}
