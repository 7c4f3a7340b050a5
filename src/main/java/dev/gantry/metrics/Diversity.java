package dev.gantry.metrics;

import dev.gantry.data.ImageDimensions;
import dev.gantry.data.ImageSet;
import dev.gantry.error.Check;
import dev.gantry.error.UserException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * How similar images of a set are to one another: the mean multi-scale structural similarity of
 * random pairs (Odena et al. 2017, section 4.2). 1 where all are equal; a generator whose number is
 * above that of its training images makes less varied ones. Where images have classes, the pairs
 * within each class tell more than all pairs.
 *
 * @param similarity mean over pairs of any classes, 0 to 1; lower is more varied
 * @param pairs that were drawn, and again within each class
 * @param scales of the similarity, which depend on the size of the images
 * @param classes those with two images or more; empty without labels
 */
public record Diversity(double similarity, int pairs, int scales, List<ClassSimilarity> classes) {
  /** Pairs that the paper draws of each class. */
  public static final int DEFAULT_PAIRS = 100;

  /**
   * One class.
   *
   * @param name of the class
   * @param similarity mean over its pairs, 0 to 1
   */
  public record ClassSimilarity(String name, double similarity) {}

  /** Copies the classes. */
  public Diversity {
    classes = List.copyOf(classes);
  }

  /**
   * Measures, on all cores.
   *
   * @param pairs to draw, each of two different images, at least 1
   * @param seed of the draws
   * @throws UserException if there is only one image
   */
  public static Diversity of(ImageSet images, int pairs, long seed) {
    Check.range("pairs", pairs, 1, 10_000_000);
    if (images.count() < 2) {
      throw new UserException("the diversity of one image; give at least 2");
    }
    ImageDimensions shape = new ImageDimensions(images.height(), images.width(), images.channels());
    Shuffle shuffle = new Shuffle(seed, "diversity");
    int[] all = IntStream.range(0, images.count()).toArray();
    return new Diversity(
        similarity(images, shape, draw(shuffle, all, pairs)),
        pairs,
        MultiScaleSsim.scales(shape),
        classes(images, shape, shuffle, pairs));
  }

  private static List<ClassSimilarity> classes(
      ImageSet images, ImageDimensions shape, Shuffle shuffle, int pairs) {
    List<ClassSimilarity> classes = new ArrayList<>();
    for (int label = 0; label < images.classes().size(); label++) {
      int[] members = members(images, label);
      if (members.length >= 2) {
        double similarity = similarity(images, shape, draw(shuffle, members, pairs));
        classes.add(new ClassSimilarity(images.classes().get(label), similarity));
      }
    }
    return classes;
  }

  private static int[] members(ImageSet images, int label) {
    return IntStream.range(0, images.count()).filter(i -> images.label(i) == label).toArray();
  }

  /** The two images of each pair. */
  private static List<int[]> draw(Shuffle shuffle, int[] from, int pairs) {
    return IntStream.range(0, pairs).mapToObj(i -> shuffle.pair(from)).toList();
  }

  private static double similarity(ImageSet images, ImageDimensions shape, List<int[]> pairs) {
    // Added up in order, so that the sum does not depend on the threads.
    double[] similarities =
        pairs.parallelStream()
            .mapToDouble(
                pair ->
                    MultiScaleSsim.of(picture(images, pair[0]), picture(images, pair[1]), shape))
            .toArray();
    double sum = 0;
    for (double similarity : similarities) {
      sum += similarity;
    }
    return sum / similarities.length;
  }

  private static float[] picture(ImageSet images, int index) {
    byte[] levels = new byte[images.imageBytes()];
    images.copy(index, ByteBuffer.wrap(levels));
    float[] picture = new float[levels.length];
    for (int i = 0; i < levels.length; i++) {
      picture[i] = Byte.toUnsignedInt(levels[i]) / 255f;
    }
    return picture;
  }
}
