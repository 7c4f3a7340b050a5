package dev.gantry.evaluate;

import dev.gantry.data.ImageDimensions;
import dev.gantry.data.ImageSet;
import java.util.List;

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
