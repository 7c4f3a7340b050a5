package dev.gantry.model;

import dev.gantry.error.Check;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What the two DCGAN networks share: how often an image halves, and the channels of each block. */
final class DcganBlocks {
  private DcganBlocks() {}

  static void checkWidths(int width, List<Integer> widths) {
    Halvings.checkWidth("width", width);
    widths.forEach(w -> Halvings.checkWidth("widths", w));
  }

  /**
   * Throws unless {@code size} halves down to 4 to 8 pixels, in as many blocks as there are widths.
   */
  static void checkSize(int size, List<Integer> widths) {
    Halvings.checkSize(size, "dcgan");
    Check.that(
        widths.isEmpty() || widths.size() == halvings(size),
        "widths has %d entries; images of %d pixels halve %d times, so give %d (or none, and width)"
            .formatted(widths.size(), size, halvings(size), halvings(size)));
  }

  /**
   * Throws unless {@code attention} is 0 or the size of a feature map between image and base.
   *
   * @param network the one whose option it is
   */
  static void checkAttention(String network, int attention, int size) {
    List<Integer> maps = IntStream.range(0, halvings(size)).mapToObj(i -> base(size) << i).toList();
    Check.that(
        attention == 0 || maps.contains(attention),
        "model.%s.attention is %d, but images of %d pixels have feature maps of %s; use one of them, or 0 for none"
            .formatted(
                network,
                attention,
                size,
                maps.stream().map(String::valueOf).collect(Collectors.joining(", "))));
  }

  /** Height and width where no further halving leaves at least 4 pixels. */
  static int base(int size) {
    return Halvings.of(size).base();
  }

  static int halvings(int size) {
    return Halvings.of(size).count();
  }

  /** Channels of each block from the image inward: as given, or doubling from {@code width}. */
  static List<Integer> widths(int size, int width, List<Integer> widths) {
    if (!widths.isEmpty()) {
      return widths;
    }
    return IntStream.range(0, halvings(size)).mapToObj(i -> width << i).toList();
  }
}
