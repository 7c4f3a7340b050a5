package dev.gantry.export;

import com.google.protobuf.CodedOutputStream;
import dev.gantry.io.TfRecord;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import org.tensorflow.proto.TensorProto;

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
   * The file.
   *
   * @param model the model's name
   */
  static byte[] file(String model, List<WarmUpRequest> requests) {
    return TfRecord.file(
        requests.stream()
            .map(request -> predictionLog(model, request.signature(), request.inputs()))
            .toList());
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
