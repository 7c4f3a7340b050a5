package dev.gantry.evaluate;

import dev.gantry.data.ImageDimensions;
import dev.gantry.data.ImageSet;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.IntStream;

/** The first images of a set. */
record SetSamples(String name, ImageSet images, int count) implements Samples {
  @Override
  public ImageDimensions shape() {
    return new ImageDimensions(images.height(), images.width(), images.channels());
  }

  @Override
  public List<String> classes() {
    return images.classes();
  }

  @Override
  public Batch batch(int first, int size) {
    ByteBuffer levels = ByteBuffer.allocate(size * images.imageBytes());
    for (int i = first; i < first + size; i++) {
      images.copy(i, levels);
      levels.position((i - first + 1) * images.imageBytes());
    }
    int[] labels =
        classes().isEmpty()
            ? new int[0]
            : IntStream.range(first, first + size).map(images::label).toArray();
    return new Batch(levels.array(), labels);
  }
}
