package dev.gantry.serve;

import com.fasterxml.jackson.core.Base64Variants;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.exc.InputCoercionException;
import java.io.IOException;
import java.lang.reflect.Array;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Collects a tensor from JSON, and holds it against what the signature says as it goes.
 *
 * <p>Its memory grows with what was read, never with what a request claims.
 */
final class TensorBuilder {
  static final String BASE64 = "b64";

  private static final int FIRST_CAPACITY = 256;
  private static final int UNKNOWN = -1;

  private final TensorSpec spec;
  private final RequestLimits limits;
  private final int[] shape;

  private Object values;
  private int count;

  /**
   * An empty one.
   *
   * @param limits of rows, and of values where the signature leaves sizes open
   */
  TensorBuilder(TensorSpec spec, RequestLimits limits) {
    this.spec = spec;
    this.limits = limits;
    this.shape = spec.shape().stream().mapToInt(size -> Math.toIntExact(size)).toArray();
    this.shape[0] = 0;
    this.values = array(FIRST_CAPACITY);
  }

  /** Read so far. */
  int rows() {
    return shape[0];
  }

  private Object array(int length) {
    return switch (spec.type()) {
      case FLOAT32 -> new float[length];
      case INT32 -> new int[length];
      case INT64 -> new long[length];
      case STRING -> new byte[length][];
    };
  }

  /**
   * Reads the value at the parser's token as all rows.
   *
   * @throws HttpFailure if it is not what the signature takes
   */
  void addAll(JsonParser json) throws IOException {
    if (json.currentToken() != JsonToken.START_ARRAY) {
      throw HttpFailure.badRequest(
          "input %s must be a list; found %s".formatted(spec.name(), found(json)));
    }
    while (json.nextToken() != JsonToken.END_ARRAY) {
      addRow(json);
    }
  }

  /**
   * Reads the value at the parser's token as one row.
   *
   * @throws HttpFailure if it is not what the signature takes
   */
  void addRow(JsonParser json) throws IOException {
    beginRow();
    add(json, 1);
  }

  /**
   * Reads the text at the parser's token as a row of bytes in base64.
   *
   * @throws HttpFailure if it is not, or the signature takes something else
   */
  void addBase64Row(JsonParser json) throws IOException {
    beginRow();
    if (shape.length > 1) {
      throw wrongLevel(json, 1);
    }
    addBase64(json);
  }

  private void beginRow() {
    if (shape[0] == limits.maxRows()) {
      throw HttpFailure.badRequest(
          "input %s has more than %d rows; send fewer in one request"
              .formatted(spec.name(), limits.maxRows()));
    }
    shape[0]++;
  }

  private void add(JsonParser json, int level) throws IOException {
    if (level == shape.length) {
      addElement(json);
      return;
    }
    if (json.currentToken() != JsonToken.START_ARRAY) {
      throw wrongLevel(json, level);
    }
    int length = 0;
    while (json.nextToken() != JsonToken.END_ARRAY) {
      length++;
      if (shape[level] != UNKNOWN && length > shape[level]) {
        throw wrongLength("more than " + shape[level], level);
      }
      add(json, level + 1);
    }
    if (length == 0) {
      throw wrongLength("0", level);
    }
    if (shape[level] == UNKNOWN) {
      shape[level] = length;
    } else if (length < shape[level]) {
      throw wrongLength(Integer.toString(length), level);
    }
  }

  private HttpFailure wrongLength(String found, int level) {
    String expected = shape[level] == UNKNOWN ? "at least 1" : Integer.toString(shape[level]);
    return HttpFailure.badRequest(
        "input %s has %s values in dimension %d; expected %s"
            .formatted(spec.name(), found, level, expected));
  }

  private HttpFailure wrongLevel(JsonParser json, int level) throws IOException {
    return HttpFailure.badRequest(
        "input %s has %s at level %d; expected %s of shape %s"
            .formatted(spec.name(), found(json), level, spec.type().proto(), spec.shape()));
  }

  private void addElement(JsonParser json) throws IOException {
    if (count == length()) {
      grow();
    }
    if (spec.isOpen() && count == limits.maxValues()) {
      throw HttpFailure.badRequest(
          "input %s has more than %,d values; send less in one request"
              .formatted(spec.name(), limits.maxValues()));
    }
    switch (spec.type()) {
      case FLOAT32 -> ((float[]) values)[count++] = floatValue(json);
      case INT32 ->
          ((int[]) values)[count++] = (int) wholeNumber(json, Integer.MIN_VALUE, Integer.MAX_VALUE);
      case INT64 -> ((long[]) values)[count++] = wholeNumber(json, Long.MIN_VALUE, Long.MAX_VALUE);
      case STRING -> addString(json);
    }
  }

  private int length() {
    return Array.getLength(values);
  }

  private void grow() {
    Object larger = array(Math.multiplyExact(2, length()));
    System.arraycopy(values, 0, larger, 0, count);
    values = larger;
  }

  private float floatValue(JsonParser json) throws IOException {
    if (!json.currentToken().isNumeric()) {
      throw wrongLevel(json, shape.length);
    }
    // As TensorFlow Serving reads it: to a double, then rounded to a float.
    float value = (float) json.getDoubleValue();
    if (!Float.isFinite(value)) {
      throw HttpFailure.badRequest(
          "input %s has %s, which is beyond the range of float32"
              .formatted(spec.name(), json.getText()));
    }
    return value;
  }

  private long wholeNumber(JsonParser json, long least, long greatest) throws IOException {
    if (json.currentToken() != JsonToken.VALUE_NUMBER_INT) {
      throw wrongLevel(json, shape.length);
    }
    try {
      long value = json.getLongValue();
      if (value >= least && value <= greatest) {
        return value;
      }
    } catch (InputCoercionException e) {
      throw beyond(json);
    }
    throw beyond(json);
  }

  private HttpFailure beyond(JsonParser json) throws IOException {
    return HttpFailure.badRequest(
        "input %s has %s, which is beyond the range of %s"
            .formatted(spec.name(), json.getText(), spec.type().proto()));
  }

  private void addString(JsonParser json) throws IOException {
    if (json.currentToken() == JsonToken.VALUE_STRING) {
      ((byte[][]) values)[count++] = json.getText().getBytes(StandardCharsets.UTF_8);
    } else if (json.currentToken() == JsonToken.START_OBJECT
        && BASE64.equals(json.nextFieldName())) {
      json.nextToken();
      addBase64(json);
      if (json.nextToken() != JsonToken.END_OBJECT) {
        throw HttpFailure.badRequest(
            "input %s has more than b64 in an object; expected {\"b64\": \"…\"}"
                .formatted(spec.name()));
      }
    } else {
      throw wrongLevel(json, shape.length);
    }
  }

  private void addBase64(JsonParser json) throws IOException {
    if (spec.type() != ElementType.STRING || json.currentToken() != JsonToken.VALUE_STRING) {
      throw wrongLevel(json, shape.length);
    }
    if (count == length()) {
      grow();
    }
    try {
      ((byte[][]) values)[count++] = json.getBinaryValue(Base64Variants.MIME_NO_LINEFEEDS);
    } catch (JsonParseException e) {
      throw HttpFailure.badRequest(
          "input %s has a value that is not valid base64".formatted(spec.name()));
    }
  }

  private static String found(JsonParser json) throws IOException {
    return switch (json.currentToken()) {
      case START_ARRAY -> "a list";
      case START_OBJECT, FIELD_NAME, END_OBJECT -> "an object";
      case VALUE_STRING -> "a string";
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> "the number " + json.getText();
      default -> String.valueOf(json.getText());
    };
  }

  /**
   * What was read.
   *
   * @throws HttpFailure if there is no row, or another number of them than the signature says
   */
  TensorValue build() {
    if (shape[0] == 0) {
      throw HttpFailure.badRequest("input %s has no rows; send at least 1".formatted(spec.name()));
    }
    if (!spec.batched() && spec.shape().get(0) != shape[0]) {
      throw HttpFailure.badRequest(
          "input %s has %d rows; expected %d"
              .formatted(spec.name(), shape[0], spec.shape().get(0)));
    }
    List<Integer> sizes = new ArrayList<>();
    Arrays.stream(shape).forEach(sizes::add);
    return new TensorValue(elements(), List.copyOf(sizes));
  }

  private Elements elements() {
    return switch (spec.type()) {
      case FLOAT32 -> new Elements.Floats(Arrays.copyOf((float[]) values, count));
      case INT32 -> new Elements.Ints(Arrays.copyOf((int[]) values, count));
      case INT64 -> new Elements.Longs(Arrays.copyOf((long[]) values, count));
      case STRING -> new Elements.Strings(Arrays.copyOf((byte[][]) values, count));
    };
  }
}
