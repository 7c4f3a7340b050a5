package dev.gantry.export;

import dev.gantry.export.ModelInfo.Signature;
import dev.gantry.export.ModelInfo.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.proto.TensorInfo;
import org.tensorflow.proto.TensorShapeProto;

/** What can be called in an exported generator; each tensor is named in the graph as outside. */
final class GeneratorSignatures {
  /** Images as numbers. */
  static final String DEFAULT = "serving_default";

  /** Images as PNG files. */
  static final String PNG = "png";

  static final List<String> NAMES = List.of(DEFAULT, PNG);

  static final String Z = "z";

  /** The class of each image; only where the generator is told one. */
  static final String LABEL = "label";

  static final String IMAGE = "image";

  /** TensorFlow Serving's REST interface writes strings in base64 if their name ends so. */
  static final String IMAGE_BYTES = "image_bytes";

  private static final String FLOAT = "float32";
  private static final String INT64 = "int64";
  private static final String STRING = "string";
  private static final Map<String, DataType> TYPES =
      Map.of(FLOAT, DataType.DT_FLOAT, INT64, DataType.DT_INT64, STRING, DataType.DT_STRING);
  private static final String PREDICT = "tensorflow/serving/predict";
  private static final long BATCH = -1;

  private GeneratorSignatures() {}

  /**
   * By name, in the order of {@link #NAMES}.
   *
   * @param latent length of a latent
   * @param classes names of the classes; empty where the generator is told none
   */
  static Map<String, Signature> of(int latent, List<String> classes, ModelInfo.Image image) {
    Map<String, Tensor> inputs = new LinkedHashMap<>();
    inputs.put(Z, new Tensor(FLOAT, List.of(BATCH, (long) latent)));
    if (!classes.isEmpty()) {
      inputs.put(LABEL, new Tensor(INT64, List.of(BATCH)));
    }
    List<Long> shape =
        List.of(BATCH, (long) image.height(), (long) image.width(), (long) image.channels());
    Map<String, Signature> signatures = new LinkedHashMap<>();
    signatures.put(DEFAULT, new Signature(inputs, Map.of(IMAGE, new Tensor(FLOAT, shape))));
    signatures.put(
        PNG, new Signature(inputs, Map.of(IMAGE_BYTES, new Tensor(STRING, List.of(BATCH)))));
    return signatures;
  }

  static SignatureDef proto(Signature signature) {
    SignatureDef.Builder proto = SignatureDef.newBuilder().setMethodName(PREDICT);
    signature.inputs().forEach((name, tensor) -> proto.putInputs(name, proto(name, tensor)));
    signature.outputs().forEach((name, tensor) -> proto.putOutputs(name, proto(name, tensor)));
    return proto.build();
  }

  private static TensorInfo proto(String name, Tensor tensor) {
    TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
    tensor.shape().forEach(n -> shape.addDim(TensorShapeProto.Dim.newBuilder().setSize(n)));
    return TensorInfo.newBuilder()
        .setName(name + ":0")
        .setDtype(TYPES.getOrDefault(tensor.type(), DataType.DT_INVALID))
        .setTensorShape(shape)
        .build();
  }
}
