package dev.gantry.features;

import dev.gantry.metrics.FeatureRows;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.types.TFloat32;

/** Collects what the batches of one extraction give. */
final class ExtractedRows {
  private final ExtractorInfo info;
  private final int count;
  private final float[] features;
  private final float[] probabilities;
  private int done;

  ExtractedRows(ExtractorInfo info, int count) {
    this.info = info;
    this.count = count;
    this.features = new float[Math.multiplyExact(count, info.features())];
    this.probabilities = new float[Math.multiplyExact(count, info.classes())];
  }

  /**
   * Adds a batch.
   *
   * @param seen [rows, features]
   * @param told [rows, classes]
   */
  void add(int rows, TFloat32 seen, TFloat32 told) {
    copy(seen, features, rows, info.features());
    copy(told, probabilities, rows, info.classes());
    done += rows;
  }

  private void copy(TFloat32 batch, float[] all, int rows, int size) {
    if (batch.shape().get(0) != rows || batch.shape().size() != (long) rows * size) {
      // A reshape that was not rewritten would mix the images of a batch.
      throw new IllegalStateException(
          "%d images gave rows of shape %s".formatted(rows, batch.shape()));
    }
    batch
        .asRawTensor()
        .data()
        .asFloats()
        .copyTo(DataBuffers.of(all, false, false).offset((long) done * size), (long) rows * size);
  }

  Extraction extraction() {
    return new Extraction(
        new FeatureRows(count, info.features(), features),
        new FeatureRows(count, info.classes(), probabilities));
  }
}
