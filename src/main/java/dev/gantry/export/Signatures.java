package dev.gantry.export;

import dev.gantry.export.ModelInfo.Signature;
import dev.gantry.export.ModelInfo.Tensor;
import java.util.Map;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.proto.TensorInfo;
import org.tensorflow.proto.TensorShapeProto;

/** What can be called in an exported model; each tensor is named in the graph as outside. */
final class Signatures {
  /** What is called where a request names none. */
  static final String DEFAULT = "serving_default";

  /** Images as PNG files. */
  static final String PNG = "png";

  /** The class of each image; only where the network is told one. */
  static final String LABEL = "label";

  static final String IMAGE = "image";

  /** TensorFlow Serving's REST interface writes strings in base64 if their name ends so. */
  static final String IMAGE_BYTES = "image_bytes";

  static final String FLOAT = "float32";
  static final String INT64 = "int64";
  static final String STRING = "string";

  /** The size of a dimension that each call chooses. */
  static final long ANY = -1;

  private static final Map<String, DataType> TYPES =
      Map.of(FLOAT, DataType.DT_FLOAT, INT64, DataType.DT_INT64, STRING, DataType.DT_STRING);
  private static final String PREDICT = "tensorflow/serving/predict";

  private Signatures() {}

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
