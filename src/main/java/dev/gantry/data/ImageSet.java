package dev.gantry.data;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/**
 * Decoded images of one size, uint8, [count, height, width, channels], and labels. They are in
 * memory, in a mapped file, or in the shards of a packed set, which are read as needed. Immutable,
 * so thread-safe. There may be only one image: whoever draws batches checks that there are enough.
 */
public interface ImageSet {
  /** Number of images; at least 1. */
  int count();

  /** Height in pixels. */
  int height();

  /** Width in pixels. */
  int width();

  /** 1 (grey) or 3 (red, green, blue). */
  int channels();

  /** Names of the classes, index = label; empty where there are no labels. */
  List<String> classes();

  /** Label of an image; 0 where there are no labels. */
  int label(int index);

  /** Copies an image's height × width × channels bytes, row by row, to the target's position. */
  void copy(int index, ByteBuffer target);

  /** SHA-256 over sizes, pixels and labels, in hexadecimal: the same content has the same hash. */
  String hash();

  /**
   * Makes a set of images without labels.
   *
   * @param pixels whole images, one after another; copied
   */
  static ImageSet of(ImageDimensions shape, byte[] pixels) {
    return of(shape, pixels, new int[0], List.of());
  }

  /**
   * Makes a set of images.
   *
   * @param pixels whole images, one after another; copied
   * @param labels one an image, from 0, each below the number of classes; empty: no labels; copied
   * @param classes their names, index = label
   * @throws IllegalArgumentException if the sizes do not fit each other
   */
  static ImageSet of(ImageDimensions shape, byte[] pixels, int[] labels, List<String> classes) {
    return MemoryImages.set(shape, pixels, labels, classes);
  }

  /**
   * How training shuffles a set that is read from files as it goes; empty where the set is in
   * memory, or mapped, so that any order is as good.
   */
  default Optional<ShuffleWindow> window() {
    return Optional.empty();
  }

  /** Makes a reader of batches. */
  default ImageReader reader() {
    return (indices, pixels, labels) -> {
      for (int i = 0; i < indices.length; i++) {
        copy(indices[i], pixels);
        labels[i] = label(indices[i]);
      }
    };
  }

  /** Bytes of one image. */
  default int imageBytes() {
    return height() * width() * channels();
  }
}
