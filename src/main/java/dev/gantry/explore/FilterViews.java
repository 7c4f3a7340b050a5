package dev.gantry.explore;

import dev.gantry.data.ImageDimensions;
import dev.gantry.data.ImageSet;
import dev.gantry.error.Check;
import dev.gantry.error.UserException;
import dev.gantry.model.NetworkSummary;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.IntConsumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What the units of a discriminator look for (the DCGAN paper, section 6.2 and figure 5): the
 * kernels of the first layer as pictures, and for some features of a deeper one the images that
 * excite them most, with what of each image does so, by guided backpropagation.
 *
 * @param features which of the layer's features, from 0
 * @param examples images of each
 * @param map which feature map, from the image on, from 0; −1 is the last
 */
public record FilterViews(List<Integer> features, int examples, int map) {
  private static final int MOST_FEATURES = 64;
  private static final int MAX_KERNELS = 64;
  private static final int KERNEL_COLUMNS = 16;
  private static final int KERNEL_ZOOM = 8;

  /** Checks every component. */
  public FilterViews {
    features = List.copyOf(features);
    Check.that(
        !features.isEmpty() && features.size() <= MOST_FEATURES,
        "features has %d numbers; give 1 to %d".formatted(features.size(), MOST_FEATURES));
    features.forEach(feature -> Check.range("features", feature, 0, 65_536));
    Check.range("examples", examples, 1, 25);
    Check.range("map", map, -1, 1000);
  }

  /** Hears how many images were looked through. */
  public interface Progress {
    /** So many of all. */
    void moved(int images, int all);
  }

  /**
   * A feature and what excites it.
   *
   * @param feature its index in the map
   * @param images indices of the images, the most exciting first
   * @param activations its largest value in each
   * @param share of the places of all images at which its value is above 0
   */
  public record View(int feature, List<Integer> images, List<Double> activations, double share) {
    /** Copies the lists. */
    public View {
      images = List.copyOf(images);
      activations = List.copyOf(activations);
    }
  }

  /**
   * Looks.
   *
   * @param subject what is explored, for the page
   * @param trained the discriminator of a run
   * @param untrained the same before its first step
   * @param images to look through
   */
  public ExploreReport explore(
      String subject,
      RunDiscriminator trained,
      RunDiscriminator untrained,
      ImageSet images,
      Progress progress) {
    ExploreReport report = new ExploreReport("filters", subject);
    report.paragraph(
        "What the units of the discriminator look for, after training and before it. Kernels before"
            + " training are noise; what training made of them is what telling real images from"
            + " generated ones needed.");
    report.section("Kernels of the first layer");
    report.row(
        () -> {
          kernels(report, "trained-kernels", "After training", trained);
          kernels(report, "untrained-kernels", "Before training", untrained);
        });
    report.section("What excites features");
    show(
        report,
        "trained",
        "After training",
        trained,
        images,
        done -> progress.moved(done, 2 * images.count()));
    show(
        report,
        "untrained",
        "Before training",
        untrained,
        images,
        done -> progress.moved(images.count() + done, 2 * images.count()));
    report.note(
        "Each row is a feature: the images of %,d that it answers most, each beside the part of it that the answer comes from. That is the gradient of the feature's largest value by the image, by guided backpropagation (Springenberg et al. 2015): on its way back only what is positive passes a rectifier. Grey is 0; each is brought to full contrast by itself."
            .formatted(images.count()));
    report.number("images", images.count());
    return report;
  }

  private static void kernels(
      ExploreReport report, String name, String caption, RunDiscriminator discriminator) {
    NetworkSummary.Variable first =
        NetworkSummary.of(discriminator.network(), discriminator.image()).variables().stream()
            .filter(variable -> variable.trainable() && variable.shape().size() == 4)
            .findFirst()
            .orElseThrow(FilterViews::noConvolution);
    float[] values = Objects.requireNonNull(discriminator.variables().get(first.name()));
    ImageBatch kernels = KernelPictures.of(values, first.shape(), MAX_KERNELS, KERNEL_ZOOM);
    report.picture(
        name,
        kernels.grid(Math.min(KERNEL_COLUMNS, kernels.count())),
        "%s: %s".formatted(caption, first.name()));
  }

  static UserException noConvolution() {
    return new UserException(
        "this discriminator has no layer over images, so it has no filters; give a run of a"
            + " convolutional one");
  }

  private void show(
      ExploreReport report,
      String name,
      String caption,
      RunDiscriminator discriminator,
      ImageSet images,
      IntConsumer done) {
    RunDiscriminator calibrated = PooledFeatures.calibrated(discriminator, images);
    try (UnitViewer viewer = new UnitViewer(calibrated, map)) {
      List<View> views = viewer.mostExciting(images, features, examples, done);
      List<ImageBatch> cells = new ArrayList<>();
      for (View view : views) {
        int[] rows = view.images().stream().mapToInt(Integer::intValue).toArray();
        ImageBatch pictures = pictures(images, rows);
        ImageBatch guided = viewer.guided(images, rows, view.feature());
        for (int i = 0; i < rows.length; i++) {
          cells.add(pictures.part(i, 1));
          cells.add(guided.part(i, 1));
        }
      }
      report.picture(
          name,
          ImageBatch.concat(cells).grid(2 * Math.min(examples, images.count())),
          "%s: features %s of map %d, %s"
              .formatted(
                  caption,
                  features.stream().map(String::valueOf).collect(Collectors.joining(", ")),
                  viewer.map(),
                  viewer.shape()));
      report.table(
          List.of("feature", "largest value", "speaks at"),
          views.stream()
              .map(
                  view ->
                      List.of(
                          Integer.toString(view.feature()),
                          String.format(Locale.ROOT, "%.2f", view.activations().get(0)),
                          String.format(Locale.ROOT, "%.0f %% of places", 100 * view.share())))
              .toList());
      report.number(name, views);
    }
  }

  private static ImageBatch pictures(ImageSet images, int[] rows) {
    float[] levels = new RawPixels(images.imageBytes()).rows(images, rows);
    IntStream.range(0, levels.length).forEach(i -> levels[i] /= 255);
    return new ImageBatch(
        new ImageDimensions(images.height(), images.width(), images.channels()), levels);
  }
}
