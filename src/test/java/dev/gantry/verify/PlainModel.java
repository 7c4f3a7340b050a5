package dev.gantry.verify;

import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import org.tensorflow.Result;
import org.tensorflow.SavedModelBundle;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;

/** A SavedModel as TensorFlow's own Java API loads it, with nothing of Gantry's. */
final class PlainModel implements AutoCloseable {
  private final SavedModelBundle bundle;

  private PlainModel(SavedModelBundle bundle) {
    this.bundle = bundle;
  }

  /** Loads the folder with {@code saved_model.pb}. */
  static PlainModel load(Path version) {
    return new PlainModel(SavedModelBundle.load(version.toString(), "serve"));
  }

  /** The output {@code image} of {@code serving_default}, in row-major order. */
  float[] image(Map<String, Input> inputs) {
    Map<String, Tensor> fed =
        inputs.entrySet().stream()
            .collect(Collectors.toMap(Map.Entry::getKey, input -> input.getValue().tensor()));
    try (Result result = bundle.function("serving_default").call(fed)) {
      Tensor image = result.get("image").orElseThrow();
      float[] values = new float[(int) image.shape().size()];
      image.asRawTensor().data().asFloats().read(values);
      return values;
    } finally {
      fed.values().forEach(Tensor::close);
    }
  }

  @Override
  public void close() {
    bundle.close();
  }

  /** Numbers that are fed. */
  interface Input {
    /** The caller closes it. */
    Tensor tensor();

    static Input floats(float[] values, long... shape) {
      return () -> TFloat32.tensorOf(Shape.of(shape), DataBuffers.of(values));
    }

    static Input longs(long... values) {
      return () -> TInt64.tensorOf(Shape.of(values.length), DataBuffers.of(values));
    }
  }
}
