package dev.gantry.verify;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.tensorflow.Result;
import org.tensorflow.SavedModelBundle;
import org.tensorflow.SessionFunction;
import org.tensorflow.Tensor;

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

  /** Every output of a signature of floats, by name; inputs that it does not take are left out. */
  Map<String, Numbers.Floats> answers(String signature, Map<String, Numbers> inputs) {
    SessionFunction function = bundle.function(signature);
    Map<String, Tensor> fed = new HashMap<>();
    function.signature().inputNames().forEach(name -> fed.put(name, inputs.get(name).tensor()));
    try (Result result = function.call(fed)) {
      Map<String, Numbers.Floats> answers = new HashMap<>();
      result.forEach(output -> answers.put(output.getKey(), floats(output.getValue())));
      return answers;
    } finally {
      fed.values().forEach(Tensor::close);
    }
  }

  private static Numbers.Floats floats(Tensor tensor) {
    float[] values = new float[(int) tensor.shape().size()];
    tensor.asRawTensor().data().asFloats().read(values);
    return Numbers.floats(values, tensor.shape().asArray());
  }

  @Override
  public void close() {
    bundle.close();
  }
}
