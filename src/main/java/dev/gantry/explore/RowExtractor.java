package dev.gantry.explore;

import dev.gantry.data.ImageSet;
import dev.gantry.error.UserException;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.Pointer;

/** What turns images into rows of numbers. For one thread. */
interface RowExtractor extends AutoCloseable {
  /** Images that are turned at once. */
  int AT_A_TIME = 250;

  /** Numbers in a row. */
  int columns();

  /**
   * The rows of some images.
   *
   * @return [chosen, columns] in row-major order
   */
  float[] rows(ImageSet images, int[] chosen);

  @Override
  void close();

  /**
   * The rows of all images; the caller closes them.
   *
   * @param done hears how many so far
   * @throws UserException if they would take more than half of this machine's memory
   */
  default FeatureTable table(ImageSet images, IntConsumer done) {
    int[] labels = IntStream.range(0, images.count()).map(images::label).toArray();
    long bytes = (long) labels.length * columns() * Float.BYTES;
    if (bytes > Pointer.totalPhysicalBytes() / 2) {
      throw new UserException(
          "%,d features of %,d images would take %,d MiB; give a --limit of fewer images"
              .formatted(columns(), labels.length, bytes >> 20));
    }
    FeatureTable table = new FeatureTable(labels, columns());
    try {
      for (int first = 0; first < labels.length; first += AT_A_TIME) {
        int end = Math.min(labels.length, first + AT_A_TIME);
        table.add(rows(images, IntStream.range(first, end).toArray()));
        done.accept(end);
      }
      return table;
    } catch (RuntimeException | Error e) {
      table.close();
      throw e;
    }
  }
}
