package dev.gantry.export;

import com.google.protobuf.ByteString;
import dev.gantry.error.UserException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.TensorProto;

/**
 * Weights in half the bytes: each constant that is large enough to count is stored in another type
 * and cast when it is read, so that all is computed in float32 as before.
 */
final class StoredWeights {
  /** Values of a constant from which on it counts: kernels, not statistics and biases. */
  private static final int LEAST_VALUES = 1024;

  private static final String SUFFIX = "/stored";

  private StoredWeights() {}

  /**
   * Changes the constants of a graph.
   *
   * @throws UserException if a weight is beyond the range of that type
   */
  static GraphDef as(WeightType type, GraphDef graph) {
    GraphDef.Builder changed = graph.toBuilder().clearNode();
    for (NodeDef node : graph.getNodeList()) {
      if (isWeight(node)) {
        NodeDef stored = stored(node, type);
        changed.addNode(stored);
        changed.addNode(cast(node.getName(), stored, type));
      } else {
        changed.addNode(node);
      }
    }
    return changed.build();
  }

  private static boolean isWeight(NodeDef node) {
    if (!node.getOp().equals("Const")) {
      return false;
    }
    TensorProto value = node.getAttrOrThrow("value").getTensor();
    return value.getDtype() == DataType.DT_FLOAT
        && value.getTensorContent().size() >= LEAST_VALUES * Float.BYTES;
  }

  private static NodeDef stored(NodeDef node, WeightType type) {
    TensorProto value = node.getAttrOrThrow("value").getTensor();
    FloatBuffer floats =
        value
            .getTensorContent()
            .asReadOnlyByteBuffer()
            .order(ByteOrder.LITTLE_ENDIAN)
            .asFloatBuffer();
    ByteBuffer halves =
        ByteBuffer.allocate(floats.remaining() * Short.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    while (floats.hasRemaining()) {
      halves.putShort(bits(floats.get(), type));
    }
    TensorProto tensor =
        TensorProto.newBuilder()
            .setDtype(type.type())
            .setTensorShape(value.getTensorShape())
            .setTensorContent(ByteString.copyFrom(halves.flip()))
            .build();
    return node.toBuilder()
        .setName(node.getName() + SUFFIX)
        .putAttr("dtype", AttrValue.newBuilder().setType(type.type()).build())
        .putAttr("value", AttrValue.newBuilder().setTensor(tensor).build())
        .removeAttr("_output_shapes")
        .build();
  }

  private static NodeDef cast(String name, NodeDef stored, WeightType type) {
    return NodeDef.newBuilder()
        .setName(name)
        .setOp("Cast")
        .addInput(stored.getName())
        .putAttr("SrcT", AttrValue.newBuilder().setType(type.type()).build())
        .putAttr("DstT", AttrValue.newBuilder().setType(DataType.DT_FLOAT).build())
        .putAttr("Truncate", AttrValue.newBuilder().setB(false).build())
        .build();
  }

  private static short bits(float value, WeightType type) {
    short bits =
        type == WeightType.FLOAT16 ? HalfPrecision.float16(value) : HalfPrecision.bfloat16(value);
    if (HalfPrecision.isFinite(bits, type)) {
      return bits;
    }
    throw new UserException(
        "a weight is %s, which %s cannot hold; export float32 or bfloat16"
            .formatted(value, type.name().toLowerCase(java.util.Locale.ROOT)));
  }
}
