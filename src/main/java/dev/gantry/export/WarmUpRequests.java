package dev.gantry.export;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import dev.gantry.model.Latents;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.TensorShapeProto;

/**
 * The requests that TensorFlow Serving sends to a model itself before it says that the model is
 * ready, so that the first person does not wait for allocations and graph rewriting.
 *
 * <p>A TFRecord file of PredictionLog messages. Serving's messages are not among TensorFlow's, so
 * their few fields are written by number (tensorflow_serving/apis/prediction_log.proto,
 * predict.proto, model.proto).
 */
final class WarmUpRequests {
  static final String NAME = "tf_serving_warmup_requests";

  /** TensorFlow prepares once for a batch size of 1 and once for all others. */
  private static final int[] BATCHES = {1, 8};

  private static final int PREDICTION_LOG_PREDICT_LOG = 6;
  private static final int PREDICT_LOG_REQUEST = 1;
  private static final int REQUEST_MODEL_SPEC = 1;
  private static final int REQUEST_INPUTS = 2;
  private static final int MODEL_SPEC_NAME = 1;
  private static final int MODEL_SPEC_SIGNATURE_NAME = 3;
  private static final int MAP_KEY = 1;
  private static final int MAP_VALUE = 2;

  private WarmUpRequests() {}

  /**
   * The file: every signature with every batch size.
   *
   * @param latent length of a latent
   * @param classes how many there are; 0 where the generator is told none
   */
  static byte[] file(String model, int latent, int classes) {
    List<byte[]> records = new ArrayList<>();
    for (String signature : GeneratorSignatures.NAMES) {
      for (int batch : BATCHES) {
        Map<String, TensorProto> inputs = new LinkedHashMap<>();
        inputs.put(GeneratorSignatures.Z, latents(batch, latent));
        if (classes > 0) {
          inputs.put(GeneratorSignatures.LABEL, labels(batch, classes));
        }
        records.add(predictionLog(model, signature, inputs));
      }
    }
    return TfRecord.file(records);
  }

  private static byte[] predictionLog(
      String model, String signature, Map<String, TensorProto> inputs) {
    byte[] modelSpec =
        message(
            out -> {
              out.writeString(MODEL_SPEC_NAME, model);
              out.writeString(MODEL_SPEC_SIGNATURE_NAME, signature);
            });
    byte[] request =
        message(
            out -> {
              out.writeByteArray(REQUEST_MODEL_SPEC, modelSpec);
              for (Map.Entry<String, TensorProto> input : inputs.entrySet()) {
                out.writeByteArray(REQUEST_INPUTS, mapEntry(input.getKey(), input.getValue()));
              }
            });
    byte[] predictLog = message(out -> out.writeByteArray(PREDICT_LOG_REQUEST, request));
    return message(out -> out.writeByteArray(PREDICTION_LOG_PREDICT_LOG, predictLog));
  }

  private static byte[] mapEntry(String name, TensorProto tensor) {
    return message(
        out -> {
          out.writeString(MAP_KEY, name);
          out.writeMessage(MAP_VALUE, tensor);
        });
  }

  private static TensorProto latents(int batch, int length) {
    float[] latents = Latents.normal(0, batch, length);
    ByteBuffer content =
        ByteBuffer.allocate(latents.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    content.asFloatBuffer().put(latents);
    return tensor(DataType.DT_FLOAT, content, batch, length);
  }

  private static TensorProto labels(int batch, int classes) {
    ByteBuffer content = ByteBuffer.allocate(batch * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < batch; i++) {
      content.putLong(i % classes);
    }
    return tensor(DataType.DT_INT64, content.flip(), batch);
  }

  private static TensorProto tensor(DataType type, ByteBuffer content, int... sizes) {
    TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
    for (int size : sizes) {
      shape.addDim(TensorShapeProto.Dim.newBuilder().setSize(size));
    }
    return TensorProto.newBuilder()
        .setDtype(type)
        .setTensorShape(shape)
        .setTensorContent(ByteString.copyFrom(content))
        .build();
  }

  private interface Fields {
    void writeTo(CodedOutputStream out) throws IOException;
  }

  private static byte[] message(Fields fields) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    CodedOutputStream out = CodedOutputStream.newInstance(bytes);
    try {
      fields.writeTo(out);
      out.flush();
    } catch (IOException e) {
      throw new UncheckedIOException("memory cannot fail", e);
    }
    return bytes.toByteArray();
  }
}
