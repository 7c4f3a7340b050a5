package dev.gantry.serve;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.gantry.export.ModelInfo;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.proto.TensorInfo;
import org.tensorflow.proto.TensorShapeProto;

/** What the server says, in JSON. */
final class ModelJson {
  private ModelJson() {}

  /** An error, as TensorFlow Serving words it. */
  static byte[] error(String message) {
    return Json.bytes(
        json -> {
          json.writeStartObject();
          json.writeStringField("error", message);
          json.writeEndObject();
        });
  }

  /** A list of all versions' states: get_model_status.proto in JSON. */
  static byte[] status(Map<Long, VersionStatus> statuses) {
    return Json.bytes(
        json -> {
          json.writeStartObject();
          json.writeArrayFieldStart("model_version_status");
          for (Map.Entry<Long, VersionStatus> version : statuses.entrySet()) {
            VersionStatus status = version.getValue();
            json.writeStartObject();
            json.writeStringField("version", Long.toString(version.getKey()));
            json.writeStringField("state", status.state().name());
            json.writeObjectFieldStart("status");
            json.writeStringField("error_code", status.code());
            json.writeStringField("error_message", status.message());
            json.writeEndObject();
            json.writeEndObject();
          }
          json.writeEndArray();
          json.writeEndObject();
        });
  }

  /** The signatures: get_model_metadata.proto in JSON, where numbers of 64 bits are strings. */
  static byte[] metadata(String name, LoadedModel model) {
    return Json.bytes(
        json -> {
          json.writeStartObject();
          json.writeObjectFieldStart("model_spec");
          json.writeStringField("name", name);
          json.writeStringField("signature_name", "");
          json.writeStringField("version", Long.toString(model.version()));
          json.writeEndObject();
          json.writeObjectFieldStart("metadata");
          json.writeObjectFieldStart("signature_def");
          json.writeObjectFieldStart("signature_def");
          for (Map.Entry<String, SignatureDef> signature : model.definitions().entrySet()) {
            json.writeFieldName(signature.getKey());
            write(json, signature.getValue());
          }
          json.writeEndObject();
          json.writeEndObject();
          json.writeEndObject();
          json.writeEndObject();
        });
  }

  private static void write(JsonGenerator json, SignatureDef signature) throws IOException {
    json.writeStartObject();
    write(json, "inputs", signature.getInputsMap());
    write(json, "outputs", signature.getOutputsMap());
    json.writeStringField("method_name", signature.getMethodName());
    json.writeObjectFieldStart("defaults");
    json.writeEndObject();
    json.writeEndObject();
  }

  private static void write(JsonGenerator json, String field, Map<String, TensorInfo> tensors)
      throws IOException {
    json.writeObjectFieldStart(field);
    for (Map.Entry<String, TensorInfo> tensor : new TreeMap<>(tensors).entrySet()) {
      TensorShapeProto shape = tensor.getValue().getTensorShape();
      json.writeObjectFieldStart(tensor.getKey());
      json.writeStringField("dtype", tensor.getValue().getDtype().name());
      json.writeObjectFieldStart("tensor_shape");
      json.writeArrayFieldStart("dim");
      for (TensorShapeProto.Dim dimension : shape.getDimList()) {
        json.writeStartObject();
        json.writeStringField("size", Long.toString(dimension.getSize()));
        json.writeStringField("name", dimension.getName());
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeBooleanField("unknown_rank", shape.getUnknownRank());
      json.writeEndObject();
      json.writeStringField("name", tensor.getValue().getName());
      json.writeEndObject();
    }
    json.writeEndObject();
  }

  /** The outputs of a request, in the format that it was in. */
  static byte[] prediction(PredictRequest request, NamedTensors outputs) {
    return Json.bytes(
        json -> {
          json.writeStartObject();
          if (request.rowFormat()) {
            json.writeFieldName("predictions");
            writeRows(json, request.signature(), outputs);
          } else {
            json.writeFieldName("outputs");
            writeColumns(json, request.signature(), outputs);
          }
          json.writeEndObject();
        });
  }

  private static void writeRows(JsonGenerator json, SignatureSpec signature, NamedTensors outputs)
      throws IOException {
    int rows = rows(outputs);
    json.writeStartArray();
    for (int row = 0; row < rows; row++) {
      if (signature.outputs().size() > 1) {
        json.writeStartObject();
      }
      for (TensorSpec spec : signature.outputs().values()) {
        if (signature.outputs().size() > 1) {
          json.writeFieldName(spec.name());
        }
        outputs.get(spec.name()).writeRow(json, row, spec.bytes());
      }
      if (signature.outputs().size() > 1) {
        json.writeEndObject();
      }
    }
    json.writeEndArray();
  }

  private static int rows(NamedTensors outputs) {
    int[] rows =
        outputs.values().values().stream().mapToInt(TensorValue::rows).distinct().toArray();
    if (rows.length != 1) {
      throw HttpFailure.badRequest(
          "The outputs have different first dimensions; ask by 'inputs' instead of 'instances'");
    }
    return rows[0];
  }

  private static void writeColumns(
      JsonGenerator json, SignatureSpec signature, NamedTensors outputs) throws IOException {
    if (signature.outputs().size() > 1) {
      json.writeStartObject();
    }
    for (TensorSpec spec : signature.outputs().values()) {
      if (signature.outputs().size() > 1) {
        json.writeFieldName(spec.name());
      }
      outputs.get(spec.name()).writeAll(json, spec.bytes());
    }
    if (signature.outputs().size() > 1) {
      json.writeEndObject();
    }
  }

  /** What the page must know of a generator. */
  static byte[] generator(
      String name, LoadedModel model, ModelInfo info, LatentDirections directions, int maxRows) {
    return Json.bytes(
        json -> {
          json.writeStartObject();
          json.writeStringField("name", name);
          json.writeStringField("version", Long.toString(model.version()));
          json.writeNumberField("latent", info.latent().size());
          json.writeArrayFieldStart("classes");
          for (String label : info.labels()) {
            json.writeString(label);
          }
          json.writeEndArray();
          json.writeObjectFieldStart("image");
          json.writeNumberField("height", info.image().height());
          json.writeNumberField("width", info.image().width());
          json.writeNumberField("channels", info.image().channels());
          json.writeEndObject();
          json.writeStringField("signature", "png");
          json.writeNumberField("max_rows", maxRows);
          write(json, directions);
          json.writeEndObject();
        });
  }

  private static void write(JsonGenerator json, LatentDirections directions) throws IOException {
    json.writeArrayFieldStart("directions");
    for (PrincipalDirections.Direction direction : directions.directions()) {
      json.writeStartObject();
      json.writeArrayFieldStart("vector");
      for (float value : direction.vector()) {
        json.writeNumber(value);
      }
      json.writeEndArray();
      json.writeNumberField("scale", direction.scale());
      json.writeNumberField("share", direction.share());
      json.writeEndObject();
    }
    json.writeEndArray();
    if (directions.pending()) {
      json.writeBooleanField("pending", true);
    }
  }

  /** A latent. */
  static byte[] latent(float[] latent) {
    return Json.bytes(
        json -> {
          json.writeStartObject();
          json.writeArrayFieldStart("z");
          for (float value : latent) {
            json.writeNumber(value);
          }
          json.writeEndArray();
          json.writeEndObject();
        });
  }
}
