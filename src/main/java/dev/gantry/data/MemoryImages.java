package dev.gantry.data;

import dev.gantry.error.Check;
import java.util.Arrays;
import java.util.List;

/** Makes a set of an array. */
final class MemoryImages {
  private MemoryImages() {}

  static ImageSet set(ImageDimensions shape, byte[] pixels, int[] values, List<String> classes) {
    int count = pixels.length / shape.bytes();
    Check.that(
        count > 0 && pixels.length % shape.bytes() == 0,
        "%d bytes are no whole number of images of %d".formatted(pixels.length, shape.bytes()));
    Check.that(
        values.length == (classes.isEmpty() ? 0 : count),
        "%d labels for %d images of %d classes".formatted(values.length, count, classes.size()));
    for (int label : values) {
      Check.range("label", label, 0, classes.size() - 1);
    }
    var store = new HeapStore(shape, count);
    for (int i = 0; i < count; i++) {
      store.write(i, Arrays.copyOfRange(pixels, i * shape.bytes(), (i + 1) * shape.bytes()));
    }
    return store.finish(count, new Labels(values.clone(), classes));
  }
}
