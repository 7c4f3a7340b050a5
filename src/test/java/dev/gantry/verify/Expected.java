package dev.gantry.verify;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What goes into an export, and what Gantry makes of it.
 *
 * @param arrays inputs and outputs by the names that they have in signatures, and what else Gantry
 *     makes
 * @param plain the largest difference between Gantry and TensorFlow's own Java API, as a part of
 *     the largest value
 */
record Expected(Map<String, Numbers> arrays, float plain) {
  private static final String PLAIN = "plain";

  /** As {@link #json} writes it. */
  static Expected read(Path file) throws IOException {
    JsonNode json = new ObjectMapper().readTree(Files.readString(file));
    Map<String, Numbers> arrays = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> field : json.properties()) {
      if (field.getValue().isArray()) {
        arrays.put(field.getKey(), Numbers.of(field.getKey(), field.getValue()));
      }
    }
    return new Expected(arrays, json.get(PLAIN).floatValue());
  }

  /** The largest difference between ONNX Runtime and Gantry, as a part of the largest value. */
  float difference(OnnxModel model) {
    float largest = 0;
    for (Map.Entry<String, float[]> output : model.answers(arrays).entrySet()) {
      Numbers.Floats wanted = (Numbers.Floats) arrays.get(output.getKey());
      largest = Math.max(largest, Difference.relative(output.getValue(), wanted.values()));
    }
    return largest;
  }

  /** All of it as one object. */
  ObjectNode json() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    arrays.forEach((name, numbers) -> json.set(name, numbers.json()));
    return json.put(PLAIN, plain);
  }
}
