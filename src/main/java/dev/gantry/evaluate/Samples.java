package dev.gantry.evaluate;

import dev.gantry.data.ImageDimensions;
import dev.gantry.data.ImageSet;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** Images to be measured, 8-bit as they would be stored, read in order and once. */
public interface Samples {
  /** How reports and messages call them. */
  String name();

  /** Of every image. */
  ImageDimensions shape();

  /** How many there are, at least 1. */
  int count();

  /** Names of their classes, index = label; empty where they have none. */
  List<String> classes();

  /** The images from {@code first} on, {@code count} of them. */
  Batch batch(int first, int count);

  /**
   * Some images.
   *
   * @param levels [count, height, width, channels] in row-major order, 0 black to 255 white
   * @param labels [count]; empty where there are no classes
   */
  @SuppressWarnings("ArrayRecordComponent") // Never compared, never changed.
  record Batch(byte[] levels, int[] labels) {}

  /**
   * Labels as often as among real images: each is that of one, drawn at random.
   *
   * @param seed of the first draw; the next one's is one more
   */
  static int[] labelsLike(ImageSet reals, long seed, int count) {
    return IntStream.range(0, count)
        .map(i -> reals.label(new SplittableRandom(seed + i).nextInt(reals.count())))
        .toArray();
  }

  /**
   * Images of a set.
   *
   * @param name how reports call it
   * @param limit the first so many at most; 0 takes all
   */
  static Samples of(String name, ImageSet images, int limit) {
    return new SetSamples(
        name, images, limit == 0 ? images.count() : Math.min(limit, images.count()));
  }
}
