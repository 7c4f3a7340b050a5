package dev.gantry.serve;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads the body of a {@code :predict} request by the rules of TensorFlow Serving's REST API
 * (tensorflow/serving, g3doc/api_rest.md). Thread-safe.
 *
 * <p>A difference on purpose: NaN and Infinity, which are not JSON, are refused.
 */
final class PredictRequestReader {
  private static final String SIGNATURE_NAME = "signature_name";
  private static final String INSTANCES = "instances";
  private static final String INPUTS = "inputs";
  private static final Set<String> KEYS = Set.of(SIGNATURE_NAME, INSTANCES, INPUTS);

  private final JsonFactory factory;
  private final RequestLimits limits;

  PredictRequestReader(RequestLimits limits) {
    this.limits = limits;
    this.factory = Json.reading(limits.maxBody());
  }

  /**
   * Reads a request.
   *
   * @param signatures finds a signature, or throws
   * @throws HttpFailure if it is no JSON, or not what the signature takes
   */
  PredictRequest read(byte[] body, Function<String, SignatureSpec> signatures) {
    try {
      Envelope envelope = envelope(body);
      SignatureSpec signature = signatures.apply(envelope.signature());
      PredictRequest request =
          new PredictRequest(
              signature, envelope.key().equals(INSTANCES), inputs(body, envelope.key(), signature));
      limits.check(request);
      return request;
    } catch (JsonProcessingException e) {
      throw HttpFailure.badRequest("JSON Parse error: " + problem(e));
    } catch (IOException e) {
      throw HttpFailure.badRequest("JSON Parse error: " + e.getMessage());
    }
  }

  private static String problem(JsonProcessingException e) {
    // What follows is for who programs the parser.
    String message = e.getOriginalMessage().split(" \\(|:|\\R", 2)[0];
    return e.getLocation() == null
        ? message
        : "%s at offset: %d".formatted(message, e.getLocation().getByteOffset());
  }

  /** What must be known of a request before its tensors are read; it may come after them. */
  private record Envelope(String signature, String key) {}

  /** Looks through the whole body, so that later readers meet nothing but JSON. */
  private Envelope envelope(byte[] body) throws IOException {
    Set<String> keys = new HashSet<>();
    String signature = SignatureSpec.DEFAULT;
    try (JsonParser json = factory.createParser(body)) {
      if (json.nextToken() == null) {
        throw HttpFailure.badRequest("JSON Parse error: The document is empty");
      }
      if (json.currentToken() != JsonToken.START_OBJECT) {
        throw HttpFailure.badRequest("Request must be a JSON object, but is not one");
      }
      for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
        json.nextToken();
        if (KEYS.contains(name) && !keys.add(name)) {
          throw HttpFailure.badRequest("Request has '%s' twice".formatted(name));
        }
        if (name.equals(SIGNATURE_NAME)) {
          signature = signature(json);
        }
        json.skipChildren();
      }
      if (json.nextToken() != null) {
        throw HttpFailure.badRequest("Request goes on after the end of its JSON object");
      }
    }
    return new Envelope(signature, key(keys));
  }

  private static String signature(JsonParser json) throws IOException {
    if (json.currentToken() != JsonToken.VALUE_STRING) {
      throw HttpFailure.badRequest("'signature_name' key must be a string value");
    }
    return json.getText();
  }

  private static String key(Set<String> keys) {
    boolean rows = keys.contains(INSTANCES);
    if (rows == keys.contains(INPUTS)) {
      throw HttpFailure.badRequest(
          rows
              ? "Request has both 'inputs' and 'instances'; send one of them"
              : "Missing 'inputs' or 'instances' key");
    }
    return rows ? INSTANCES : INPUTS;
  }

  private NamedTensors inputs(byte[] body, String key, SignatureSpec signature) throws IOException {
    Map<String, TensorBuilder> builders = new LinkedHashMap<>();
    signature.inputs().forEach((name, spec) -> builders.put(name, new TensorBuilder(spec, limits)));
    try (JsonParser json = factory.createParser(body)) {
      json.nextToken();
      while (!key.equals(json.nextFieldName())) {
        json.nextToken();
        json.skipChildren();
      }
      json.nextToken();
      if (key.equals(INSTANCES)) {
        new Instances(json, builders).read();
      } else {
        readColumns(json, builders);
      }
    }
    Map<String, TensorValue> inputs = new HashMap<>();
    builders.forEach((name, builder) -> inputs.put(name, builder.build()));
    return new NamedTensors(inputs);
  }

  private static void readColumns(JsonParser json, Map<String, TensorBuilder> builders)
      throws IOException {
    if (json.currentToken() != JsonToken.START_OBJECT) {
      only(builders, INPUTS).addAll(json);
      return;
    }
    int read = 0;
    for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
      TensorBuilder builder = builders.get(name);
      if (builder == null) {
        throw HttpFailure.badRequest(
            "'inputs' has '%s'; the signature takes %s".formatted(name, builders.keySet()));
      }
      if (builder.rows() > 0) {
        throw HttpFailure.badRequest("'inputs' has '%s' twice".formatted(name));
      }
      json.nextToken();
      builder.addAll(json);
      read++;
    }
    if (read < builders.size()) {
      throw HttpFailure.badRequest(
          "Missing named input in 'inputs': the signature takes %s".formatted(builders.keySet()));
    }
  }

  private static TensorBuilder only(Map<String, TensorBuilder> builders, String key) {
    if (builders.size() != 1) {
      throw HttpFailure.badRequest(
          "'%s' is a plain value or list; the signature takes %d inputs, so name them: %s"
              .formatted(key, builders.size(), builders.keySet()));
    }
    return builders.values().iterator().next();
  }

  /** The list of rows: all of them objects with every input, or all of them values of the one. */
  private static final class Instances {
    private final JsonParser json;
    private final Map<String, TensorBuilder> builders;
    private int row;
    private int named;

    Instances(JsonParser json, Map<String, TensorBuilder> builders) {
      this.json = json;
      this.builders = builders;
    }

    void read() throws IOException {
      if (json.currentToken() != JsonToken.START_ARRAY) {
        throw HttpFailure.badRequest("'instances' must be a list, with an entry a row");
      }
      for (; json.nextToken() != JsonToken.END_ARRAY; row++) {
        try {
          readRow();
        } catch (HttpFailure e) {
          throw HttpFailure.badRequest(
              "Failed to process element: %d of 'instances' list. Error: %s"
                  .formatted(row, e.line()));
        }
      }
      if (row == 0) {
        throw HttpFailure.badRequest("'instances' is empty; send at least 1 row");
      }
    }

    private void readRow() throws IOException {
      if (json.currentToken() != JsonToken.START_OBJECT) {
        requireSame(false);
        only(builders, INSTANCES).addRow(json);
        return;
      }
      String name = json.nextFieldName();
      if (TensorBuilder.BASE64.equals(name) && !builders.containsKey(name)) {
        requireSame(false);
        json.nextToken();
        only(builders, INSTANCES).addBase64Row(json);
        if (json.nextToken() != JsonToken.END_OBJECT) {
          throw HttpFailure.badRequest("an object with b64 has nothing else");
        }
        return;
      }
      requireSame(true);
      readInputs(name);
    }

    private void readInputs(@Nullable String first) throws IOException {
      int read = 0;
      for (String name = first; name != null; name = json.nextFieldName()) {
        TensorBuilder builder = builders.get(name);
        if (builder == null) {
          throw HttpFailure.badRequest(
              "it has '%s'; the signature takes %s".formatted(name, builders.keySet()));
        }
        json.nextToken();
        builder.addRow(json);
        if (builder.rows() != row + 1) {
          throw HttpFailure.badRequest("it has '%s' twice".formatted(name));
        }
        read++;
      }
      if (read < builders.size()) {
        throw HttpFailure.badRequest(
            "it lacks an input; the signature takes %s".formatted(builders.keySet()));
      }
    }

    private void requireSame(boolean object) {
      named += object ? 1 : 0;
      if (named != (object ? row + 1 : 0)) {
        throw HttpFailure.badRequest(
            "rows must be all objects with named inputs, or all plain values");
      }
    }
  }
}
