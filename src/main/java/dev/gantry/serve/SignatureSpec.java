package dev.gantry.serve;

import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.proto.TensorInfo;

/**
 * A function of a model that can be called.
 *
 * @param name by which it is called
 * @param inputs by name, in alphabetical order
 * @param outputs by name, in alphabetical order
 */
record SignatureSpec(
    String name, SortedMap<String, TensorSpec> inputs, SortedMap<String, TensorSpec> outputs) {
  /** What a request without {@code signature_name} calls. */
  static final String DEFAULT = "serving_default";

  SignatureSpec {
    inputs = Collections.unmodifiableSortedMap(inputs);
    outputs = Collections.unmodifiableSortedMap(outputs);
  }

  /**
   * Reads TensorFlow's description.
   *
   * @throws dev.gantry.error.UserException as {@link TensorSpec#of}
   */
  static SignatureSpec of(String name, SignatureDef definition) {
    return new SignatureSpec(
        name, specs(definition.getInputsMap()), specs(definition.getOutputsMap()));
  }

  private static SortedMap<String, TensorSpec> specs(Map<String, TensorInfo> tensors) {
    SortedMap<String, TensorSpec> specs = new TreeMap<>();
    tensors.forEach((name, info) -> specs.put(name, TensorSpec.of(name, info)));
    return specs;
  }

  /** Whether requests may be joined along the first dimension, and the results split again. */
  boolean batched() {
    return Stream.of(inputs.values(), outputs.values())
        .flatMap(Collection::stream)
        .allMatch(TensorSpec::batched);
  }

  /** Its input, which may then be given without a name. */
  TensorSpec onlyInput() {
    return inputs.values().iterator().next();
  }
}
