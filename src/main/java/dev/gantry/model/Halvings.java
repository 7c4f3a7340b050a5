package dev.gantry.model;

import dev.gantry.error.Check;
import java.util.List;
import java.util.stream.IntStream;

/**
 * How often an image halves on its way through a network that ends at a base of 4 to 8 pixels.
 *
 * @param base height and width where no further halving leaves at least 4 pixels
 * @param count how often the image halves to get there
 */
record Halvings(int base, int count) {
  private static final int SMALLEST_BASE = 4;
  private static final int LARGEST_BASE = 8;
  private static final int MAX_WIDTH = 4096;

  /** Of images of that size. */
  static Halvings of(int size) {
    int base = size;
    int count = 0;
    while (base % 2 == 0 && base / 2 >= SMALLEST_BASE) {
      base /= 2;
      count++;
    }
    return new Halvings(base, count);
  }

  /** Throws unless {@code size} halves at least once down to 4 to 8 pixels. */
  static void checkSize(int size, String type) {
    Halvings halvings = of(size);
    Check.that(
        halvings.base >= SMALLEST_BASE && halvings.base <= LARGEST_BASE && halvings.count > 0,
        "data.size %d does not halve down to 4 to 8 pixels for %s; use 16, 28, 32, 48, 64 or another such size"
            .formatted(size, type));
  }

  /** Throws unless {@code width} is one that a layer can have. */
  static void checkWidth(String name, int width) {
    Check.range(name, width, 1, MAX_WIDTH);
  }

  /** Channels from the image inward, doubling at each halving: one more than there are halvings. */
  List<Integer> doubling(int width) {
    return IntStream.rangeClosed(0, count).mapToObj(i -> width << i).toList();
  }
}
