package dev.gantry.export;

import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.TensorShapeProto;

/**
 * A request that TensorFlow Serving sends to a model itself before it says that the model is ready.
 *
 * @param signature what is called
 * @param inputs tensors by name, in order
 */
record WarmUpRequest(String signature, Map<String, TensorProto> inputs) {
  /** TensorFlow prepares once for a batch size of 1 and once for all others. */
  static final int[] BATCHES = {1, 8};

  /** A tensor of these values, in row-major order. */
  static TensorProto tensor(float[] values, int... shape) {
    ByteBuffer content = littleEndian(values.length * Float.BYTES);
    content.asFloatBuffer().put(values);
    return of(DataType.DT_FLOAT, shape).setTensorContent(ByteString.copyFrom(content)).build();
  }

  /** Labels that take turns, [batch]. */
  static TensorProto labels(int batch, int classes) {
    ByteBuffer content = littleEndian(batch * Long.BYTES);
    for (int i = 0; i < batch; i++) {
      content.putLong(i % classes);
    }
    return of(DataType.DT_INT64, batch)
        .setTensorContent(ByteString.copyFrom(content.flip()))
        .build();
  }

  /** One file, [1]. */
  static TensorProto file(byte[] bytes) {
    return of(DataType.DT_STRING, 1).addStringVal(ByteString.copyFrom(bytes)).build();
  }

  private static ByteBuffer littleEndian(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static TensorProto.Builder of(DataType type, int... sizes) {
    TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
    for (int size : sizes) {
      shape.addDim(TensorShapeProto.Dim.newBuilder().setSize(size));
    }
    return TensorProto.newBuilder().setDtype(type).setTensorShape(shape);
  }
}
