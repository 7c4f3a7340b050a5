package dev.gantry;

import dev.gantry.export.UpscalerDirectory;
import java.util.List;
import org.tensorflow.Output;
import org.tensorflow.Result;
import org.tensorflow.SavedModelBundle;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.types.TFloat32;

/** A loaded SavedModel that enlarges pictures. Thread-safe, but for closing. */
final class UpscalingSession implements AutoCloseable {
  private final SavedModelBundle bundle;
  private final Output<?> low;
  private final Output<?> images;

  private UpscalingSession(SavedModelBundle bundle, Output<?> low, Output<?> images) {
    this.bundle = bundle;
    this.low = low;
    this.images = images;
  }

  /**
   * Loads a model.
   *
   * @throws dev.gantry.error.UserException if TensorFlow cannot load it, or it does not take and
   *     make what {@code gantry.json} says
   */
  static UpscalingSession load(UpscalerDirectory model) {
    SavedModelBundle bundle = Bundles.load(model.path());
    try {
      SignatureDef signature = Bundles.signature(model.path(), bundle, Bundles.DEFAULT);
      List<Long> pictures = List.of(-1L, -1L, -1L, (long) model.info().channels());
      String taken = Bundles.tensor(model.path(), signature.getInputsMap(), "low", pictures);
      String made = Bundles.tensor(model.path(), signature.getOutputsMap(), "image", pictures);
      return new UpscalingSession(
          bundle, bundle.graph().outputOrThrow(taken), bundle.graph().outputOrThrow(made));
    } catch (RuntimeException e) {
      bundle.close();
      throw e;
    }
  }

  /**
   * Runs the model.
   *
   * @param pictures in [0, 1], of that shape
   * @param shape [count, height, width, channels]
   * @return [count, scale · height, scale · width, channels], in [0, 1]
   */
  float[] enlarge(float[] pictures, Shape shape) {
    try (TFloat32 fed = TFloat32.tensorOf(shape, DataBuffers.of(pictures));
        Result result = bundle.session().runner().feed(low, fed).fetch(images).run()) {
      float[] values = new float[(int) result.get(0).shape().size()];
      result.get(0).asRawTensor().data().asFloats().read(values);
      return values;
    }
  }

  @Override
  public void close() {
    bundle.close();
  }
}
